import { relative } from 'node:path';
import type { ActionRun } from '../../__tests__/support/run-action.js';
import type { SavedComment } from './comment.js';
import type { Outcome } from './world.js';

export interface Shown {
  readonly run: ActionRun;
  readonly seconds: number;
  readonly outcome: Outcome;
  readonly saved: SavedComment;
}

/** Prints what a reviewer would see on GitHub, then where it was saved. */
export function show({ run, seconds, outcome, saved }: Shown): void {
  const { comment, check, annotations } = outcome;
  const here = (path: string): string => relative(process.cwd(), path);
  const annotated = annotations.map(({ level, path, line, title }) => `  ${level.padEnd(8)} ${path}:${line}  ${title}`);
  const lines = [
    heading('The review comment'),
    comment.replace(/^<!--.*?-->\s*/su, '').trim(),
    heading('The check run'),
    check === null ? '  none' : `  ${check.name}: ${check.conclusion} — ${check.title}`,
    heading('Annotations'),
    ...(annotated.length === 0 ? ['  none'] : annotated),
    heading('Outputs of the step'),
    ...['verdict', 'complete', 'changed', 'blocked', 'warned'].map((name) => `  ${name}: ${run.outputs[name] ?? ''}`),
    '',
    `The Action took ${seconds.toFixed(1)} s and ended with exit code ${run.exitCode}.`,
    `The comment as text: ${here(saved.markdown)}, as a page: ${here(saved.page)}${saved.picture === null ? '' : `, as a picture: ${here(saved.picture)}`}`,
  ];
  console.log(lines.join('\n'));
}

const heading = (text: string): string => `\n━━ ${text} ${'━'.repeat(Math.max(0, 96 - text.length))}\n`;

/** The demo knows what it planted: any other verdict is a failure of the demo itself. */
export function expectVerdict({ outputs }: ActionRun, expected: 'pass' | 'block'): 0 | 1 {
  if (outputs['verdict'] === expected) return 0;
  console.error(
    `\nThe verdict is "${outputs['verdict'] ?? 'none'}", and this demo should end with "${expected}". Is PyPI reachable?`,
  );
  return 1;
}
