import { argument, type Model, shared } from './call.js';
import { type Constant, charactersOf, decodeText, encodeText, integerOf, isBytes, textOf } from './constants.js';
import { narrow } from './literals.js';
import { markTelling } from './state.js';
import { hidden, pieceOf } from './texts.js';
import { constantValue, flowOf } from './value.js';

/** One letter made from a number is everyday; text made of many is told by what puts it together. */
const chr: Model = (frame, call) => {
  markTelling(frame);
  const code = argument(call, 0);
  const number = integerOf(code.constant);
  if (number === null) return flowOf([code]);
  return { ...flowOf([code]), constant: number >= 0 && number <= 0x10ffff ? String.fromCodePoint(number) : undefined };
};

const ord: Model = (_, call) => {
  const text = charactersOf(argument(call, 0).constant);
  return constantValue(text === null ? undefined : text.codePointAt(0), argument(call, 0).tags);
};

const int: Model = (_, call) => {
  const value = argument(call, 0);
  const base = integerOf(argument(call, 1, 'base').constant) ?? 10;
  const text = charactersOf(value.constant);
  if (text === null)
    return {
      ...flowOf([value]),
      constant: typeof value.constant === 'number' ? Math.trunc(value.constant) : undefined,
    };
  const digits = text.trim().replaceAll('_', '');
  if (digits.length > 100_000) return flowOf([value]);
  const whole =
    base === 16
      ? `0x${digits.replace(/^0x/iu, '')}`
      : base === 2
        ? `0b${digits.replace(/^0b/iu, '')}`
        : base === 8
          ? `0o${digits.replace(/^0o/iu, '')}`
          : digits;
  const known =
    base === 10 || base === 16 || base === 8 || base === 2
      ? /^(?:0[xob])?[0-9a-f]+$|^-?\d+$/iu.test(whole)
        ? whole
        : null
      : null;
  if (known === null) return { ...flowOf([value]), constant: parsed(digits, base) };
  try {
    return { ...flowOf([value]), constant: narrow(BigInt(known)) };
  } catch {
    return flowOf([value]);
  }
};

const parsed = (digits: string, base: number): Constant | undefined => {
  if (base < 2 || base > 36 || digits.length > 10) return undefined;
  const value = Number.parseInt(digits, base);
  return Number.isNaN(value) ? undefined : value;
};

const str: Model = (_, call) => {
  const value = argument(call, 0, 'object');
  if (isBytes(value.constant)) {
    const codec = argument(call, 1, 'encoding').constant;
    const text = typeof codec === 'string' ? decodeText(value.constant.bytes, codec) : null;
    return { ...value, refs: [], constant: text ?? undefined };
  }
  const text = value.constant === undefined ? null : textOf(value.constant);
  return { ...value, refs: [], items: null, fields: null, constant: text ?? undefined };
};

/** `bytes(text, codec)`, `bytes([1, 2])`, `bytearray(…)`. */
const toBytes: Model = (_, call) => {
  const value = argument(call, 0);
  if (isBytes(value.constant)) return { ...value, refs: [] };
  if (typeof value.constant === 'string' && !value.partial) {
    return {
      ...flowOf([value]),
      constant: { bytes: encodeText(value.constant, charactersOf(argument(call, 1).constant) ?? undefined) },
    };
  }
  const flow = flowOf([value, ...(value.items ?? []).slice(0, 2000)]);
  if (value.items === null) return flow;
  const codes = value.items.map((item) => integerOf(item.constant));
  if (codes.some((code) => code === null || code < 0 || code > 255)) return flow;
  const bytes = codes.map((code) => String.fromCharCode(code ?? 0)).join('');
  return { ...(codes.length >= 8 ? hidden(flow) : flow), constant: { bytes } };
};

const hexText: Model = (_, call) => {
  const number = integerOf(argument(call, 0).constant);
  return number === null || number < 0 ? flowOf(call.positional) : constantValue(`0x${number.toString(16)}`);
};

const format: Model = (_, call) => ({ ...flowOf(call.positional), constant: pieceOf(argument(call, 0)) });

/** Builtins that turn numbers, text and bytes into one another. */
export const CONVERSION_MODELS: readonly (readonly [string, Model])[] = [
  ...shared('builtins.chr builtins.unichr', chr),
  ['builtins.ord', ord],
  ['builtins.int', int],
  ...shared('builtins.str builtins.unicode', str),
  ...shared('builtins.bytes builtins.bytearray', toBytes),
  ['builtins.hex', hexText],
  ['builtins.format', format],
];
