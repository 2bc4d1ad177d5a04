import { narrow } from '../literals.js';
import { bytesOf, charsOf, type Datum, tuple, wholeOf } from './datum.js';
import { type Arguments, beyond, charge, type Native, needed, raise, within } from './machine.js';

interface Field {
  readonly type: string;
  readonly count: number;
}

interface Layout {
  readonly little: boolean;
  readonly fields: readonly Field[];
}

/** Bytes of each whole-number format of `struct`, in its standard sizes. */
const SIZES: Readonly<Record<string, number>> = { b: 1, B: 1, h: 2, H: 2, i: 4, I: 4, l: 4, L: 4, q: 8, Q: 8, '?': 1 };

function layoutOf(format: string): Layout {
  const fields: Field[] = [];
  for (const [, count = '', type = ''] of format.replace(/^[@=<>!]/u, '').matchAll(/(\d*)([a-zA-Z?])/gu)) {
    if (SIZES[type] === undefined && !/^[scx]$/u.test(type)) return beyond();
    fields.push({ type, count: count === '' ? 1 : Number(count) });
    within(fields.reduce((sum, field) => sum + field.count, 0));
  }
  return { little: !/^[>!]/u.test(format), fields };
}

/** `struct.pack(format, …)`; padding between fields, which native formats have, is left out. */
const pack: Native = (machine, args) => {
  const { little, fields } = layoutOf(charsOf(needed(args, 0)) ?? raise('TypeError'));
  let at = 1;
  let out = '';
  for (const { type, count } of fields) {
    charge(machine, count);
    if (type === 'x') out += '\0'.repeat(count);
    else if (type === 's')
      out += (charsOf(needed(args, at++)) ?? raise('TypeError')).slice(0, count).padEnd(count, '\0');
    else {
      for (let left = count; left > 0; left -= 1) out += packed(type, needed(args, at++), little);
    }
  }
  machine.letters += 8;
  return bytesOf(out);
};

function packed(type: string, value: Datum, little: boolean): string {
  if (type === 'c') return charsOf(value) ?? raise('TypeError');
  const size = SIZES[type] ?? 1;
  const number = typeof value === 'bigint' ? value : BigInt(wholeOf(value) ?? raise('TypeError'));
  const digits = BigInt.asUintN(size * 8, number)
    .toString(16)
    .padStart(size * 2, '0');
  const bytes = Buffer.from(digits, 'hex');
  return (little ? bytes.reverse() : bytes).toString('latin1');
}

/** `struct.unpack(format, data)`. */
const unpack: Native = (machine, args) => {
  const { little, fields } = layoutOf(charsOf(needed(args, 0)) ?? raise('TypeError'));
  const data = charsOf(needed(args, 1)) ?? raise('TypeError');
  charge(machine, data.length);
  const found: Datum[] = [];
  let at = 0;
  const take = (size: number): string => {
    at += size;
    return at > data.length ? raise('ValueError') : data.slice(at - size, at);
  };
  for (const { type, count } of fields) {
    if (type === 'x') take(count);
    else if (type === 's') found.push(bytesOf(take(count)));
    else for (let left = count; left > 0; left -= 1) found.push(unpacked(type, take(SIZES[type] ?? 1), little));
  }
  return tuple(found);
};

function unpacked(type: string, raw: string, little: boolean): Datum {
  if (type === 'c') return bytesOf(raw);
  const bytes = Buffer.from(raw, 'latin1');
  const value = BigInt(`0x${(little ? bytes.reverse() : bytes).toString('hex')}`);
  if (type === '?') return value !== 0n;
  return narrow(/[a-z]/u.test(type) ? BigInt.asIntN(raw.length * 8, value) : value) ?? beyond();
}

const size = (args: Arguments): number =>
  layoutOf(charsOf(needed(args, 0)) ?? raise('TypeError')).fields.reduce(
    (sum, { type, count }) => sum + count * (SIZES[type] ?? 1),
    0,
  );

/** `struct`, and arrays of bytes. */
export const PACKING: readonly (readonly [string, Native])[] = [
  ['struct.pack', pack],
  ['struct.unpack', unpack],
  ['struct.calcsize', (_, args) => size(args)],
];
