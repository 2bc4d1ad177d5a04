import { type AllowUse, subjectOfAllow } from '../model/policy.js';
import type { Report } from '../model/report.js';
import { count, listOf } from '../model/text.js';
import { COMMENT_BUDGET, ELSEWHERE, type Forms, fitItems, fitSections, type Section, sizeOf } from './budget.js';
import { CONFIGURATION_URL, REPOSITORY_URL } from './doc-url.js';
import { code, prose } from './escape.js';
import { groupForms, lineForms, warningForms } from './markdown-groups.js';
import { changesTable } from './markdown-tables.js';
import { mendingLines } from './mended.js';
import { output } from './output.js';
import {
  contentsNote,
  type Group,
  groupFindings,
  groupGaps,
  headline,
  ICON,
  labelOf,
  shortSubject,
  tally,
  weakens,
} from './view.js';

/** The review comment. */
export const markdown = output({
  id: 'markdown',
  mediaType: 'text/markdown',
  render: (report) => renderMarkdown(report, COMMENT_BUDGET),
});

/**
 * The report as GitHub Markdown of at most `budget` bytes. What gives way first: passed rows, then evidence, then detail; the
 * reasons for a block are the last thing that would be shortened.
 */
export function renderMarkdown(report: Report, budget: number): string {
  const groups = groupFindings(report);
  const sections: readonly Section[] = [
    fixed(head(report)),
    reasonsSection(report, groups, budget),
    warningsSection(report, groups),
    uncheckedSection(report),
    optionsSection(report),
    mendedSection(report),
    changesSection(report),
    listSection('note', 6, notesOf(groups)),
    listSection('finding accepted by policy', 7, acceptedOf(report)),
    listSection('policy entry to look at', 4, entriesToLookAt(report)),
    fixed(footer(report)),
  ];
  return fitSections(sections, budget);
}

const fixed = (text: string): Section => ({ importance: 0, reserve: 0, render: () => text });

function head(report: Report): string {
  const note = contentsNote(report);
  return [
    `## ${headline(report, (text) => code(text, 80))}`,
    tally(report),
    weakeningNotice(report),
    note === '' ? '' : `${ICON.note} ${prose(note)}`,
    report.verdict.outcome === 'block' ? blockNotice(report) : '',
    gapNotice(report),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Whoever weakens the guard and changes a dependency at once may mean the next change: a reader has to see it before anything else. */
function weakeningNotice(report: Report): string {
  const files = groupFindings(report).filter(weakens);
  if (files.length === 0) return '';
  const names = listOf(
    files.map(({ subject }) => code(shortSubject(subject), 100)),
    4,
  );
  return `> [!WARNING]\n> **This change loosens its own protection** in ${names}. Look at that first.`;
}

/** Without it a reader would look for the finding that makes a warning or a block of nothing but gaps. */
function gapNotice({ verdict, gaps, policy }: Report): string {
  if (verdict.outcome === 'pass' || gaps.length === 0 || verdict.because.some(({ kind }) => kind !== 'gap')) return '';
  return `${ICON.note} Nothing bad was found. What could not be checked counts so because the policy says \`on-gap = "${policy.onGap}"\`; run the job again once the source answers.`;
}

function blockNotice({ policy }: Report): string {
  if (policy.audit) return '> [!NOTE]\n> Audit mode: this would block, but the job does not fail.';
  if (policy.failOn === 'never') return '> [!NOTE]\n> The policy says `fail-on = "never"`: the job does not fail.';
  return '';
}

/** Lists the groups that made the verdict: blocks of a block, warnings of a warning. */
function reasonsSection(report: Report, groups: readonly Group[], budget: number): Section {
  const level = leadingLevel(report);
  const leading = groups.filter((group) => group.level === level);
  return {
    importance: 1,
    reserve: 0,
    render: (room) =>
      leading.length === 0
        ? ''
        : fitItems(
            leading.map((group, at) =>
              at * DETAILED_BYTES < budget ? groupForms(group, report.reviewedAt) : lineForms(group),
            ),
            { room, separator: '\n\n', more: (left) => overflow(leading.slice(-left)) },
          ),
  };
}

/** A group in detail takes more than this: those that cannot fit in detail are not written in detail. */
const DETAILED_BYTES = 300;

const leadingLevel = ({ verdict }: Report): 'block' | 'warn' => (verdict.outcome === 'block' ? 'block' : 'warn');

/** The reasons of what no longer fits: every rule, with the number of packages. */
function overflow(groups: readonly Group[]): string {
  const byRule = new Map<string, number>();
  for (const group of groups) {
    for (const rule of new Set(group.findings.map(({ ruleId }) => ruleId)))
      byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  }
  const rules = [...byRule].map(([rule, number]) => `${prose(rule, 80)} (${number})`);
  return `- ${ICON.block} And ${count(groups.length, 'more package')}, ${ELSEWHERE}: ${listOf(rules, 40)}`;
}

function warningsSection(report: Report, groups: readonly Group[]): Section {
  const warnings = leadingLevel(report) === 'warn' ? [] : groups.filter(({ level }) => level === 'warn');
  return listed(`### ${ICON.warn} Warnings`, 3, warnings.map(warningForms));
}

function uncheckedSection(report: Report): Section {
  const problems = report.problems.map(({ path, line, message, affects }): Forms => {
    const place = code(line === null ? path : `${path}:${line}`);
    return [
      `- ${place}: ${prose(message)}`,
      `- ${place}${affects === 'file' ? ': nothing of this file was reviewed' : ''}`,
    ];
  });
  const gaps = groupGaps(report.gaps).map(({ message, subjects }): Forms => {
    const names = listOf(
      subjects.map((subject) => code(shortSubject(subject), 80)),
      6,
    );
    return [`- ${names}: ${prose(message)}`, `- ${names}`];
  });
  return listed(`### ${ICON.unknown} Not checked`, 2, [...problems, ...gaps]);
}

/** Settings that steer an installer are as good a way in as a package, and diffs of lockfiles are folded away. */
const optionsSection = ({ diff }: Report): Section =>
  listed(
    `### ${ICON.note} Lockfile options that changed`,
    4,
    diff.options.map(({ path, option, from, to, line }): Forms => {
      const place = code(line === null ? path : `${path}:${line}`);
      return [`- ${place}: ${code(option)} from ${code(from, 300)} to ${code(to, 300)}`, `- ${place}: ${code(option)}`];
    }),
  );

const mendedSection = (report: Report): Section =>
  listed(
    `### ${ICON.pass} Mended by this change`,
    5,
    mendingLines(report).map(
      ({ name, text }): Forms => [`- ${code(name, 80)} ${prose(text, 600)}`, `- ${code(name, 80)}`],
    ),
  );

const changesSection = (report: Report): Section => ({
  importance: 5,
  reserve: 200,
  render: (room) => changesTable(report, room),
});

const notesOf = (groups: readonly Group[]): readonly Forms[] =>
  groups.flatMap((group) =>
    group.findings
      .filter(({ level }) => level === 'note')
      .map(({ ruleId, message }): Forms => {
        const { name, version } = labelOf(group);
        return [
          `- ${code(version === null ? name : `${name} ${version}`)} (${prose(ruleId, 80)}): ${prose(message, 400)}`,
        ];
      }),
  );

const acceptedOf = ({ findings }: Report): readonly Forms[] =>
  findings.flatMap(({ allowedBy, subject, ruleId, message }): readonly Forms[] => {
    if (allowedBy === null) return [];
    const until = allowedBy.expires === null ? '' : ` until ${allowedBy.expires}`;
    const owner = allowedBy.owner === null ? '' : ` (${prose(allowedBy.owner, 80)})`;
    return [
      [
        `- ${code(shortSubject(subject))} (${prose(ruleId, 80)}): ${prose(message, 300)} Accepted${until}${owner}: “${prose(allowedBy.reason, 300)}”`,
      ],
    ];
  });

/** Entries that end soon are told while there is time to look again. */
const SOON_DAYS = 14;

const entriesToLookAt = ({ allowances }: Report): readonly Forms[] =>
  allowances.flatMap((use): readonly Forms[] => {
    const what = entryState(use);
    const { entry } = use;
    const line = entry.line === null ? '' : ` (line ${entry.line} of the policy)`;
    const rules = entry.rules.map((id) => prose(id, 80)).join(', ');
    return what === null ? [] : [[`- ${code(shortSubject(subjectOfAllow(entry)))}, ${rules}: ${what}${line}`]];
  });

function entryState({ entry, status, daysLeft }: AllowUse): string | null {
  if (status === 'expired') return `ended on ${entry.expires}. Renew it or take it out.`;
  if (status === 'unused') return 'accepts nothing that was found. Take it out if it is not needed any more.';
  if (daysLeft === null || daysLeft > SOON_DAYS) return null;
  return daysLeft === 0
    ? 'ends today. Look again before it does.'
    : `ends in ${count(daysLeft, 'day')}. Look again before it does.`;
}

/** A heading and a list that is always open. */
function listed(title: string, importance: number, items: readonly Forms[]): Section {
  return {
    importance,
    reserve: items.length === 0 ? 0 : 200,
    render: (room) => {
      if (items.length === 0) return '';
      const list = fitItems(items, {
        room: room - sizeOf(title) - 2,
        separator: '\n',
        more: (left) => `- and ${left} more, ${ELSEWHERE}`,
      });
      return `${title}\n\n${list}`;
    },
  };
}

const PLURAL: Readonly<Record<string, string>> = {
  note: 'notes',
  'finding accepted by policy': 'findings accepted by policy',
  'policy entry to look at': 'policy entries to look at',
};

/** A folded list with its count. */
function listSection(what: string, importance: number, items: readonly Forms[]): Section {
  const open = `<details><summary>${ICON.note} ${count(items.length, what, PLURAL[what])}</summary>`;
  const inner = listed(open, importance, items);
  return {
    ...inner,
    render: (room) => {
      const text = inner.render(room - sizeOf('\n\n</details>'));
      return text === '' ? '' : `${text}\n\n</details>`;
    },
  };
}

function footer({ tool, base, head: to, locks, policy }: Report): string {
  const paths = listOf(
    locks.map(({ path }) => code(path, 100)),
    4,
  );
  const source = policy.source === null ? 'built-in policy' : `policy ${code(policy.source, 100)} of the base`;
  const off = Object.entries(policy.rules).flatMap(([id, level]) => (level === 'off' ? [id] : []));
  const parts = [
    `[Lockgate](${REPOSITORY_URL}) ${prose(tool.version, 40)}`,
    `${code(base, 80)} → ${code(to, 80)}`,
    paths,
    `[${source}](${CONFIGURATION_URL})`,
    ...(off.length === 0
      ? []
      : [
          `rules off: ${listOf(
            off.map((id) => prose(id, 80)),
            8,
          )}`,
        ]),
    'no code of any package was run',
  ];
  return `<sub>${parts.filter((part) => part !== '').join(' · ')}</sub>`;
}
