import type { Provenance } from '../model/profile.js';
import type { CodeScope, Meeting, TellingText } from '../python/facts.js';
import { tellingText } from '../python/telling-text.js';
import { elsewhere } from './aliases.js';
import { connectLinks, connectScope } from './edges.js';
import {
  ALL_VARIABLES,
  bitsOfAct,
  bitsOfActs,
  bitsOfData,
  bitsOfText,
  type FlowBits,
  GIVES,
  meets,
  runs,
  runsCode,
  TAKES,
} from './flow-bits.js';
import type { ModuleIndex } from './modules.js';
import type { ReadSource } from './python-files.js';

/**
 * Finds the files in which a flow may come together from several modules, so that only those are read together with what they
 * import: one calls what runs its argument, or acts on data that another module gets from the network, hides or looks up.
 */

/** What of a distribution is worth reading across modules. */
export interface Joins {
  /** Files to be read together with what they import. */
  readonly files: ReadonlySet<ReadSource>;
  /** Files of which only the tokens were read, and whose syntax would tell whether they are among them. */
  readonly candidates: () => readonly ReadSource[];
  /** Whether a candidate may be one of the files, now that its syntax is known. */
  readonly mayFlow: (source: ReadSource) => boolean;
  /** Whether a dotted name takes part in a flow of one of those files. */
  readonly isWanted: (source: ReadSource, dotted: string) => boolean;
  /** What a function, method or class of a source carries, by itself or by what it hands on. */
  readonly flowOf: (source: ReadSource, name: string) => FlowBits;
}

/** What the source says of a name, without its values being followed. */
export interface HeldText {
  /** It holds enough literal text or numbers to be worth hiding elsewhere, and what that looks like. */
  readonly data: boolean;
  readonly looks: TellingText | null;
  readonly gives: readonly Provenance[];
  readonly allVariables: boolean;
  /** Something is called to make it. */
  readonly calls: boolean;
}

/** What the other files of the survey know that facts alone do not tell. */
export interface Surroundings {
  /** What a module-level name holds that is neither function nor class; null when the module has no such name. */
  readonly heldAs: (source: ReadSource, name: string) => HeldText | null;
  /** Whether a scope runs without anybody asking for it. */
  readonly isUnasked: (source: ReadSource, scope: string) => boolean;
}

/** A function, method, class or module-level name, as others see it. */
interface Definition {
  readonly source: ReadSource;
  bits: FlowBits;
  /** Of a class: what any of its methods does; null for anything else. */
  whole: Definition | null;
  /** What this carries on to others, and which of its bits. */
  readonly carriesTo: { readonly to: Definition; readonly mask: number }[];
}

type Definitions = Map<string, Definition>;

interface Wanted {
  /** As the file writes them. */
  readonly names: ReadonlySet<string>;
  readonly definitions: ReadonlySet<Definition>;
}

interface Graph {
  readonly modules: ModuleIndex;
  readonly definitions: ReadonlyMap<ReadSource, Definitions>;
  /** Dotted name → what it stands for. */
  readonly resolved: Map<string, Definition | null>;
  /** Everything carried on has been. */
  isSpread: boolean;
  /** Names on the way to the one that is looked up. */
  readonly hops: string[];
  readonly around: Surroundings;
}

/** Finds what belongs together. Linear in the calls of the distribution. */
export function findJoins(sources: readonly ReadSource[], modules: ModuleIndex, around: Surroundings): Joins {
  const definitions = new Map(sources.map((source) => [source, definitionsOf(source)]));
  const graph: Graph = { modules, definitions, resolved: new Map(), hops: [], isSpread: false, around };
  addSets(graph, sources);
  connect(graph);
  spread(graph);
  const wanted = new Map<ReadSource, Wanted>();
  for (const source of sources) {
    const found = wantedBy(graph, source);
    if (found !== null) wanted.set(source, found);
  }
  return {
    files: new Set(wanted.keys()),
    candidates: () => sources.filter((source) => source.file.tier === 'tokens' && mayJoin(graph, source)),
    mayFlow: (source) => wantedBy(graph, source) !== null,
    isWanted: (source, dotted) => isWanted(graph, wanted.get(source), dotted),
    flowOf: (source, name) => (definitions.get(source)?.get(name) ?? inherited(graph, source, name))?.bits ?? 0,
  };
}

function addTo(found: Definitions, source: ReadSource, { name, bits }: { name: string; bits: FlowBits }): void {
  const known = found.get(name);
  if (known === undefined) found.set(name, { source, bits, whole: null, carriesTo: [] });
  else known.bits |= bits;
}

function definitionsOf(source: ReadSource): Definitions {
  const found: Definitions = new Map();
  const { links } = source.file;
  const hinted = hintedBits(source);
  for (const scope of source.file.scopes) {
    const bits = scopeBits(scope) | (scope.name === MODULE ? 0 : hinted);
    for (const each of namesOf(scope.name)) addTo(found, source, { name: each, bits });
  }
  for (const { name, takes, gives } of links?.holds ?? [])
    addTo(found, source, { name, bits: bitsOfActs(takes) | bitsOfData(gives) });
  for (const name of links?.bases.keys() ?? []) addTo(found, source, { name: `${name}.*`, bits: 0 });
  for (const [name, whole] of [...found]) {
    if (!name.endsWith('.*')) continue;
    addTo(found, source, { name: name.slice(0, -2), bits: 0 });
    const owner = found.get(name.slice(0, -2));
    if (owner !== undefined) owner.whole = whole;
  }
  return found;
}

const scopeBits = ({ takes, gives, givesText, givesAllVariables }: CodeScope): FlowBits =>
  bitsOfActs(takes ?? []) |
  bitsOfData(gives ?? []) |
  bitsOfText(givesText ?? null) |
  (givesAllVariables === true ? ALL_VARIABLES : 0);

/** What a file of which only the tokens were read may give. */
const hintedBits = ({ file: { links } }: ReadSource): FlowBits =>
  (links?.hintsText ?? []).reduce((bits, text) => bits | bitsOfText(text), bitsOfData(links?.hints ?? [])) |
  (links?.hintsAllVariables === true ? ALL_VARIABLES : 0);

/** Stands for whatever a module holds that is neither function nor class, where only its tokens were read. */
const MODULE = '';

/** The names under which a scope is met: making an instance calls what sets it up, and `C.*` is whatever an instance can do. */
function namesOf(scope: string): readonly string[] {
  if (scope === '') return [MODULE];
  const dot = scope.lastIndexOf('.');
  if (dot < 0) return [scope];
  const owner = scope.slice(0, dot);
  return /\.__(?:init|new|post_init|call)__$/u.test(scope) ? [scope, owner, `${owner}.*`] : [scope, `${owner}.*`];
}

/** What modules set in others is there for whoever reads it. */
function addSets({ modules, definitions }: Graph, sources: readonly ReadSource[]): void {
  for (const { name, gives, text } of sources.flatMap(({ file }) => file.links?.sets ?? [])) {
    const split = modules.split(name);
    if (split === null || split.rest === '') continue;
    for (const target of modules.named(split.module)) {
      const found = definitions.get(target);
      const bits = bitsOfData(gives) | bitsOfText(text === null ? null : tellingText(text));
      if (found !== undefined) addTo(found, target, { name: split.rest, bits });
    }
  }
}

function connect(graph: Graph): void {
  for (const [source, own] of graph.definitions) {
    const edge = (name: string, to: Definition, mask: number): void => {
      const from = own.get(name) ?? resolve(graph, name);
      if (from !== null && from !== to) from.carriesTo.push({ to, mask });
    };
    for (const scope of source.file.scopes) {
      const [first, ...others] = namesOf(scope.name).flatMap((name) => own.get(name) ?? []);
      if (first === undefined) continue;
      connectScope(scope, (from, mask) => edge(from, first, mask));
      for (const to of others) first.carriesTo.push({ to, mask: TAKES | GIVES });
    }
    connectLinks(source, (from, name) => {
      const to = own.get(name);
      if (to !== undefined) edge(from, to, TAKES | GIVES);
    });
  }
}

/** Carries what a definition does on to everything that hands on to it. */
function spread(graph: Graph): void {
  const waiting = [...graph.definitions.values()].flatMap((own) => [...own.values()].filter(({ bits }) => bits !== 0));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { to, mask } of next.carriesTo) {
      const more = next.bits & mask & ~to.bits;
      if (more === 0) continue;
      to.bits |= more;
      waiting.push(to);
    }
  }
  graph.isSpread = true;
  for (const [name, found] of graph.resolved) if (found === null) graph.resolved.delete(name);
}

function resolve(graph: Graph, dotted: string): Definition | null {
  const dot = dotted.indexOf('.');
  if (dot < 0 || !graph.modules.heads.has(dotted.slice(0, dot))) return null;
  const known = graph.resolved.get(dotted);
  if (known !== undefined) return known;
  // A name that leads back to itself stands for nothing, and so does one that grows on its way.
  graph.resolved.set(dotted, null);
  if (dotted.length > MAX_NAME || graph.hops.length > MAX_HOPS) return null;
  graph.hops.push(dotted);
  const found = definitionNamed(graph, dotted);
  graph.hops.pop();
  graph.resolved.set(dotted, found);
  return found;
}

/** What a name holds in a module of which only the tokens were read. */
function heldIn(graph: Graph, source: ReadSource, name: string): Definition | null {
  const held = graph.around.heldAs(source, name);
  if (held === null) return null;
  const made = held.calls ? (graph.definitions.get(source)?.get(MODULE)?.bits ?? 0) : 0;
  const bits = bitsOfData(held.gives) | (held.allVariables ? ALL_VARIABLES : 0) | made;
  return bits === 0 ? null : { source, bits, whole: null, carriesTo: [] };
}

const MAX_NAME = 200;
/** Names that one name leads to, one after the other. */
const MAX_HOPS = 40;

function definitionNamed(graph: Graph, dotted: string): Definition | null {
  const split = graph.modules.split(dotted);
  if (split === null || split.rest === '') return null;
  for (const source of graph.modules.named(split.module)) {
    const own = graph.definitions.get(source);
    const found = own?.get(split.rest);
    if (found !== undefined) return found;
    for (const other of elsewhere(source, split.rest)) {
      const under = resolve(graph, other);
      if (under !== null) return under;
    }
    const held =
      graph.isSpread && source.file.tier === 'tokens' && /^\w+$/u.test(split.rest)
        ? heldIn(graph, source, split.rest)
        : null;
    if (held !== null) return held;
    const whole = /^\w+\.\w+$/u.test(split.rest) ? own?.get(`${split.rest.split('.', 1)[0] ?? ''}.*`) : undefined;
    // An attribute that no method is: what the instance holds may come from any of them.
    if (whole !== undefined) return { ...whole, bits: whole.bits & GIVES };
  }
  return null;
}

/** A method that a class has from a base in another module. */
function inherited(graph: Graph, source: ReadSource, name: string): Definition | null {
  for (const other of name.includes('.') ? elsewhere(source, name) : []) {
    const found = resolve(graph, other);
    if (found !== null) return found;
  }
  return null;
}

/** Names that take part in a file's flows from and into other modules; null when there is none. */
function wantedBy(graph: Graph, source: ReadSource): Wanted | null {
  const meetings = source.file.tier === 'tokens' ? [] : (source.file.links?.meetings ?? []);
  if (meetings.length === 0) return null;
  const met = meetings.map((meeting): Met => metOf(graph, source, meeting));
  const runsToo = met.some(({ takes }) => runs(takes)) || source.file.scopes.some(({ acts }) => acts.some(isRun));
  const place: Place = { graph, source, runsToo };
  const flows = [...met.filter((each) => isFlow(place, each)), ...handedTogether(place, met)];
  if (flows.length === 0) return null;
  const names = new Set(
    flows.flatMap(({ meeting: { kind, into, from } }) => [
      ...(kind === 'call' ? [into] : []),
      ...(from === null ? [] : [from]),
    ]),
  );
  return { names, definitions: new Set([...names].flatMap((name) => resolve(graph, name) ?? [])) };
}

const isRun = ({ act }: { readonly act: string }): boolean => runs(bitsOfAct(act));

interface Place {
  readonly graph: Graph;
  readonly source: ReadSource;
  readonly runsToo: boolean;
}

/** A meeting with what the other modules say of its sides. */
interface Met {
  readonly meeting: Meeting;
  readonly takes: FlowBits;
  readonly gives: FlowBits;
  /** What flows in, when it is defined in another module. */
  readonly origin: Definition | null;
  /** What flows in is held there as a literal. */
  readonly isData: boolean;
}

function metOf(graph: Graph, source: ReadSource, meeting: Meeting): Met {
  const { kind, into, from, gives, text } = meeting;
  const callee = kind === 'call' ? foreign(graph, source, into) : null;
  const origin = from === null ? null : foreign(graph, source, from);
  const takes = kind === 'act' ? bitsOfAct(into) : (callee?.bits ?? 0) & TAKES;
  const held = takes === 0 || origin !== null || from === null ? null : heldBy(graph, source, from);
  // Code may be put together from pieces that lie in further modules.
  const data = held !== null && (held.data || runsCode(takes)) ? held : null;
  const given = bitsOfData(gives) | bitsOfText(text) | ((origin?.bits ?? 0) & GIVES) | bitsOfText(data?.looks ?? null);
  return { meeting, takes, gives: given, origin, isData: data !== null };
}

/** What another module is handed that acts, beside what it is handed to act on: it may bring the two together. */
function handedTogether(place: Place, met: readonly Met[]): readonly Met[] {
  const byCallee = new Map<string, Met[]>();
  for (const each of met) {
    const { kind, into } = each.meeting;
    if (kind !== 'call' || !isOwn(place.graph, into)) continue;
    byCallee.set(into, [...(byCallee.get(into) ?? []), each]);
  }
  return [...byCallee.values()]
    .filter((given) => {
      const bits = given.reduce((sum, { meeting, origin, gives }) => {
        const handed = meeting.called ? 0 : (origin?.bits ?? 0);
        return sum | handed | gives | bitsOfActs(meeting.takes);
      }, 0);
      return given.some(({ meeting }) => matters(place, bits, meeting.scope));
    })
    .flat();
}

const isOwn = ({ modules }: Graph, dotted: string): boolean => modules.heads.has(dotted.split('.', 1)[0] ?? '');

/** Whether data meets what acts on it, with another module of the distribution on at least one side. */
function isFlow(place: Place, { meeting, takes, gives, origin, isData }: Met): boolean {
  if (takes === 0 || (meeting.kind === 'act' && origin === null && !isData)) return false;
  if (matters(place, takes | gives, meeting.scope)) return true;
  // What comes from pieces, or from a function that was not read, may be anything.
  return runsCode(takes) && (isData || (origin !== null && meeting.called && isUnread(origin)));
}

function matters({ graph, source, runsToo }: Place, bits: FlowBits, scope: string): boolean {
  if (meets(bits, { isUnasked: false, runsToo })) return true;
  return meets(bits, { isUnasked: true, runsToo }) && graph.around.isUnasked(source, scope);
}

/** What a function of which only the tokens were read gives may be put together or decoded in it. */
const isUnread = ({ source, bits }: Definition): boolean => source.file.tier === 'tokens' && (bits & TAKES) === 0;

function isWanted(graph: Graph, wanted: Wanted | undefined, dotted: string): boolean {
  if (wanted === undefined) return false;
  if (wanted.names.has(dotted) || wanted.names.has(dotted.slice(0, Math.max(dotted.lastIndexOf('.'), 0)))) return true;
  const found = resolve(graph, dotted);
  return found !== null && wanted.definitions.has(found);
}

/** Files this short are read in full as soon as they name what runs code: they are where things are brought together. */
const SHORT_FILE = 4000;

/** Where only tokens were read, they say no more than what the file calls. Of a class any method may be meant. */
function mayJoin(graph: Graph, source: ReadSource): boolean {
  let bits = hintedBits(source);
  let ofClasses = 0;
  for (const name of new Set(source.file.scopes.flatMap(({ calls }) => calls))) {
    if (!isOwn(graph, name)) continue;
    const found = foreign(graph, source, name);
    bits |= found?.bits ?? 0;
    ofClasses |= found?.whole?.bits ?? 0;
  }
  const all = bits | ofClasses;
  return (
    meets(all, { isUnasked: true, runsToo: runs(all) }) || (runsCode(bits) && (source.bytes?.length ?? 0) <= SHORT_FILE)
  );
}

function foreign(graph: Graph, source: ReadSource, name: string): Definition | null {
  const found = resolve(graph, name);
  return found === null || found.source.path === source.path ? null : found;
}

function heldBy(graph: Graph, from: ReadSource, dotted: string): HeldText | null {
  const split = isOwn(graph, dotted) ? graph.modules.split(dotted) : null;
  if (split === null || split.rest === '') return null;
  const [name = ''] = split.rest.split('.');
  for (const source of graph.modules.named(split.module)) {
    const held = source === from ? null : graph.around.heldAs(source, name);
    if (held !== null) return held;
  }
  return null;
}
