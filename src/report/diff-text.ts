import type { DependencyChange, LockDiff } from '../model/change.js';
import { count } from '../model/text.js';
import { terminal } from './escape.js';
import { versionStep } from './view.js';

/** What changed between lockfiles, for a terminal: one change a line, marked as `diff` marks it. */
export function renderDiff({ changes, options, problems }: LockDiff): string {
  return [
    changes.length === 0 ? 'No dependency changed.' : count(changes.length, 'dependency change'),
    ...changes.map(changeLine),
    ...options.map(({ path, option, from, to }) =>
      terminal(`Option ${option} in ${path}: ${from || '(none)'} → ${to || '(none)'}`),
    ),
    ...problems.map(({ path, line, message }) =>
      terminal(`Problem at ${line === null ? path : `${path}:${line}`}: ${message}`),
    ),
  ].join('\n');
}

const SIGN: Readonly<Record<DependencyChange['kind'], string>> = { added: '+', removed: '-', changed: '~' };

function changeLine(change: DependencyChange): string {
  const labels = change.labels.filter((label) => label !== 'upgrade');
  const notes = labels.length === 0 ? '' : `  [${labels.join(', ')}]`;
  return `  ${SIGN[change.kind]} ${terminal(`${change.name} ${versionStep(change)}${notes}`)}`;
}
