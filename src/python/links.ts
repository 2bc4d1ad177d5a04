import { ACTS } from './acts.js';
import { isForeign } from './callbacks.js';
import type { CodeScope, HeldName, ModuleLinks, SourceStep } from './facts.js';
import { hintsIn, namesWholeEnvironment } from './hints.js';
import { originsOf, textOf } from './meetings.js';
import { namesFor, type Outline } from './outline.js';
import type { ClassInfo, Frame, FunctionInfo, State } from './state.js';
import { tellingTextsIn } from './telling-text.js';
import { carriedBy, provenancesOf, stepsOf, type Value } from './value.js';

/** Most names of each kind that a module is kept with. */
const MAX_LINKS = 2000;

/** What one module tells others of itself beside its functions. */
export const linksOf = (
  state: State,
  frame: Frame,
): Pick<ModuleLinks, 'renamed' | 'holds' | 'meetings' | 'bases' | 'sets'> => ({
  renamed: new Map([...frame.env.names].flatMap(aliased).slice(0, MAX_LINKS)),
  holds: [...frame.env.names].flatMap(([name, value]) => held(state, name, value)).slice(0, MAX_LINKS),
  meetings: [...state.meetings.values()],
  bases: new Map([...state.classes.values()].flatMap(foreignBases).slice(0, MAX_LINKS)),
  sets: [...state.sets.values()],
});

/** What tokens alone say of how a module hangs together with others. */
export const linksOfShape = (shape: Outline, text: string | null): ModuleLinks => ({
  renamed: new Map(
    [...(shape.scopes.get('')?.aliases ?? [])].filter(([name, dotted]) => !isLast(name, dotted)).slice(0, MAX_LINKS),
  ),
  stars: shape.stars,
  holds: [],
  meetings: [],
  bases: shape.bases,
  decorated: shape.decorated.flatMap(({ scope, by, name }) =>
    namesFor(shape, scope, by).map((dotted) => ({ scope, by: dotted, name })),
  ),
  callsArgument: [...shape.scopes.values()].filter((scope) => scope.callsArgument).map(({ name }) => name),
  hints: text === null ? [] : hintsIn(text),
  hintsText: text === null ? [] : tellingTextsIn(text),
  hintsAllVariables: text !== null && namesWholeEnvironment(text),
  sets: [],
});

function foreignBases({ name, bases }: ClassInfo): readonly (readonly [string, readonly string[]])[] {
  const foreign = bases.filter((base) => base.includes('.') && !base.startsWith('@') && !isForeign(base));
  return foreign.length === 0 ? [] : [[name, foreign]];
}

const isLast = (name: string, dotted: string): boolean => dotted === name || dotted.endsWith(`.${name}`);

/** `go = other.start` makes one a name of the other, as an import does. */
function aliased([name, value]: readonly [string, Value]): readonly (readonly [string, string])[] {
  const [ref = ''] = value.refs;
  const isName = value.refs.length === 1 && /^[A-Za-z_][\w.]*\.\w+$/u.test(ref) && !isLast(name, ref);
  return isName && !name.includes('.') && !isForeign(ref) ? [[name, ref]] : [];
}

function held(state: State, name: string, value: Value): HeldName | [] {
  if (name.startsWith('__file__') || name.includes('.')) return [];
  const functions = value.refs.flatMap((ref) => state.functions.get(ref.slice(1)) ?? []);
  // A function under its own name is told by its scope.
  if (functions.some((info) => info.name === name)) return [];
  const takes = [...new Set([...actsNamed(value), ...functions.flatMap((info) => [...info.takes])])];
  const gives = provenancesOf(
    functions.reduce((tags, info) => tags | (info.summary === null ? 0 : carriedBy(info.summary)), carriedBy(value)),
  );
  // A name that was imported is told by the module that it is from.
  const from = value.refs.some((ref) => ref.includes('.') && !ref.includes('(')) ? [] : originsOf(state, value);
  return takes.length + gives.length + from.length === 0 ? [] : { name, takes, gives, from };
}

/** How values flow through a function: which acts its parameters reach, and where what it returns comes from. */
export function flowsOf(
  info: FunctionInfo | undefined,
): Pick<CodeScope, 'takes' | 'gives' | 'givesText' | 'givesAllVariables' | 'hands' | 'returns'> {
  if (info === undefined) return {};
  // Who is given `subprocess.run` by a function acts through that function.
  const acts = info.summary === null ? [] : actsNamed(info.summary);
  return {
    takes: [...new Set([...info.takes, ...acts])],
    gives: provenancesOf((info.summary === null ? 0 : carriedBy(info.summary)) | info.fills),
    givesText: info.summary === null ? null : textOf(info.summary),
    givesAllVariables: info.summary !== null && stepsOf(info.summary.trail).some(isWholeEnvironment),
    hands: [...info.hands].map(plain),
    returns: info.summary === null ? [] : originsOf(info.state, info.summary),
  };
}

/** A step that takes the environment as a whole, neither naming a variable nor asking for one. */
const isWholeEnvironment = ({ what, at }: SourceStep): boolean =>
  what.includes('environment') && namesWholeEnvironment(at.excerpt);

const plain = (name: string): string => name.replaceAll('()', '');

const actsNamed = (value: Value): readonly HeldName['takes'][number][] =>
  value.refs.flatMap((ref) => ACTS.get(ref)?.act ?? []);
