import { createHash } from 'node:crypto';
import type { Finding } from '../model/finding.js';
import type { Report } from '../model/report.js';
import { count, listOf } from '../model/text.js';
import { allowEntryLines } from './allow-entry.js';
import { ruleDocUrl } from './doc-url.js';
import { html as escaped } from './escape.js';
import { evidenceLines } from './evidence-lines.js';
import { STYLE } from './html-style.js';
import { mendingLines } from './mended.js';
import { output } from './output.js';
import { type Row, rowsOf } from './rows.js';
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
  versionStep,
} from './view.js';

/** A page of its own: no scripts, nothing loaded, to keep as a build artifact, to mail or to print. */
export const html = output({ id: 'html', mediaType: 'text/html', render: renderHtml });

function renderHtml(report: Report): string {
  const groups = groupFindings(report);
  const counted = groups.filter(({ level }) => level !== 'note');
  const parts = [
    `<h1 class="${report.verdict.outcome}">${headline(report, codeElement)}</h1>`,
    paragraph(tally(report)),
    paragraph(escaped(contentsNote(report))),
    ...counted.map((group) => groupSection(group, report.reviewedAt)),
    uncheckedSection(report),
    optionsSection(report),
    mendedSection(report),
    changesSection(report),
    notesSection(groups),
    acceptedSection(report),
    footer(report),
  ];
  return page(report, parts.filter((part) => part !== '').join('\n'));
}

// The policy stands in the page itself, so that it holds wherever the page is opened.
const STYLE_HASH = createHash('sha256').update(STYLE, 'utf8').digest('base64');
const CONTENT_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

const page = (report: Report, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Lockgate: ${report.verdict.outcome}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;

const paragraph = (text: string): string => (text === '' ? '' : `<p>${text}</p>`);

const codeElement = (text: string): string => `<code>${escaped(text, 200)}</code>`;

const pre = (lines: readonly string[]): string =>
  `<pre>${lines.map((line) => (/^ */u.exec(line)?.[0] ?? '') + escaped(line, 240)).join('\n')}</pre>`;

const list = (items: readonly string[]): string => `<ul>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`;

function groupSection(group: Group, now: number): string {
  const { change, level, findings } = group;
  const step = change === null ? '' : ` ${escaped(versionStep(change), 120)}`;
  const places = change?.occurrences.map(({ path, line }) => codeElement(`${path}:${line}`)) ?? [];
  const allow = allowEntryLines(group, now);
  return [
    `<section class="group ${level}">`,
    `<h3>${ICON[level]} ${codeElement(labelOf(group).name)}${step}</h3>`,
    places.length === 0 ? '' : `<p class="where">${listOf(places, 4)}</p>`,
    ...findings.filter((finding) => finding.level !== 'note').map(findingBlock),
    allow === null ? '' : `<details><summary>Accept it for this release only</summary>${pre(allow)}</details>`,
    '</section>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function findingBlock(finding: Finding): string {
  const evidence = evidenceLines(finding);
  return [
    `<p><strong>${ruleLink(finding.ruleId)}</strong> (${finding.level}, ${finding.confidence} confidence): ${escaped(finding.message)}</p>`,
    evidence.length === 0 ? '' : pre(evidence),
    `<p><strong>What to do:</strong> ${escaped(finding.remedy)}</p>`,
  ].join('\n');
}

const ruleLink = (id: string): string => `<a href="${escaped(ruleDocUrl(id))}" rel="noreferrer">${escaped(id)}</a>`;

function uncheckedSection({ problems, gaps }: Report): string {
  const items = [
    ...problems.map(
      ({ path, line, message }) => `${codeElement(line === null ? path : `${path}:${line}`)}: ${escaped(message)}`,
    ),
    ...groupGaps(gaps).map(
      ({ subjects, message }) =>
        `${listOf(
          subjects.map((subject) => codeElement(shortSubject(subject))),
          12,
        )}: ${escaped(message)}`,
    ),
  ];
  return items.length === 0 ? '' : `<h2>${ICON.unknown} Not checked</h2>\n${list(items)}`;
}

function optionsSection({ diff }: Report): string {
  const items = diff.options.map(
    ({ path, option, from, to }) =>
      `${codeElement(path)}: ${codeElement(option)} from ${codeElement(from)} to ${codeElement(to)}`,
  );
  return items.length === 0 ? '' : `<h2>${ICON.note} Lockfile options that changed</h2>\n${list(items)}`;
}

function mendedSection(report: Report): string {
  const items = mendingLines(report).map(({ name, text }) => `${codeElement(name)} ${escaped(text, 600)}`);
  return items.length === 0 ? '' : `<h2>${ICON.pass} Mended by this change</h2>\n${list(items)}`;
}

const HEAD =
  '<thead><tr><th></th><th>Package</th><th>Version</th><th>Age</th><th>Scope</th><th>Why it is here</th><th>Newly</th></tr></thead>';

function changesSection(report: Report): string {
  const rows = rowsOf(report);
  if (rows.length === 0) return '';
  return `<h2>${count(rows.length, 'change')}</h2>\n<table>\n${HEAD}\n<tbody>\n${rows.map(rowLine).join('\n')}\n</tbody>\n</table>`;
}

function rowLine({ state, change, age, scope, path, gains }: Row): string {
  const why = path.length === 1 ? 'direct' : path.slice(0, -1).map(codeElement).join(' › ');
  const cells = [
    ICON[state],
    codeElement(change.name),
    escaped(versionStep(change), 120),
    age ?? '',
    scope,
    why,
    gains.join(', '),
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function notesSection(groups: readonly Group[]): string {
  const items = groups.flatMap(({ findings, subject }) =>
    findings
      .filter(({ level }) => level === 'note')
      .map(({ ruleId, message }) => `${codeElement(shortSubject(subject))} (${ruleLink(ruleId)}): ${escaped(message)}`),
  );
  return items.length === 0 ? '' : `<h2>${ICON.note} Notes</h2>\n${list(items)}`;
}

function acceptedSection({ findings }: Report): string {
  const items = findings.flatMap(({ allowedBy, subject, ruleId, message }) =>
    allowedBy === null
      ? []
      : [
          `${codeElement(shortSubject(subject))} (${ruleLink(ruleId)}): ${escaped(message)} Accepted: “${escaped(allowedBy.reason)}”`,
        ],
  );
  return items.length === 0 ? '' : `<h2>${ICON.note} Accepted by policy</h2>\n${list(items)}`;
}

function footer({ tool, base, head, policy, reviewedAt }: Report): string {
  const source = policy.source === null ? 'built-in policy' : `policy ${codeElement(policy.source)} of the base`;
  const when = new Date(reviewedAt).toISOString().slice(0, 16).replace('T', ' ');
  return `<footer><p>Lockgate ${escaped(tool.version)} · ${codeElement(base)} → ${codeElement(head)} · ${source} · ${when} UTC · no code of any package was run</p></footer>`;
}
