import { argumentsOf, type Call } from './call.js';
import { attributeOf, lineage } from './classes.js';
import type { FoundModule, ImportedModules, ModuleText, OtherModule, TopStatement } from './facts.js';
import { callLocal } from './functions.js';
import { moduleFrame } from './module-frame.js';
import { canonicalName } from './names.js';
import { placesOf } from './places.js';
import { canAfford, type Frame, ownTables, type State, type World } from './state.js';
import type { SyntaxNode } from './tree.js';
import { join, provenanceTags, refValue, step, UNKNOWN, type Value } from './value.js';

/**
 * Values followed across modules. The file that is read stays in the middle: of the modules that it imports only those definitions
 * are read that it uses, each in a state of its own, so that what one file finds there can change nothing for another.
 *
 * Between modules a name is dotted, `pkg.net.Client().send`; `@Client` is local to a state and is rewritten when a value crosses.
 */

/** Characters of other modules that one file may have read for it. */
const MAX_FOREIGN = 300_000;
/** Expressions of other modules that are evaluated for one file. */
const MAX_STEPS = 12_000;
/** Longest single definition; a longer text is only worth it as data. */
const MAX_STATEMENT = 60_000;
const MAX_DATA = 2_000_000;
/** Functions this short may decode what they are given, though nothing in them acts. */
const SHORT_FUNCTION = 2500;
/** Aliases of aliases. */
const MAX_HOPS = 8;
/** Calls from one module into the next, one within another. */
const MAX_DEPTH = 30;

/** Lets the reading of a file see the modules of its distribution. */
export function openWorld(frame: Frame, modules: ImportedModules): void {
  const { state } = frame;
  const visits = new Map([[state.path, frame]]);
  state.world.current = {
    modules,
    home: state,
    visits,
    known: new Map(),
    left: MAX_FOREIGN,
    steps: MAX_STEPS,
    floor: null,
    depth: 0,
  };
}

/** What a name of a visited module stands for: its definition is read now, unless it is a function, which is read when called. */
export function visitedName(state: State, name: string): Value | null {
  const world = state.world.current;
  if (world === null || state.visit === null) return null;
  const { module } = state.visit;
  if (isFunction(module, name)) return refValue(`${module.name}.${name}`);
  return heldBy(world, module, name);
}

/** A name that nothing defines may come with one of the modules of `from … import *`. */
export function starredName({ stars }: State, name: string): Value {
  const refs = stars.filter((star) => star !== '').slice(0, MAX_STARRED);
  return refs.length === 0 ? UNKNOWN : { ...UNKNOWN, refs: refs.map((star) => canonicalName(`${star}.${name}`)) };
}

const MAX_STARRED = 4;

/** The value of an imported name, when the module that it belongs to tells. */
export function importedValue(frame: Frame, value: Value): Value {
  const world = frame.state.world.current;
  if (world === null || value.refs.length === 0) return value;
  let found: Value | null = null;
  for (const ref of value.refs) {
    const isLocal = ref.startsWith('@') || !mayFollow(frame, world, ref);
    const known = isLocal ? null : abroad(world, () => knownValue(frame, world, ref, 0));
    if (known === null && value.refs.length === 1) return value;
    const part = known ?? refValue(ref);
    found = found === null ? part : join(found, part);
  }
  return found === null ? value : { ...found, obscured: found.obscured || value.obscured };
}

/** From the file itself only what takes part in its flows is followed; what was followed goes on by itself. */
const mayFollow = ({ state }: Frame, { modules }: World, ref: string): boolean =>
  state.visit !== null || modules.isWanted(ref.replaceAll('()', ''));

/** Goes into another module and counts what that costs. */
function abroad<T>(world: World, visit: () => T): T | null {
  const { budget } = world.home;
  if (world.floor !== null) {
    if (budget.steps <= world.floor || world.depth >= MAX_DEPTH) return null;
    world.depth += 1;
    const inner = visit();
    world.depth -= 1;
    return inner;
  }
  if (world.steps <= 0 || !canAfford(world.home)) return null;
  const before = budget.steps;
  world.floor = Math.max(before - world.steps, budget.reserve);
  const result = visit();
  world.floor = null;
  world.steps -= before - budget.steps;
  return result;
}

function knownValue(frame: Frame, world: World, ref: string, hops: number): Value | null {
  const known = world.known.get(ref);
  if (known !== undefined || hops > MAX_HOPS) return known ?? null;
  // A name that leads back to itself is not known.
  world.known.set(ref, null);
  const value = computed(frame, world, ref, hops);
  world.known.set(ref, value);
  return value;
}

function computed(frame: Frame, world: World, ref: string, hops: number): Value | null {
  const found = world.modules.find(ref);
  if (found === null || found.rest === '' || found.module.path === world.home.path) return null;
  const { module, rest } = found;
  const [head = '', ...tail] = rest.split('.');
  const name = head.replaceAll('()', '');
  if (tail.length === 0 && module.defines(name)) return hops === 0 ? null : refValue(ref);
  if (!module.text().names.has(name)) return starred(frame, world, { ref, found, hops });
  if (isFunction(module, name)) return hops === 0 ? null : refValue(ref);
  const held = withWrites(world, module, name);
  if (held === null) return null;
  if (held.refs.includes(`@${name}`)) {
    return tail.length === 0 ? refValue(ref) : classAttribute(frame, world, module, { head, tail });
  }
  if (head !== name) return null;
  return followed(frame, world, { value: outward(held, module.name), tail, hops });
}

/** A name that a module has by `from … import *`. */
function starred(
  frame: Frame,
  world: World,
  { ref, found, hops }: { ref: string; found: FoundModule; hops: number },
): Value | null {
  const root = visit(world, found.module);
  for (const star of root.state.stars) {
    const under = world.modules.find(`${star}.${found.rest}`);
    const name = under?.rest.split('.')[0]?.replaceAll('()', '') ?? '';
    if (under === null || !under.module.text().names.has(name)) continue;
    const dotted = `${under.module.name}.${under.rest}`;
    return dotted === ref ? null : (knownValue(frame, world, dotted, hops + 1) ?? refValue(dotted));
  }
  return setValue(world, found);
}

/** What is only ever set from outside. */
const setValue = (world: World, { module, rest }: FoundModule): Value | null =>
  rest.includes('.') ? null : withWrites(world, module, rest);

/** What the module holds under a name, and what others set it to. */
function withWrites(world: World, module: OtherModule, name: string): Value | null {
  let value = heldBy(world, module, name);
  for (const { gives, text, name: dotted, at } of world.modules.setElsewhere(module, name)) {
    const trail = step(null, `is set as ${dotted}`, at);
    const set: Value = { ...UNKNOWN, tags: provenanceTags(gives), constant: text ?? undefined, trail };
    value = value === null ? set : join(set, value);
  }
  return value;
}

function classAttribute(
  frame: Frame,
  world: World,
  module: OtherModule,
  { head, tail }: { head: string; tail: readonly string[] },
): Value | null {
  const [name = ''] = tail;
  if (tail.length !== 1 || name.includes('(')) return null;
  const value = attributeOf(inside(frame, visit(world, module)), `@${head}`, name);
  // A method stands for itself: it is bound when it is called.
  return value === null || value.refs.some((ref) => ref.startsWith('@')) ? null : outward(value, module.name);
}

/** The rest of a dotted name, asked of the value that its beginning has. */
function followed(
  frame: Frame,
  world: World,
  { value, tail, hops }: { value: Value; tail: readonly string[]; hops: number },
): Value | null {
  let at = value;
  for (const name of tail) {
    const field = at.refs.length === 0 ? at.fields?.get(name) : undefined;
    if (field === undefined && at.refs.length === 0) return { ...UNKNOWN, tags: at.tags, trail: at.trail };
    at = field ?? {
      ...at,
      refs: at.refs.map((ref) => canonicalName(`${ref}.${name}`)),
      constant: undefined,
      items: null,
    };
  }
  const [ref] = at.refs;
  if (ref === undefined || at.refs.length > 1) return at;
  const further = knownValue(frame, world, ref, hops + 1);
  return further === null ? at : join(further, { ...at, refs: [] });
}

/** A call of something that another module of the distribution defines; null when it is nothing of the kind, or not worth following. */
export function callImported(frame: Frame, call: Call, ref: string): Value | null {
  const world = frame.state.world.current;
  if (world === null || !mayFollow(frame, world, ref)) return null;
  const found = world.modules.find(ref);
  return found === null || found.rest === '' ? null : abroad(world, () => callFound(frame, call, { world, found }));
}

interface Destination {
  readonly world: World;
  readonly found: FoundModule;
}

function callFound(frame: Frame, call: Call, { world, found }: Destination): Value | null {
  const { module, rest } = found;
  if (module.path !== world.home.path && !isWorthReading(frame, call, { world, found })) return null;
  const root = visit(world, module);
  const name = rest.split('.', 1)[0]?.replaceAll('()', '') ?? '';
  if (root.state.visit !== null && heldBy(world, module, name) === null) return null;
  const given: Call = {
    ...call,
    receiver: outward(call.receiver, frame.state.module),
    positional: call.positional.map((value) => outward(value, frame.state.module)),
    keywords: new Map([...call.keywords].map(([key, value]) => [key, outward(value, frame.state.module)])),
    spread: outward(call.spread, frame.state.module),
  };
  const result = callLocal(inside(frame, root), given, `@${rest}`);
  return result === null ? callInherited(frame, call, root, rest) : outward(result, module.name);
}

/** A method that a class has from a base in a further module. */
function callInherited(frame: Frame, call: Call, { state }: Frame, rest: string): Value | null {
  const parts = /^(?<owner>[\w.]+)\(\)\.(?<method>\w+)$/u.exec(rest)?.groups;
  const from = state.classes.get(parts?.['owner'] ?? '');
  if (from === undefined) return null;
  for (const base of lineage(state, from).foreign) {
    const found = callImported(inside(frame, { ...frame, state }), call, `${base}().${parts?.['method'] ?? ''}`);
    if (found !== null) return found;
  }
  return null;
}

/** What gives something is read in any case; what only acts, when it is handed something that could matter to it. */
function isWorthReading(frame: Frame, call: Call, { world, found }: Destination): boolean {
  const { module, rest } = found;
  const { takes, gives } = world.modules.flowOf(module, rest.replaceAll('()', ''));
  const given = argumentsOf(call);
  if (gives || (takes && (rest.includes('().') || given.some(carries)))) return true;
  const isWanted = frame.state.visit === null;
  if (!isWanted && !given.some(isText)) return false;
  const length = statementsOf(module, rest).reduce((sum, { start, end }) => sum + end - start, 0);
  return length > 0 && (isWanted || length <= SHORT_FUNCTION);
}

const carries = (value: Value): boolean =>
  value.tags !== 0 || value.cells.length > 0 || value.refs.length > 0 || isText(value);

const isText = ({ constant, items }: Value): boolean =>
  typeof constant === 'string'
    ? constant.length > 3
    : typeof constant === 'object'
      ? constant !== null
      : items !== null;

function statementsOf(module: OtherModule, rest: string): readonly TopStatement[] {
  const { names, statements } = module.text();
  const positions = names.get(rest.split(/[.(]/u, 1)[0] ?? '') ?? [];
  return positions.flatMap((position) => statements[position] ?? []);
}

const isFunction = (module: OtherModule, name: string): boolean => {
  const statements = statementsOf(module, name);
  return statements.length > 0 && statements.every(({ kind }) => kind === 'function');
};

/** What a module holds under a name, its statements read as far as they bind it. */
function heldBy(world: World, module: OtherModule, name: string): Value | null {
  const root = visit(world, module);
  const positions = root.state.visit?.text.names.get(name) ?? [];
  for (const position of positions) runStatement(world, root, position);
  return root.env.names.get(name) ?? null;
}

/** The module-level frame in which single definitions of a module are read. */
function visit(world: World, module: OtherModule): Frame {
  const known = world.visits.get(module.path);
  if (known !== undefined) return known;
  const text = module.text();
  const place = placesOf(text.text);
  const { home } = world;
  const state: State = {
    ...home,
    path: module.path,
    module: module.name,
    visit: { module, text, done: new Set() },
    text: '',
    place: (offset) => ({ ...place(offset), path: module.path }),
    ...ownTables(),
    origin: [],
    level: 0,
  };
  const root = moduleFrame(state);
  world.visits.set(module.path, root);
  for (const position of text.stars) runStatement(world, root, position);
  return root;
}

function runStatement(world: World, root: Frame, position: number): void {
  const { state } = root;
  const statement = state.visit?.text.statements[position];
  if (statement === undefined || state.visit === null || state.visit.done.has(position)) return;
  state.visit.done.add(position);
  const { start, end } = statement;
  const isData = statement.kind === 'other' && statement.data;
  if (end - start > (isData ? MAX_DATA : MAX_STATEMENT) || world.left < 0) return;
  // Data is cheap to read, however long.
  world.left -= isData ? Math.min(end - start, 2000) : end - start;
  const text = state.visit.text.text.slice(start, end);
  const tree = treeOf(state, state.visit.text, { position, text });
  if (tree === null) return;
  const part: State = { ...state, text, place: (offset) => state.place(start + offset), literals: new Map() };
  state.run.execute({ ...root, state: part }, tree);
}

/** Many files use the same definitions: a module keeps the trees of those that were read. */
const MAX_TREES = 500;

function treeOf(
  { parse }: State,
  { trees }: ModuleText,
  { position, text }: { position: number; text: string },
): SyntaxNode | null {
  const known = trees.get(position);
  if (known !== undefined) return known;
  const parsed = parse(text);
  if (parsed.kind === 'cancelled') return null;
  if (trees.size < MAX_TREES && text.length <= MAX_STATEMENT) trees.set(position, parsed.root);
  return parsed.root;
}

/** A frame of another module that goes on from a call: what is acted there is told by the scope that called. */
const inside = (frame: Frame, root: Frame): Frame => ({
  ...frame,
  state: root.state,
  env: root.env,
  owner: null,
  prefix: '',
  globals: new Set(),
});

/** A value as other modules see it. */
export function outward(value: Value, module: string, depth = 0): Value {
  const refs = value.refs.some(isLocal)
    ? value.refs.map((ref) => (isLocal(ref) ? `${module}.${ref.slice(1)}` : ref))
    : value.refs;
  if (depth > 2) return refs === value.refs ? value : { ...value, refs };
  const items = value.items === null || value.items.length > 200 ? value.items : mapped(value.items, module, depth);
  const fields =
    value.fields === null || value.fields.size > 200 ? value.fields : mappedFields(value.fields, module, depth);
  if (refs === value.refs && items === value.items && fields === value.fields) return value;
  return { ...value, refs, items, fields };
}

const isLocal = (ref: string): boolean => ref.startsWith('@');

function mapped(items: readonly Value[], module: string, depth: number): readonly Value[] {
  const crossed = items.map((item) => outward(item, module, depth + 1));
  return crossed.some((item, index) => item !== items[index]) ? crossed : items;
}

function mappedFields(fields: ReadonlyMap<string, Value>, module: string, depth: number): ReadonlyMap<string, Value> {
  const crossed = new Map([...fields].map(([key, value]) => [key, outward(value, module, depth + 1)]));
  return [...crossed].some(([key, value]) => fields.get(key) !== value) ? crossed : fields;
}
