import { argument, argumentsOf, type Call, type Model, shared } from './call.js';
import { CARRIER_MODELS, CARRIERS } from './carriers.js';
import { charactersOf, HOLE } from './constants.js';
import { DELETE_MODELS, noteOverwritten, noteRenamed, WALK_MODELS } from './deletes.js';
import { DIRECTORY_MODELS } from './directories.js';
import { noteWritten, secretPath, written, writtenTo } from './files.js';
import { ownContent } from './owncontent.js';
import { isStartPlace } from './startplaces.js';
import { type Frame, markTelling } from './state.js';
import { pieceOf, textFrom } from './texts.js';
import { DOWNLOADED, flowOf, LEAVING, NETWORK, OWN_DATA, step, UNKNOWN, type Value, withOwnCell } from './value.js';

const named = (call: Call): string => call.callee.refs[0] ?? '';

/** `open(path, mode)`: the result remembers its path, so that what is written or read can be told. */
const open: Model = (frame, call) => {
  const path = secretPath(frame, call.node, named(call), argument(call, 0, 'file'));
  const mode = charactersOf(argument(call, 1, 'mode').constant) ?? 'r';
  if (/[w+]/u.test(mode)) noteOverwritten(frame, call.node, named(call), path);
  return { ...fileOf(frame, call, path), refs: [openedAs(mode)] };
};

/** What an open file is, by its mode. */
function openedAs(mode: string): string {
  if (/[wax+]/u.test(mode)) return 'open(w)';
  return mode.includes('b') ? 'open(rb)' : 'open(r)';
}

/** An open file: reading it gives what its path carries. */
function fileOf(frame: Frame, call: Call, path: Value): Value {
  markTelling(frame);
  const own = isOwnPath(path);
  const held = writtenTo(frame.state, path);
  const tags = path.tags | (own ? OWN_DATA : 0) | ((held?.tags ?? 0) & LEAVING);
  const name = pieceOf(path).split(/[/\\]/u).at(-1) ?? '';
  const what = name === '' || name.includes(HOLE) ? 'opens a file of its own package' : `opens ${name.slice(0, 80)}`;
  const before = path.trail ?? held?.trail ?? null;
  const trail = own ? step(before, what, frame.state.place(call.node.start)) : before;
  return { ...UNKNOWN, tags, cells: path.cells, file: path, trail };
}

/** A relative literal or one built on `__file__`: a file that came with the code, as far as anyone can tell. */
const isOwnPath = (path: Value): boolean =>
  (path.tags & OWN_DATA) !== 0 ||
  (typeof path.constant === 'string' && !path.partial && !/^(?:[/~]|[A-Za-z]:|\\)/u.test(path.constant));

/** Callables that give another spelling of the same path. */
const samePath: Model = (frame, call) => secretPath(frame, call.node, named(call), { ...argument(call, 0), refs: [] });

const pathJoin: Model = (frame, call) => {
  const parts = call.positional;
  const text = parts
    .map(pieceOf)
    .reduce((path, part) => (part.startsWith('/') || path === '' ? part : `${path.replace(/\/$/u, '')}/${part}`), '');
  const joined = textFrom(text, [...parts, call.spread]);
  return secretPath(
    frame,
    call.node,
    named(call),
    joined.constant === undefined || joined.partial ? joined : { ...joined },
  );
};

const dirname: Model = (_, call) => {
  const path = argument(call, 0);
  const text = pieceOf(path);
  const at = text.lastIndexOf('/');
  return withOwnCell({ ...textFrom(at > 0 ? text.slice(0, at) : HOLE, [path]), tags: path.tags });
};

const pathObject: Model = (frame, call) => {
  const path = call.positional.length > 1 ? (pathJoin(frame, call) ?? UNKNOWN) : samePath(frame, call);
  const base = path ?? UNKNOWN;
  return {
    ...(base.cells.length === 0 && base.constant === undefined ? withOwnCell(base) : base),
    refs: ['pathlib.Path()'],
  };
};

const pathWrite: Model = (frame, call) => {
  noteOverwritten(frame, call.node, named(call), call.receiver);
  written(frame, call.node, { callee: named(call), path: call.receiver, data: argument(call, 0, 'data') });
  return UNKNOWN;
};

const pathOpen: Model = (frame, call) => {
  const path = secretPath(frame, call.node, named(call), call.receiver);
  const mode = charactersOf(argument(call, 0, 'mode').constant) ?? 'r';
  if (/[w+]/u.test(mode)) noteOverwritten(frame, call.node, named(call), path);
  return { ...fileOf(frame, call, path), refs: [openedAs(mode)] };
};

const pathRead =
  (kind: 'text' | 'bytes'): Model =>
  (frame, call) => {
    const path = secretPath(frame, call.node, named(call), call.receiver);
    return withContent(frame, fileOf(frame, call, path), { path, kind });
  };

/** `Path.cwd()`: a directory that is not known, as a path. */
const pathAnywhere: Model = () => ({ ...withOwnCell(UNKNOWN), refs: ['pathlib.Path()'] });

/** An archive remembers the file it was opened on. */
const archive: Model = (frame, call) => {
  const path = call.keywords.get('fileobj') ?? argument(call, 0, 'name');
  return { ...fileOf(frame, call, path.file ?? path), refs: [`${named(call)}()`] };
};

/** Methods that give the same or a derived path. */
const pathSame: Model = (_, call) => call.receiver;
const pathDerived: Model = (_, call) => ({
  ...withOwnCell(flowOf([call.receiver, ...call.positional])),
  refs: ['pathlib.Path()'],
});
const pathBelow: Model = (frame, call) => {
  const joined = pathJoin(frame, { ...call, positional: [call.receiver, ...call.positional] });
  return { ...(joined ?? UNKNOWN), refs: ['pathlib.Path()'] };
};

const write: Model = (frame, call) => {
  const { file } = call.receiver;
  if (file === null) return null;
  written(frame, call.node, {
    callee: 'builtins.open',
    path: file,
    data: flowOf([argument(call, 0), ...(argument(call, 0).items ?? []).slice(0, 50)]),
  });
  return UNKNOWN;
};

/** What is read from a file that came with the code is known, where the distribution is read as a whole. */
function withContent(
  frame: Frame,
  value: Value,
  { path, kind }: { readonly path: Value | null; readonly kind: 'text' | 'bytes' },
): Value {
  const constant = path !== null && (value.tags & OWN_DATA) !== 0 ? ownContent(frame, path, kind) : undefined;
  return constant === undefined ? value : { ...value, constant, partial: false, file: null };
}

/** A file that is read whole, or in parts that together are the whole. */
const read: Model = (frame, call) => {
  const { receiver } = call;
  const held = receiver.file === null ? null : writtenTo(frame.state, receiver.file);
  // What the code itself fetched into the file comes out of it.
  const tags = held !== null && (held.tags & (NETWORK | DOWNLOADED)) !== 0 ? DOWNLOADED : 0;
  const value: Value = { ...receiver, tags: receiver.tags | tags, refs: [], file: null, constant: undefined };
  const isWhole = call.method === 'read' && call.positional.length === 0;
  const kind = receiver.refs.includes('open(rb)') ? 'bytes' : 'text';
  return isWhole ? withContent(frame, value, { path: receiver.file, kind }) : value;
};

/** `pkgutil.get_data(package, name)`. */
const packageData: Model = (frame, call) => {
  const value = {
    ...UNKNOWN,
    tags: OWN_DATA,
    trail: step(null, 'reads a file of its own package', frame.state.place(call.node.start)),
  };
  markTelling(frame);
  return withContent(frame, value, { path: argument(call, 1, 'resource'), kind: 'bytes' });
};

const packageText: Model = (frame, call) => {
  const value = packageData(frame, call) ?? UNKNOWN;
  return withContent(frame, { ...value, constant: undefined }, { path: argument(call, 1, 'resource'), kind: 'text' });
};

/** `copy(source, destination)`: what the one file holds, the other does then. */
const copies: Model = (frame, call) => {
  const [from, to] = [argument(call, 0, 'src'), argument(call, 1, 'dst')];
  noteStartPlace(frame, call, from, to);
  noteRenamed(frame, call, from, to);
  const cell = writtenTo(frame.state, from.file ?? from);
  const carried: Value =
    cell === null ? from : { ...from, tags: from.tags | cell.tags, trail: cell.trail ?? from.trail };
  noteWritten(frame, to, carried);
  if (from.file === null && to.file === null) return to;
  if (to.file !== null) noteWritten(frame, to.file, carried);
  return UNKNOWN;
};

/** A file that is put where other programs start code from, by copying, moving or linking. */
function noteStartPlace(frame: Frame, call: Call, from: Value, to: Value): void {
  if (isStartPlace(pieceOf(to))) written(frame, call.node, { callee: named(call), path: to, data: from });
}

/** Unpacking gives the directory what the archive holds. */
const unpacked = (frame: Frame, path: Value, to: Value): Value => {
  const cell = writtenTo(frame.state, path);
  noteWritten(frame, to, { ...path, tags: path.tags | (cell?.tags ?? 0), trail: path.trail ?? cell?.trail ?? null });
  return UNKNOWN;
};

const unpacks: Model = (frame, call) =>
  unpacked(frame, call.receiver.file ?? call.receiver, argument(call, call.method === 'extract' ? 1 : 0, 'path'));

const unpackArchive: Model = (frame, call) => unpacked(frame, argument(call, 0), argument(call, 1, 'extract_dir'));

/** A temporary file is written like one that was opened by name. */
const temporary: Model = () => {
  const path = withOwnCell(UNKNOWN);
  return { ...UNKNOWN, refs: ['open(w)'], cells: path.cells, file: path };
};

const temporaryPair: Model = () => {
  const path = withOwnCell(UNKNOWN);
  return { ...UNKNOWN, items: [{ ...UNKNOWN, refs: ['fd'], cells: path.cells, file: path }, path] };
};

const fdopen: Model = (_, call) => ({ ...argument(call, 0), refs: ['open(w)'] });

/** `os.write(fd, data)`. */
const osWrite: Model = (frame, call) => {
  const { file } = argument(call, 0);
  if (file !== null) written(frame, call.node, { callee: 'os.write', path: file, data: argument(call, 1) });
  return UNKNOWN;
};

/** Callables that take a path and tell nothing but what it is. */
const looksAt: Model = (frame, call) => {
  for (const value of argumentsOf(call).slice(0, 2)) secretPath(frame, call.node, named(call), value);
  return null;
};

const looksInto =
  (entries: Model): Model =>
  (frame, call) => {
    looksAt(frame, call);
    return entries(frame, call);
  };

/** A database gives what its file holds, a copy of a browser's store as much as the store. */
const database: Model = (frame, call) => {
  const path = secretPath(frame, call.node, named(call), argument(call, 0, 'database'));
  return { ...fileOf(frame, call, path), refs: ['sqlite3.connect()'], file: null };
};

const PATH = 'pathlib.Path()';

/** Callables that open, name, read, write and move files. */
export const FILE_MODELS: readonly (readonly [string, Model])[] = [
  ['builtins.open', open],
  ['os.fdopen', fdopen],
  ['os.open', open],
  ['os.write', osWrite],
  ...shared(
    'os.path.abspath os.path.realpath os.path.normpath os.path.expanduser os.path.expandvars os.fspath shlex.quote pipes.quote',
    samePath,
  ),
  ['os.path.join', pathJoin],
  ['os.path.dirname', dirname],
  ...shared('os.path.exists os.path.isfile os.path.isdir os.scandir shutil.copytree', looksAt),
  ['sqlite3.connect', database],
  ['pathlib.Path', pathObject],
  ['pathlib.PurePath', pathObject],
  ['pathlib.Path.cwd', pathAnywhere],
  ...DIRECTORY_MODELS,
  ...shared(`zipfile.ZipFile tarfile.open tarfile.TarFile py7zr.SevenZipFile ${CARRIERS}`, archive),
  ...CARRIER_MODELS,
  ...DELETE_MODELS,
  ...WALK_MODELS.map(([name, model]): [string, Model] => [name, looksInto(model)]),
  ...shared(`${PATH}.write_text ${PATH}.write_bytes`, pathWrite),
  [`${PATH}.read_text`, pathRead('text')],
  [`${PATH}.read_bytes`, pathRead('bytes')],
  ...shared('pkgutil.get_data pkg_resources.resource_string importlib.resources.read_binary', packageData),
  ['importlib.resources.read_text', packageText],
  [`${PATH}.open`, pathOpen],
  ...shared(`${PATH}.resolve ${PATH}.absolute ${PATH}.expanduser ${PATH}.as_posix ${PATH}.__str__`, pathSame),
  ...shared(`${PATH}.with_suffix ${PATH}.with_name`, pathDerived),
  [`${PATH}.joinpath`, pathBelow],
  ...shared('open(w).write open(w).writelines', write),
  ...shared('open(r).read open(r).readlines open(r).readline open(rb).read open(rb).readlines open(rb).readline', read),
  ...shared('open(w).read', read),
  ...shared(
    'open(w).__enter__ open(w).flush open(r).close open(rb).close open(r).__enter__ open(rb).__enter__',
    (_, call) => call.receiver,
  ),
  ...shared('tempfile.NamedTemporaryFile tempfile.TemporaryFile tempfile.SpooledTemporaryFile', temporary),
  ['tempfile.mkstemp', temporaryPair],
  ...shared(
    'shutil.copy shutil.copy2 shutil.copyfile shutil.move os.rename os.renames os.replace os.link os.symlink shutil.copyfileobj',
    copies,
  ),
  ...shared(`${PATH}.rename ${PATH}.replace ${PATH}.copy ${PATH}.move`, (frame, call) =>
    copies(frame, { ...call, positional: [call.receiver, ...call.positional] }),
  ),
  // The receiver is what is made, the argument what it leads to.
  ...shared(`${PATH}.symlink_to ${PATH}.hardlink_to`, (frame, call) =>
    copies(frame, { ...call, positional: [argument(call, 0, 'target'), call.receiver] }),
  ),
  ...shared(
    'zipfile.ZipFile().extractall zipfile.ZipFile().extract tarfile.open().extractall tarfile.TarFile().extractall py7zr.SevenZipFile().extractall',
    unpacks,
  ),
  ['shutil.unpack_archive', unpackArchive],
];
