import type { Act } from '../model/profile.js';
import { ACTS } from './acts.js';
import { argumentsOf, type Call } from './call.js';
import { isForeign } from './callbacks.js';
import type { Meeting, TellingText } from './facts.js';
import type { Frame, State } from './state.js';
import { tellingText } from './telling-text.js';
import { type Cell, carriedBy, provenancesOf, type Value } from './value.js';

// What a file does alone with things that it imports: which of them flow into acts, and what flows into calls of them. Whether
// they carry anything, only the other modules can tell; that is asked when all files of a distribution have been read.

const MAX_ORIGINS = 20_000;
/** Origins of one value. */
const MAX_EACH = 4;
const MAX_MEETINGS = 1000;

/** Notes that what the value's own cell stands for is what an imported name gives. */
export function noteOrigin(state: State, value: Value, name: string): Value {
  const [own] = value.cells;
  if (own !== undefined && !isForeign(name)) addOrigin(state, own, name);
  return value;
}

function addOrigin({ origins }: State, cell: Cell, name: string): void {
  const known = origins.get(cell) ?? [];
  if (known.length < MAX_EACH && !known.includes(name) && (known.length > 0 || origins.size < MAX_ORIGINS))
    origins.set(cell, [...known, name]);
}

/** Notes which parameters and imported things flow into an act. */
export function noteActed({ state, scope }: Frame, act: Act, values: readonly Value[]): void {
  const met = { kind: 'act', into: act, scope: scope.name, ...NOTHING } as const;
  for (const value of values) {
    for (const cell of value.cells) state.parameters.get(cell)?.takes.add(act);
    for (const origin of rawOrigins(state, value)) meet(state, { ...met, ...named(origin) });
  }
}

/** Notes what a call of an imported callable is given. */
export function noteHanded({ state, scope }: Frame, ref: string, call: Call): void {
  if (!isOther(ref)) return;
  const met = { kind: 'call', into: plainName(ref), scope: scope.name, ...NOTHING } as const;
  for (const value of argumentsOf(call)) {
    for (const cell of value.cells) state.parameters.get(cell)?.hands.add(ref);
    for (const origin of rawOrigins(state, value)) meet(state, { ...met, ...named(origin) });
    const takes = value.refs.flatMap((other) => ACTS.get(other)?.act ?? []);
    const gives = carriedBy(value);
    const text = textOf(value);
    if (gives !== 0 || text !== null || takes.length > 0)
      meet(state, { ...met, gives: provenancesOf(gives), text, takes });
    // What is handed over may come back filled: a path that is written to.
    const [own] = value.cells;
    if (own !== undefined && !state.parameters.has(own)) addOrigin(state, own, `${ref}()`);
  }
}

const NOTHING = { from: null, called: false, gives: [], text: null, takes: [] } as const;

/** Notes that a parameter is handed to another function of the file. */
export function noteHandedWithin(state: State, name: string, values: readonly Value[]): void {
  for (const cell of values.flatMap(({ cells }) => cells)) {
    const info = state.parameters.get(cell);
    if (info !== undefined && info.name !== name) info.hands.add(name);
  }
}

/** Names of imported things that flow into a value, without the brackets of calls. */
export const originsOf = (state: State, value: Value): readonly string[] => rawOrigins(state, value).map(plainName);

function rawOrigins({ origins }: State, { cells, refs }: Value): readonly string[] {
  if (cells.length === 0 && refs.length === 0) return [];
  return [...new Set([...cells.flatMap((cell) => origins.get(cell) ?? []), ...refs.filter(isOther)])];
}

const named = (origin: string): Pick<Meeting, 'from' | 'called'> => ({
  from: plainName(origin),
  called: origin.endsWith('()'),
});

/** What a value looks like, when it is a known text. */
export function textOf({ constant }: Value): TellingText | null {
  if (typeof constant === 'string') return tellingText(constant);
  return typeof constant === 'object' && constant !== null ? tellingText(constant.bytes) : null;
}

const isOther = (ref: string): boolean => !ref.startsWith('@') && ref.includes('.') && !isForeign(ref);

const plainName = (name: string): string => name.replaceAll('()', '');

function meet(state: State, met: Meeting): void {
  const key = `${met.scope} ${met.into} ${met.from ?? ''} ${met.called} ${met.gives.join()} ${met.text ?? ''} ${met.takes.join()}`;
  if (state.meetings.size < MAX_MEETINGS && !state.meetings.has(key)) state.meetings.set(key, met);
}
