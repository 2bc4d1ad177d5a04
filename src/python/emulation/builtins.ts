import { decodeText, encodeText } from '../constants.js';
import { narrow } from '../literals.js';
import { numberFrom } from './containermethods.js';
import { bytesOf, charsOf, type Datum, isByteLike, isStructured, isTrue, NONE, tuple, wholeOf } from './datum.js';
import { formatted, shown, spelled } from './format.js';
import { argumentAt, beyond, charge, type Native, needed, raise } from './machine.js';
import { binary, bytearrayOf } from './operators.js';
import { byteCharacters } from './sequences.js';
import { makeTable } from './textmethods.js';

const chr: Native = (machine, args) => {
  const code = wholeOf(needed(args, 0)) ?? raise('TypeError');
  machine.letters += 1;
  return code < 0 || code > 0x10ffff ? raise('ValueError') : String.fromCodePoint(code);
};

const ord: Native = (_, args) => {
  const text = charsOf(needed(args, 0)) ?? raise('TypeError');
  const code = text.codePointAt(0);
  return code === undefined || text.length > (code > 0xffff ? 2 : 1) ? raise('TypeError') : code;
};

const int: Native = (machine, args) => {
  const value = argumentAt(args, 0) ?? 0;
  const text = charsOf(value);
  if (text !== null)
    return parsed(text, wholeOf(argumentAt(args, 1, 'base') ?? 10) ?? raise('TypeError'), (n) => charge(machine, n));
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'bigint') return value;
  return wholeOf(value) ?? raise('TypeError');
};

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** `int(text, base)`. */
function parsed(text: string, base: number, pay: (cost: number) => void): Datum {
  const trimmed = text.trim().replaceAll('_', '').toLowerCase();
  const [, sign = '', prefix = '', digits = ''] = /^([-+]?)(0[xob](?=.))?([0-9a-z]+)$/u.exec(trimmed) ?? [];
  const meant = { '0x': 16, '0o': 8, '0b': 2 }[prefix];
  const stripped = meant === undefined || (base !== 0 && base !== meant) ? prefix + digits : digits;
  const radix = base === 0 ? (meant ?? 10) : base;
  if (stripped === '' || radix < 2 || radix > 36) return raise('ValueError');
  if (stripped.length > 40_000) return beyond();
  for (const digit of stripped) if (DIGITS.indexOf(digit) >= radix) return raise('ValueError');
  pay(stripped.length * 4);
  const value = stripped.length <= 8 ? BigInt(Number.parseInt(stripped, radix)) : bigFrom(stripped, radix, pay);
  return narrow(sign === '-' ? -value : value) ?? beyond();
}

function bigFrom(digits: string, radix: number, pay: (cost: number) => void): bigint {
  if (radix === 10) return BigInt(digits);
  if (radix === 16) return BigInt(`0x${digits}`);
  if (radix === 2) return BigInt(`0b${digits}`);
  if (radix === 8) return BigInt(`0o${digits}`);
  pay(digits.length * digits.length);
  let value = 0n;
  for (const digit of digits) value = value * BigInt(radix) + BigInt(DIGITS.indexOf(digit));
  return value;
}

const str: Native = (_, args) => {
  const value = args.positional.length === 0 ? (args.keywords.get('object') ?? '') : needed(args, 0);
  const codec = argumentAt(args, 1, 'encoding');
  if (codec !== undefined && isByteLike(value))
    return decodeText(charsOf(value) ?? '', charsOf(codec) ?? 'utf-8') ?? raise('UnicodeError');
  return spelled(value);
};

const bytes =
  (wrap: (characters: string) => Datum): Native =>
  (machine, args) => {
    const value = argumentAt(args, 0);
    if (value === undefined) return wrap('');
    if (typeof value === 'string') return wrap(encodeText(value, charsOf(argumentAt(args, 1, 'encoding')) ?? 'utf-8'));
    const characters = byteCharacters(machine, value);
    charge(machine, characters.length);
    return wrap(characters);
  };

const inBase =
  (base: number, prefix: string): Native =>
  (machine, args) => {
    const value = needed(args, 0);
    if (typeof value !== 'number' && typeof value !== 'bigint') return raise('TypeError');
    const digits = (value < 0 ? -value : value).toString(base);
    charge(machine, digits.length);
    return (value < 0 ? '-' : '') + prefix + digits;
  };

/** `pow(base, exponent, modulus)`: how RSA decodes; two arguments are the operator. */
const pow: Native = (machine, args) => {
  const [base, exponent, modulus] = [needed(args, 0), needed(args, 1), argumentAt(args, 2, 'mod')];
  if (modulus === undefined || modulus === null) return binary(machine, '**', base, exponent);
  const [b, e, m] = [base, exponent, modulus].map((each) =>
    typeof each === 'bigint' ? each : BigInt(wholeOf(each) ?? raise('TypeError')),
  );
  if (b === undefined || e === undefined || m === undefined || m <= 0n || e < 0n) return beyond();
  const bits = m.toString(16).length * 4;
  const length = e.toString(2).length;
  charge(machine, (bits * bits * length) / 256);
  let result = 1n % m;
  let square = ((b % m) + m) % m;
  for (const bit of [...e.toString(2)].reverse()) {
    if (bit === '1') result = (result * square) % m;
    square = (square * square) % m;
  }
  return narrow(result) ?? beyond();
};

const divmod: Native = (machine, args) =>
  tuple([
    binary(machine, '//', needed(args, 0), needed(args, 1)),
    binary(machine, '%', needed(args, 0), needed(args, 1)),
  ]);

const abs: Native = (_, args) => {
  const value = needed(args, 0);
  if (typeof value === 'bigint') return value < 0n ? -value : value;
  return typeof value === 'number' ? Math.abs(value) : beyond();
};

const round: Native = (_, args) => {
  const value = needed(args, 0);
  return typeof value === 'number' && args.positional.length === 1 ? Math.round(value) : beyond();
};

/** `isinstance(value, type)` for the types that decoders tell apart. */
const isInstance: Native = (_, args) => {
  const [value, type] = [needed(args, 0), needed(args, 1)];
  const types = isStructured(type) && type.kind === 'tuple' ? type.items : [type];
  return types.some((each) => isStructured(each) && each.kind === 'named' && isOfType(value, each.name));
};

function isOfType(value: Datum, type: string): boolean {
  switch (type) {
    case 'builtins.str':
    case 'builtins.unicode':
      return typeof value === 'string';
    case 'builtins.bytes':
      return isByteLike(value) && !isStructured(value);
    case 'builtins.bytearray':
      return isStructured(value) && value.kind === 'bytearray';
    case 'builtins.int':
      return typeof value === 'bigint' || wholeOf(value) !== null;
    case 'builtins.bool':
      return typeof value === 'boolean';
    case 'builtins.list':
    case 'builtins.tuple':
    case 'builtins.dict':
    case 'builtins.set':
      return isStructured(value) && `builtins.${value.kind}` === type;
    default:
      return beyond();
  }
}

/** Builtins that turn numbers, text and bytes into one another. */
export const BUILTINS: readonly (readonly [string, Native])[] = [
  ['builtins.chr', chr],
  ['builtins.unichr', chr],
  ['builtins.ord', ord],
  ['builtins.int', int],
  ['builtins.long', int],
  ['builtins.str', str],
  ['builtins.unicode', str],
  ['builtins.bool', (_, args) => isTrue(argumentAt(args, 0) ?? NONE)],
  ['builtins.float', (_, args) => Number(charsOf(needed(args, 0)) ?? wholeOf(needed(args, 0)) ?? beyond())],
  ['builtins.bytes', bytes(bytesOf)],
  ['builtins.bytearray', bytes(bytearrayOf)],
  ['builtins.memoryview', (_, args) => needed(args, 0)],
  ['builtins.hex', inBase(16, '0x')],
  ['builtins.oct', inBase(8, '0o')],
  ['builtins.bin', inBase(2, '0b')],
  ['builtins.format', (machine, args) => formatted(machine, needed(args, 0), charsOf(argumentAt(args, 1)) ?? '')],
  ['builtins.repr', (_, args) => shown(needed(args, 0))],
  ['builtins.ascii', (_, args) => shown(needed(args, 0))],
  ['builtins.pow', pow],
  ['builtins.divmod', divmod],
  ['builtins.abs', abs],
  ['builtins.round', round],
  ['builtins.isinstance', isInstance],
  ['builtins.str.maketrans', (_, args) => makeTable(args)],
  ['builtins.bytes.maketrans', (_, args) => makeTable(args)],
  ['builtins.bytearray.maketrans', (_, args) => makeTable(args)],
  ['string.maketrans', (_, args) => makeTable(args)],
  ['builtins.int.from_bytes', numberFrom],
  ['builtins.print', () => NONE],
];
