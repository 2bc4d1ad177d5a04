import { printable } from '../model/text.js';
import { runsShortName } from './commands.js';
import { HOLE } from './constants.js';
import { record } from './record.js';
import { isSecretPath } from './secrets.js';
import { type Frame, markTelling, type State } from './state.js';
import { pieceOf } from './texts.js';
import type { SyntaxNode } from './tree.js';
import {
  type Cell,
  DECODED,
  DOWNLOADED,
  flowOf,
  HOST_FACTS,
  LEAVING,
  NETWORK,
  SECRET_FILE,
  step,
  type Value,
} from './value.js';

/** Names shorter than this also stand for other things in a command. */
const SHORTEST = 4;

/** Notes that data was written to a path; what later runs that path runs the data. */
export function noteWritten(frame: Frame, path: Value, data: Value): void {
  const flow = flowOf([data, ...(data.items ?? []).slice(0, 20)]);
  const tags = flow.tags & (NETWORK | DECODED | DOWNLOADED | (LEAVING & ~HOST_FACTS));
  if (tags === 0) return;
  markTelling(frame);
  const [own] = path.cells;
  if (own !== undefined) {
    own.tags |= tags;
    const filled = frame.state.parameters.get(own);
    if (filled !== undefined) filled.fills |= tags;
    own.trail ??= flow.trail;
  }
  for (const name of tellingNames(pieceOf(path))) {
    const before = frame.state.written.get(name);
    frame.state.written.set(name, { tags: tags | (before?.tags ?? 0), trail: before?.trail ?? flow.trail });
  }
}

/** What was written to a path, by identity or by name. */
export function writtenTo(state: State, path: Value): Cell | null {
  const [own] = path.cells;
  if (own !== undefined && own.tags !== 0) return own;
  for (const name of tellingNames(pieceOf(path)).filter((each) => isWholePath(each, pieceOf(path)))) {
    const cell = state.written.get(name);
    if (cell !== undefined) return cell;
  }
  return null;
}

/**
 * A path and its file name, as far as they are known. A name too short to be told from other text is kept as `./a`: it counts
 * only where a command can mean nothing but the file.
 */
function tellingNames(path: string): readonly string[] {
  const slashed = path.replaceAll('\\', '/');
  const name = slashed.split('/').at(-1) ?? '';
  const names = [
    name.length >= SHORTEST ? name : `./${name}`,
    slashed.length >= SHORTEST - 1 && slashed.includes('/') ? slashed : '',
  ];
  return [...new Set(names)].filter((each) => /\w/u.test(each) && !each.includes(HOLE));
}

/** What flows in through the paths that a value holds: a path written with downloaded data is a downloaded file. */
export function tagsOfPaths(state: State, value: Value, text: string | null): { tags: number; trail: Value['trail'] } {
  let tags = 0;
  let trail: Value['trail'] = null;
  const add = (cell: Cell): void => {
    if ((cell.tags & (NETWORK | DOWNLOADED)) !== 0) tags |= DOWNLOADED;
    if ((cell.tags & DECODED) !== 0) tags |= DECODED;
    if (cell.tags !== 0) trail ??= cell.trail;
  };
  for (const cell of [value, ...(value.items ?? [])].flatMap((each) => each.cells)) add(cell);
  if (text !== null && state.written.size > 0) {
    const shown = text.slice(0, 8000).replaceAll('\\', '/');
    for (const [name, cell] of state.written) if (mentions(shown, name)) add(cell);
  }
  return { tags, trail };
}

/** A short name stands for the file of a directory that the code may since have gone to, not for one of any directory. */
const isWholePath = (name: string, path: string): boolean =>
  !isShortName(name) || path === name || path === name.slice(2);

const isShortName = (name: string): boolean => name.startsWith('./') && name.length < SHORTEST + 2;

function mentions(text: string, name: string): boolean {
  if (isShortName(name)) return runsShortName(text, name.slice(2));
  // A bare word such as `build` also stands for other things: it counts as the program only.
  if (!/[./]/u.test(name)) return text.split(/\s+/u, 1)[0]?.split('/').at(-1) === name;
  const at = text.indexOf(name);
  if (at < 0) return false;
  const before = text.charAt(at - 1);
  const after = text.charAt(at + name.length);
  return !/[\w.-]/u.test(before) && !/[\w-]/u.test(after);
}

/** A path that is built or opened: one that names a store of secrets is an act of its own. */
export function secretPath(frame: Frame, node: SyntaxNode, callee: string, path: Value): Value {
  const text = pieceOf(path);
  if (!isSecretPath(text)) return path;
  const target = printable(text.replaceAll(HOLE, '…'), 100);
  record(frame, node, { act: 'read-secret', callee, values: [path], tags: 0, traits: [], target });
  const trail = step(path.trail, printable(`reaches for ${target}`, 120), frame.state.place(node.start));
  return { ...path, tags: path.tags | SECRET_FILE, trail };
}

/** Notes a write and tells of it when the path or the data says something. */
export function written(
  frame: Frame,
  node: SyntaxNode,
  { callee, path, data }: { callee: string; path: Value; data: Value },
): void {
  noteWritten(frame, path, data);
  const text = pieceOf(path).replaceAll(HOLE, '…');
  const target = /^…*$/u.test(text) ? null : printable(text, 120);
  if (target === null && data.tags === 0) return;
  record(frame, node, { act: 'write-file', callee, values: [data], tags: 0, traits: [], target });
}
