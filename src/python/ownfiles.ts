import type { Act } from '../model/profile.js';
import { HOLE } from './constants.js';
import type { SourceStep } from './facts.js';
import type { Frame } from './state.js';
import { commandText, pieceOf } from './texts.js';
import type { Value } from './value.js';

// Code may run a file of its own package otherwise than by importing it: `exec(open(path).read())`, `python -m pkg.part`.

const RUNNING: ReadonlySet<Act> = new Set(['run-code', 'run-process']);

/** Notes modules and Python files that an act runs, as calls: a dotted name, or `file:` and the path as far as it is known. */
export function noteOwnRun(
  { scope }: Frame,
  { act, values }: { readonly act: Act; readonly values: readonly Value[] },
  steps: readonly SourceStep[],
): void {
  if (!RUNNING.has(act)) return;
  for (const value of values) {
    const text = (commandText(value) ?? pieceOf(value)).slice(0, 2000).replaceAll('\\', '/');
    const module = /(?:^|\s)-m\s+(?<name>[A-Za-z_][\w.]*)/u.exec(text)?.groups?.['name'];
    if (module !== undefined) scope.calls.add(module);
    if (act === 'run-code' && /^[A-Za-z_]\w*(?:\.\w+)+$/u.test(text) && !text.endsWith('.py')) scope.calls.add(text);
    const path = PYTHON_FILE.exec(text)?.groups?.['path'];
    if (path !== undefined) scope.calls.add(`file:${path.replace(/^\/+/u, '')}`);
  }
  for (const { what } of act === 'run-code' ? steps : []) {
    const name = /^opens (?<name>[\w.-]+\.pyw?)$/u.exec(what)?.groups?.['name'];
    if (name !== undefined) scope.calls.add(`file:${name}`);
  }
}

const PYTHON_FILE = new RegExp(`(?:^|[\\s"'=${HOLE}])(?<path>[\\w./-]+\\.pyw?)(?=$|[\\s"'])`, 'u');
