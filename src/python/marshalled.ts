import type { Act } from '../model/profile.js';
import { printable } from '../model/text.js';
import { ACTS } from './acts.js';
import { argument, type Model } from './call.js';
import { charactersOf } from './constants.js';
import { DECODERS } from './decoders.js';
import { type Marshalled, type MarshalledCode, type MarshalResult, readMarshal } from './marshal.js';
import type { PythonVersion } from './marshal-versions.js';
import { canonicalName } from './names.js';
import { record } from './record.js';
import { decoded } from './sinks.js';
import type { Frame } from './state.js';
import type { SyntaxNode } from './tree.js';
import { constantValue, DECODED, UNKNOWN, type Value } from './value.js';

/** One of each layout that code objects have had; marshal itself does not say which wrote it. */
const LAYOUTS: readonly PythonVersion[] = [
  [3, 12],
  [3, 8],
  [3, 7],
  [2, 7],
];

/** Acts that one marshalled value lists. */
const MAX_ACTS = 100;
/** Names of one code object that are held against each other. */
const MAX_NAMES = 400;

/** `marshal.loads(data)`: text and lists are what they are; of code, what the names in it can do is told where it is loaded. */
export const loadsMarshal: Model = (frame, call) => {
  const result = decoded(frame, call, 'marshal.loads', null);
  const input = argument(call, 0);
  const characters = input.partial ? null : charactersOf(input.constant);
  if (characters === null || characters.length > frame.state.budget.decoded) return result;
  frame.state.budget.decoded -= characters.length * 2;
  const read = readAny(Buffer.from(characters, 'latin1'));
  if (read === null) return result;
  tellCodes(frame, call.node, read.codes);
  const value = heldBy(read.value);
  return value === null ? result : { ...value, tags: result.tags, trail: result.trail };
};

/** What the layout under which most can be read makes of the bytes. */
function readAny(bytes: Uint8Array): MarshalResult | null {
  let best: MarshalResult | null = null;
  for (const version of LAYOUTS) {
    const read = readMarshal(bytes, version);
    if (read.partly === null && (read.codes.length > 0 || read.value !== null)) return read;
    if (read.codes.length > (best?.codes.length ?? 0)) best = read;
  }
  return best;
}

function heldBy(value: Marshalled): Value | null {
  if (typeof value === 'string') return constantValue(value);
  if (value instanceof Uint8Array) return constantValue({ bytes: Buffer.from(value).toString('latin1') });
  if (!Array.isArray(value)) return null;
  const items: readonly Marshalled[] = value;
  return items.length > 10_000 ? null : { ...UNKNOWN, items: items.map((item) => heldBy(item) ?? UNKNOWN) };
}

/** The order of instructions is not read: names that make up a callable of the tables stand for a call of it. */
function tellCodes(frame: Frame, node: SyntaxNode, codes: readonly MarshalledCode[]): void {
  let told = 0;
  for (const code of codes) {
    const names = code.names.slice(0, MAX_NAMES);
    const target = addressIn(code);
    for (const { act, callee } of actsOf(names)) {
      if (told >= MAX_ACTS) return;
      told += 1;
      const shown = act === 'run-code' ? null : target;
      record(frame, node, { act, callee, values: [], tags: DECODED, traits: [], target: shown });
    }
  }
}

interface NamedAct {
  readonly act: Act;
  readonly callee: string;
}

function actsOf(names: readonly string[]): readonly NamedAct[] {
  const found = new Map<string, NamedAct>();
  const add = (callee: string): void => {
    const act = ACTS.get(callee)?.act;
    if (act !== undefined) found.set(callee, { act, callee });
  };
  for (const name of names) {
    add(`builtins.${name}`);
    if (!HEADS.has(name.split('.', 1)[0] ?? name)) continue;
    for (const member of names) add(canonicalName(`${name}.${member}`));
  }
  return [...found.values()];
}

/** First words of what acts: other names lead nowhere. */
const HEADS: ReadonlySet<string> = new Set(
  [...ACTS.keys(), ...DECODERS.keys()].map((name) => name.split('.', 1)[0] ?? name),
);

/** The first address or command-like text among the constants. */
function addressIn(code: MarshalledCode): string | null {
  const texts = code.constants.filter((constant) => typeof constant === 'string');
  const found =
    texts.find((text) => /^\w+:\/\//u.test(text)) ?? texts.find((text) => /\s/u.test(text) && text.length > 6);
  return found === undefined ? null : printable(found, 100);
}
