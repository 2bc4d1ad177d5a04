import { printable } from '../model/text.js';
import { broadPlace, EVERY } from './broad.js';
import { argument, type Call, type Model, shared } from './call.js';
import { HOLE } from './constants.js';
import { record } from './record.js';
import type { Frame } from './state.js';
import { pieceOf, textFrom } from './texts.js';
import type { SyntaxNode } from './tree.js';
import { OWN_DATA, UNKNOWN, type Value } from './value.js';

/**
 * Tells of a deletion, or of a write that destroys what was there, when the path means more than files of the program's own: a home,
 * the documents, the system, a drive; or the running file itself, which is how a dropper tidies up.
 */
export function noteDeleted(frame: Frame, node: SyntaxNode, callee: string, path: Value): void {
  const what = broadPlace(pieceOf(path)) ?? (isRunningFile(frame, path) ? 'itself: the running file' : null);
  if (what === null) return;
  const target = printable(what, 100);
  record(frame, node, { act: 'delete-files', callee, values: [path], tags: 0, traits: [], target });
}

const isRunningFile = ({ state }: Frame, path: Value): boolean =>
  (path.tags & OWN_DATA) !== 0 && pieceOf(path) === `${HOLE}/${state.path.split('/').at(-1) ?? ''}`;

/** What extortionists add to the names of files that they encrypted. */
const LOCKED = /\.(?:locked|encrypted|crypt|crypted|cryptolocker|wcry|wncry|ransom\w*|pay2\w+|hacked|pwned)$/iu;

/** Renaming files of a walk, or to a name that says that they are locked. */
export function noteRenamed(frame: Frame, call: Call, from: Value, to: Value): void {
  const name = pieceOf(to);
  if (!LOCKED.test(name) || !name.includes(HOLE)) return;
  const what = broadPlace(pieceOf(from)) ?? `files: ${name.replaceAll(HOLE, '…')}`;
  record(frame, call.node, {
    act: 'delete-files',
    callee: call.callee.refs[0] ?? '',
    values: [from],
    tags: 0,
    traits: [],
    target: printable(`locked ${what}`, 100),
  });
}

const deletes: Model = (frame, call) => {
  noteDeleted(frame, call.node, call.callee.refs[0] ?? '', argument(call, 0, 'path'));
  return null;
};

const deletesSelf: Model = (frame, call) => {
  noteDeleted(frame, call.node, call.callee.refs[0] ?? '', call.receiver);
  return UNKNOWN;
};

/** A name of a directory that is gone through. */
const anyName: Value = { ...UNKNOWN, constant: EVERY, partial: true };
const anyNames: Value = { ...UNKNOWN, items: [anyName] };

const isKnown = (path: Value): boolean => pieceOf(path) !== HOLE;

const below = (directory: Value, name: string): Value =>
  textFrom(`${pieceOf(directory).replace(/[/\\]+$/u, '')}/${name}`, [directory]);

/** `os.walk(top)`: directory, directories, files. */
const walks: Model = (_, call) => {
  const top = argument(call, 0, 'top');
  if (!isKnown(top)) return null;
  return { ...UNKNOWN, items: [{ ...UNKNOWN, items: [below(top, EVERY), anyNames, anyNames] }] };
};

const lists: Model = (_, call) => (isKnown(argument(call, 0, 'path')) ? anyNames : null);

/** `glob.glob(pattern)`: the pattern stands for all that it matches. */
const globs: Model = (_, call) => {
  const pattern = argument(call, 0, 'pathname');
  return isKnown(pattern) ? { ...UNKNOWN, items: [everyOf(pattern, [pattern])] } : null;
};

const everyOf = (pattern: Value, parts: readonly Value[]): Value =>
  textFrom(pieceOf(pattern).replaceAll(EVERY, '*').replaceAll(/\*+/gu, EVERY), parts);

const PATH = 'pathlib.Path()';

/** `path.rglob(pattern)`, `path.glob(pattern)` and `path.iterdir()`. */
const pathGlobs: Model = (_, call) => {
  if (!isKnown(call.receiver)) return null;
  const every = call.method === 'rglob' ? below(call.receiver, EVERY) : call.receiver;
  const pattern = call.method === 'iterdir' ? anyName : argument(call, 0, 'pattern');
  const found = everyOf(below(every, pieceOf(pattern)), [call.receiver]);
  return { ...UNKNOWN, items: [{ ...found, refs: [PATH] }] };
};

/** Callables that delete. */
export const DELETE_MODELS: readonly (readonly [string, Model])[] = [
  ...shared(
    'shutil.rmtree os.remove os.unlink os.rmdir os.removedirs os.truncate send2trash.send2trash distutils.dir_util.remove_tree',
    deletes,
  ),
  ...shared(`${PATH}.unlink ${PATH}.rmdir`, deletesSelf),
];

/** Callables that go through directories; null where the directory is not known. */
export const WALK_MODELS: readonly (readonly [string, Model])[] = [
  ['os.walk', walks],
  ['os.listdir', lists],
  ...shared('glob.glob glob.iglob', globs),
  ...shared(`${PATH}.rglob ${PATH}.glob ${PATH}.iterdir`, pathGlobs),
];

/** `open(path, 'w')` and its like on what a walk goes through empties or overwrites everything there. */
export function noteOverwritten(frame: Frame, node: SyntaxNode, callee: string, path: Value): void {
  if (pieceOf(path).includes(EVERY) || /^(?:\/dev\/|[/\\]{2}\.[/\\])/u.test(pieceOf(path)))
    noteDeleted(frame, node, callee, path);
}
