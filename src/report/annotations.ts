import type { DependencyChange } from '../model/change.js';
import type { Finding } from '../model/finding.js';
import { compareLevels, type Level } from '../model/level.js';
import type { Report } from '../model/report.js';
import { printable } from '../model/text.js';
import { commandData, commandProperty, terminal } from './escape.js';
import { output } from './output.js';
import { groupBy, shortSubject, subjectOf } from './view.js';

/** One remark at a line of a lockfile. */
export interface Annotation {
  readonly level: Level;
  readonly path: string;
  /** 1-based; a remark about a whole file stands at its first line. */
  readonly line: number;
  /** At most 255 characters, which is GitHub's limit. */
  readonly title: string;
  readonly message: string;
}

/** Workflow commands, one a line: GitHub shows them at the lines they name. */
export const annotations = output({
  id: 'annotations',
  mediaType: 'text/plain',
  render: (report) => annotationsOf(report).map(command).join(''),
});

/**
 * What a reviewer must see beside the lockfile, heaviest first: GitHub shows ten of a kind for a step. Notes and accepted
 * findings are left to the report.
 */
export function annotationsOf(report: Report): readonly Annotation[] {
  const counted = report.findings.filter(({ level, allowedBy }) => level !== 'note' && allowedBy === null);
  const all = [...counted.flatMap(findingAnnotations), ...problemAnnotations(report), ...gapAnnotations(report)];
  return all.toSorted((a, b) => compareLevels(b.level, a.level));
}

function findingAnnotations(finding: Finding): readonly Annotation[] {
  const { ruleId, level, subject, message, remedy, locations } = finding;
  return locations.flatMap((at) =>
    at.kind === 'lockfile'
      ? [
          {
            level,
            path: at.path,
            line: at.line ?? 1,
            title: title(`${shortSubject(subject)} ${finding.headline} (${ruleId})`),
            message: text(`${message} ${remedy}`),
          },
        ]
      : [],
  );
}

const problemAnnotations = ({ problems, policy }: Report): readonly Annotation[] =>
  problems.map(({ path, line, message, affects }) => ({
    level: affects === 'file' ? 'block' : GAP_LEVEL[policy.onGap],
    path,
    line: line ?? 1,
    title: title(affects === 'file' ? 'This lockfile was not reviewed' : 'This entry was not reviewed'),
    message: text(message),
  }));

const GAP_LEVEL: Readonly<Record<Report['policy']['onGap'], Level>> = {
  pass: 'note',
  warn: 'warn',
  block: 'block',
};

/** All gaps of one release in one remark, so that an index that is down does not push the findings out. */
function gapAnnotations({ gaps, diff, policy }: Report): readonly Annotation[] {
  const changes = new Map(diff.changes.map((change) => [subjectOf(change), change]));
  return [...groupBy(gaps, ({ subject }) => subject)].flatMap(([subject, group]) => {
    const place = placeOf(changes.get(subject));
    if (place === null) return [];
    return [
      {
        level: GAP_LEVEL[policy.onGap],
        ...place,
        title: title(`${shortSubject(subject)}: not fully checked`),
        message: text(group.map(({ message }) => message).join(' ')),
      },
    ];
  });
}

const placeOf = (change: DependencyChange | undefined): Pick<Annotation, 'path' | 'line'> | null => {
  const first = change?.occurrences[0];
  return first === undefined || change?.to === null ? null : { path: first.path, line: first.line };
};

const title = (words: string): string => printable(words, 200);

const text = (words: string): string => printable(words, 2000);

const COMMAND: Readonly<Record<Level, string>> = { block: 'error', warn: 'warning', note: 'notice' };

function command({ level, path, line, title: words, message }: Annotation): string {
  const properties = `file=${commandProperty(printable(path, 500))},line=${line},title=${commandProperty(terminal(words))}`;
  return `::${COMMAND[level]} ${properties}::${commandData(terminal(message, 2000))}\n`;
}
