import { attribute } from './attributes.js';
import { argument, argumentsOf, type Call } from './call.js';
import {
  type Constant,
  charactersOf,
  decodeText,
  encodeText,
  integerOf,
  isBytes,
  MAX_TEXT,
  sameKind,
} from './constants.js';
import { codecDecode, isHidingCodec } from './decoders.js';
import { moduleOf, widen } from './environment.js';
import { decoded } from './sinks.js';
import { type Frame, markTelling } from './state.js';
import { anyElement, element } from './subscripts.js';
import { formatBraces, hidden, itemsOfText, joined } from './texts.js';
import { constantValue, flowOf, UNKNOWN, type Value } from './value.js';

type Method = (frame: Frame, call: Call) => Value | null;

/** What a method of a text, list or dictionary gives; null when the name is none of them. */
export function methodResult(frame: Frame, call: Call): Value | null {
  const method = call.method === null ? undefined : METHODS.get(call.method);
  return method === undefined ? null : method(frame, call);
}

const text = (call: Call): string | null => (call.receiver.partial ? null : charactersOf(call.receiver.constant));

const argumentText = (call: Call, position: number): string | null => charactersOf(argument(call, position).constant);

/** A text made from the receiver by a function of its characters. */
const changed =
  (change: (characters: string, call: Call) => string | null): Method =>
  (_, call) => {
    const characters = text(call);
    const result = characters === null ? null : change(characters, call);
    const flow = flowOf([call.receiver, ...argumentsOf(call)]);
    if (result === null || call.receiver.constant === undefined)
      return characters === null && call.receiver.refs.length > 0 ? null : flow;
    return { ...flow, constant: sameKind(call.receiver.constant, result), cells: [] };
  };

const strip = (from: boolean, to: boolean) =>
  changed((characters, call) => {
    const set = argumentText(call, 0) ?? ' \t\n\r\f\v';
    let start = 0;
    let end = characters.length;
    while (from && start < end && set.includes(characters.charAt(start))) start += 1;
    while (to && end > start && set.includes(characters.charAt(end - 1))) end -= 1;
    return characters.slice(start, end);
  });

const replace: Method = (_, call) => {
  const [old, fresh] = [argumentText(call, 0), argumentText(call, 1)];
  const characters = charactersOf(call.receiver.constant);
  const flow = flowOf([call.receiver, ...argumentsOf(call)]);
  const isLimited = call.positional.length > 2 || call.keywords.size > 0;
  if (characters === null || old === null || fresh === null || old === '' || call.receiver.constant === undefined)
    return { ...flow, refs: [] };
  if (isLimited) return flow;
  // A replacement may make a text longer, and the next one longer still.
  if ((characters.length / old.length) * Math.max(old.length, fresh.length) > MAX_TEXT) return { ...flow, refs: [] };
  const replaced = characters.replaceAll(old, () => fresh);
  const result: Value = {
    ...flow,
    constant: sameKind(call.receiver.constant, replaced),
    partial: call.receiver.partial,
  };
  // Taking filler out of a text, again and again, is how words are hidden from a search.
  const taken = fresh === '' && isFiller(old, characters) && characters.length - replaced.length >= 3 * old.length;
  return taken && !call.receiver.partial ? hidden(result) : result;
};

/** Not blanks, and not the separator of what is more than letters: `uuid.replace('-', '')` hides nothing. */
function isFiller(old: string, characters: string): boolean {
  if (!/^[-_.:,;/]$/u.test(old)) return old.trim() !== '';
  const pieces = characters.split(old).filter((piece) => piece !== '');
  return pieces.length > 3 && pieces.join('').length <= 3 * pieces.length;
}

const decode: Method = (frame, call) => {
  const codec = charactersOf(argument(call, 0, 'encoding').constant) ?? 'utf-8';
  const self: Call = { ...call, positional: [call.receiver, ...call.positional], receiver: UNKNOWN };
  if (isHidingCodec(codec)) return decoded(frame, self, `bytes.decode(${codec})`, codecDecode);
  const { constant } = call.receiver;
  const plain = isBytes(constant) ? decodeText(constant.bytes, codec) : typeof constant === 'string' ? constant : null;
  return { ...call.receiver, refs: [], constant: plain ?? undefined };
};

const encode: Method = (_, call) => {
  const { constant } = call.receiver;
  const flow: Value = { ...call.receiver, refs: [], constant: undefined };
  if (typeof constant !== 'string' || call.receiver.partial) return flow;
  return { ...flow, constant: { bytes: encodeText(constant, argumentText(call, 0) ?? 'utf-8') } };
};

const split: Method = (_, call) => {
  const characters = text(call);
  const separator = argumentText(call, 0);
  const flow = flowOf([call.receiver]);
  if (characters === null || call.receiver.constant === undefined || characters.length > 500_000)
    return call.receiver.refs.length > 0 ? null : flow;
  const parts = separator === null || separator === '' ? characters.trim().split(/\s+/u) : characters.split(separator);
  const kind: Constant = call.receiver.constant;
  return { ...flow, items: parts.map((part) => constantValue(sameKind(kind, part), flow.tags)) };
};

const join: Method = (_, call) => {
  const list = argument(call, 0);
  if (call.receiver.constant === undefined && call.receiver.refs.length > 0) return null;
  return joined(call.receiver, list);
};

const format: Method = (_, call) => {
  const { constant } = call.receiver;
  if (typeof constant !== 'string')
    return call.receiver.refs.length > 0 ? null : flowOf([call.receiver, ...argumentsOf(call)]);
  const made = formatBraces(constant, call.positional, call.keywords);
  return { ...made, tags: made.tags | call.receiver.tags, trail: made.trail ?? call.receiver.trail };
};

/** `text.translate(table)`: a substitution cipher, as far as a reader is concerned. */
const translate: Method = (frame, call) => {
  markTelling(frame);
  return hidden(flowOf([call.receiver, ...argumentsOf(call)]));
};

const hex: Method = (_, call) => {
  const characters = text(call);
  return characters === null
    ? flowOf([call.receiver])
    : constantValue(Buffer.from(characters, 'latin1').toString('hex'), call.receiver.tags);
};

/** `number.to_bytes(length, 'big')`. */
const toBytes: Method = (_, call) => {
  const { constant } = call.receiver;
  const length = integerOf(argument(call, 0, 'length').constant);
  const flow = flowOf([call.receiver]);
  if (
    (typeof constant !== 'bigint' && typeof constant !== 'number') ||
    constant < 0 ||
    (typeof constant === 'number' && !Number.isInteger(constant)) ||
    length === null ||
    length > 100_000
  ) {
    return call.receiver.refs.length > 0 ? null : flow;
  }
  const digits = BigInt(constant)
    .toString(16)
    .padStart(length * 2, '0');
  const bytes = Buffer.from(digits, 'hex');
  const ordered = argument(call, 1, 'byteorder').constant === 'little' ? bytes.reverse() : bytes;
  const value: Value = { ...flow, constant: { bytes: ordered.toString('latin1') } };
  // A number too long for any processor is text in disguise.
  return length > 8 ? hidden(value) : value;
};

/** `list.append(x)` and its like change the list where it is kept. */
const grows =
  (position: number): Method =>
  (frame, call) => {
    const { receiver, target } = call;
    if (target === null) return null;
    const value = argument(call, position);
    const more =
      call.method === 'extend' || call.method === 'update' ? (value.items ?? itemsOfText(value) ?? [value]) : [value];
    const grown: Value = {
      ...flowOf([receiver, ...more.slice(0, 500)]),
      refs: receiver.refs,
      file: receiver.file,
      items: receiver.items === null || receiver.items.length > 20_000 ? null : [...receiver.items, ...more],
      fields:
        value.fields === null
          ? receiver.fields
          : new Map([...(receiver.fields ?? []), ...value.fields, ...call.keywords]),
    };
    if (receiver.items === null && receiver.fields === null && receiver.refs.length > 0) return null;
    frame.state.run.bind(frame, target, grown);
    return UNKNOWN;
  };

const reverse: Method = (frame, call) => {
  if (call.target === null || call.receiver.items === null) return null;
  frame.state.run.bind(frame, call.target, { ...call.receiver, items: call.receiver.items.toReversed() });
  return UNKNOWN;
};

const get: Method = (frame, call) =>
  call.receiver.fields === null && !call.receiver.refs.some(isNameTable)
    ? null
    : element(frame, call.receiver, argument(call, 0));

/** What hands out names by text: `globals()`, `sys.modules`, `os.__dict__`. */
const isNameTable = (ref: string): boolean =>
  /^(?:builtins\.(?:globals|locals|vars)\(\)|sys\.modules|vars:.*|.*\.__dict__)$/u.test(ref);

/** `module.__getattribute__('name')`. */
const getattribute: Method = (frame, call) => {
  const name = charactersOf(argument(call, 0).constant);
  return name === null ? null : { ...attribute(frame, call.receiver, name, call.node), obscured: true };
};

/** `globals().update(name=value)`. */
function updateNames(frame: Frame, call: Call): Value | null {
  if (!call.receiver.refs.includes('builtins.globals()')) return null;
  const names = [...(argument(call, 0).fields ?? []), ...call.keywords];
  for (const [name, value] of names) widen(moduleOf(frame.env), name, value);
  return UNKNOWN;
}

/** `list.sort(key=f)`. */
const sort: Method = (frame, call) => {
  const key = call.keywords.get('key');
  if (key !== undefined && key.refs.length > 0)
    frame.state.run.invoke(frame, key, [anyElement(call.receiver)], call.node);
  return null;
};

const pop: Method = (_, call) =>
  call.receiver.items === null && call.receiver.fields === null ? null : anyElement(call.receiver);

const items: Method = (_, call) => {
  if (call.receiver.fields === null) return null;
  const pairs = [...call.receiver.fields].map(([key, value]): Value => {
    const name = constantValue(key.startsWith('\0') ? undefined : key);
    return { ...flowOf([value]), items: [name, value] };
  });
  return { ...flowOf([call.receiver]), items: pairs };
};

const values: Method = (_, call) =>
  call.receiver.fields === null ? null : { ...flowOf([call.receiver]), items: [...call.receiver.fields.values()] };

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['strip', strip(true, true)],
  ['lstrip', strip(true, false)],
  ['rstrip', strip(false, true)],
  ['lower', changed((characters) => characters.toLowerCase())],
  ['casefold', changed((characters) => characters.toLowerCase())],
  ['upper', changed((characters) => characters.toUpperCase())],
  [
    'swapcase',
    changed((characters) =>
      characters.replaceAll(/[a-z]|[A-Z]/gu, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())),
    ),
  ],
  ['replace', replace],
  ['decode', decode],
  ['encode', encode],
  ['split', split],
  ['splitlines', (frame, call) => split(frame, { ...call, positional: [constantValue('\n')] })],
  ['join', join],
  ['format', format],
  ['translate', translate],
  ['hex', hex],
  ['to_bytes', toBytes],
  ['append', grows(0)],
  ['extend', grows(0)],
  ['add', grows(0)],
  ['update', (frame, call) => updateNames(frame, call) ?? grows(0)(frame, call)],
  ['sort', sort],
  ['__getattribute__', getattribute],
  ['__getitem__', get],
  ['insert', grows(1)],
  ['reverse', reverse],
  ['get', get],
  ['pop', pop],
  ['items', items],
  ['values', values],
]);
