import { HOLE } from '../constants.js';
import { narrow } from '../literals.js';
import { compute } from '../operators.js';
import {
  bytesOf,
  charsOf,
  type Datum,
  isByteLike,
  isEqual,
  isStructured,
  keyOf,
  likeOf,
  list,
  tuple,
  wholeOf,
} from './datum.js';
import { formatPercent } from './format.js';
import { beyond, charge, elements, type Machine, raise, within } from './machine.js';

/** `a operator b`. */
export function binary(machine: Machine, operator: string, a: Datum, b: Datum): Datum {
  if (typeof a === 'number' && typeof b === 'number') {
    const quick = small(operator, a, b);
    if (operator === '^') machine.letters += 1;
    if (quick !== null) return quick;
  }
  switch (operator) {
    case '+':
      return added(machine, a, b) ?? numeric(operator, a, b);
    case '*':
      return repeated(machine, a, b) ?? repeated(machine, b, a) ?? numeric(operator, a, b);
    case '%':
      return charsOf(a) === null ? numeric(operator, a, b) : formatPercent(machine, a, b);
    case '|':
      return united(a, b) ?? numeric(operator, a, b);
    case '-':
      return without(a, b) ?? numeric(operator, a, b);
    default:
      return numeric(operator, a, b);
  }
}

/** Arithmetic that stays exact in JavaScript's numbers: nearly all there is. */
function small(operator: string, a: number, b: number): number | null {
  const exact = (value: number): number | null => (Number.isSafeInteger(value) ? value : null);
  if (!Number.isInteger(a) || !Number.isInteger(b)) return null;
  switch (operator) {
    case '+':
      return exact(a + b);
    case '-':
      return exact(a - b);
    case '*':
      return exact(a * b);
    case '%':
      return b > 0 ? ((a % b) + b) % b : null;
    case '//':
      return b > 0 ? Math.floor(a / b) : null;
    default:
      return fitsInt32(a) && fitsInt32(b) ? masked(operator, a, b) : null;
  }
}

const fitsInt32 = (value: number): boolean => value >= 0 && value <= 0x7fffffff;

function masked(operator: string, a: number, b: number): number | null {
  if (operator === '^') return a ^ b;
  if (operator === '&') return a & b;
  if (operator === '|') return a | b;
  return operator === '>>' && b < 32 ? a >> b : null;
}

function numeric(operator: string, a: Datum, b: Datum): Datum {
  if (isStructured(a) || isStructured(b)) return beyond();
  if ((operator === '/' || operator === '//' || operator === '%') && (b === 0 || b === 0n))
    return raise('ZeroDivisionError');
  const made = compute(operator, a, b);
  if (made !== undefined) return made;
  return typeof a === 'string' || typeof b === 'string' ? raise('TypeError') : beyond();
}

function added(machine: Machine, a: Datum, b: Datum): Datum | null {
  if (typeof a === 'string' && typeof b === 'string') {
    noteLetter(machine, b);
    return long(machine, a + b, Math.min(a.length, b.length));
  }
  if (isByteLike(a) && isByteLike(b)) {
    const text = long(machine, (charsOf(a) ?? '') + (charsOf(b) ?? ''), 0);
    return isStructured(a) ? bytearrayOf(text) : bytesOf(text);
  }
  if (!isStructured(a) || !isStructured(b)) return null;
  if (a.kind === 'list' && b.kind === 'list') return list(longList(machine, [...a.items, ...b.items]));
  if (a.kind === 'tuple' && b.kind === 'tuple') return tuple(longList(machine, [...a.items, ...b.items]));
  return null;
}

/** Text that grows letter by letter is how a decoder writes. */
export const noteLetter = (machine: Machine, piece: Datum): void => {
  if (typeof piece === 'string' && (piece.length === 1 || (piece.length === 2 && piece > '\ud800' && piece < '\ue000')))
    machine.letters += 1;
};

const long = (machine: Machine, text: string, cost: number): string => {
  within(text.length);
  charge(machine, cost);
  return text;
};

const longList = (machine: Machine, items: Datum[]): Datum[] => {
  within(items.length);
  charge(machine, items.length);
  return items;
};

export const bytearrayOf = (characters: string): Datum => ({
  kind: 'bytearray',
  codes: Array.from(characters, (character) => character.charCodeAt(0)),
});

function repeated(machine: Machine, a: Datum, b: Datum): Datum | null {
  const times = wholeOf(b);
  if (times === null || typeof a === 'number') return null;
  const count = Math.max(0, times);
  const text = charsOf(a);
  if (text !== null) {
    within(text.length * count);
    charge(machine, text.length * count);
    const made = text.repeat(count);
    return isStructured(a) ? bytearrayOf(made) : likeOf(a, made);
  }
  if (!isStructured(a) || (a.kind !== 'list' && a.kind !== 'tuple')) return null;
  const { items } = a;
  within(items.length * count);
  charge(machine, items.length * count);
  const copies = Array.from({ length: count }, () => items).flat();
  return a.kind === 'list' ? list(copies) : tuple(copies);
}

function united(a: Datum, b: Datum): Datum | null {
  if (!isStructured(a) || !isStructured(b)) return null;
  if (a.kind === 'dict' && b.kind === 'dict') return { kind: 'dict', entries: new Map([...a.entries, ...b.entries]) };
  return a.kind === 'set' && b.kind === 'set' ? { kind: 'set', entries: new Map([...a.entries, ...b.entries]) } : null;
}

function without(a: Datum, b: Datum): Datum | null {
  if (!isStructured(a) || !isStructured(b) || a.kind !== 'set' || b.kind !== 'set') return null;
  return { kind: 'set', entries: new Map([...a.entries].filter(([key]) => !b.entries.has(key))) };
}

/** `-a`, `+a`, `~a`. */
export function unary(operator: string, a: Datum): Datum {
  if (typeof a === 'number' && !Number.isInteger(a)) return operator === '-' ? -a : a;
  const value = typeof a === 'bigint' ? a : wholeOf(a);
  if (value === null) return beyond();
  const whole = BigInt(value);
  return narrow(operator === '-' ? -whole : operator === '~' ? ~whole : whole) ?? beyond();
}

/** `a operator b` of a comparison. */
export function compared(machine: Machine, operator: string, a: Datum, b: Datum): boolean {
  switch (operator) {
    case '==':
      return isEqual(a, b) ?? beyond();
    case '!=':
    case '<>':
      return !(isEqual(a, b) ?? beyond());
    case 'in':
      return contains(machine, b, a);
    case 'not in':
      return !contains(machine, b, a);
    case 'is':
      return isSame(a, b);
    case 'is not':
      return !isSame(a, b);
    default: {
      const order = orderOf(a, b);
      if (operator === '<') return order < 0;
      if (operator === '<=') return order <= 0;
      return operator === '>' ? order > 0 : order >= 0;
    }
  }
}

const isSame = (a: Datum, b: Datum): boolean =>
  a === null || b === null || typeof a === 'boolean' || typeof b === 'boolean' ? a === b : isEqual(a, b) === true;

/** Whether `item in container`. */
export function contains(machine: Machine, container: Datum, item: Datum): boolean {
  const text = charsOf(container);
  if (text !== null) {
    charge(machine, text.length);
    const code = wholeOf(item);
    if (code !== null && isByteLike(container)) return text.includes(String.fromCharCode(code));
    return text.includes(charsOf(item) ?? raise('TypeError'));
  }
  if (!isStructured(container)) return raise('TypeError');
  if (container.kind === 'dict' || container.kind === 'set') return container.entries.has(keyOf(item) ?? beyond());
  if (container.kind === 'range') {
    const at = wholeOf(item);
    if (at === null) return false;
    const { start, stop, by } = container;
    return (by > 0 ? at >= start && at < stop : at <= start && at > stop) && (at - start) % by === 0;
  }
  for (const each of elements(machine, container)) if (isEqual(each, item) === true) return true;
  return false;
}

/** Less than, equal to or greater than zero, as `a` is to `b`. */
export function orderOf(a: Datum, b: Datum): number {
  const [x, y] = [charsOf(a), charsOf(b)];
  if (x !== null && y !== null) return x < y ? -1 : x > y ? 1 : 0;
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : 0;
  if (!isStructured(a) || !isStructured(b)) return raise('TypeError');
  if ((a.kind !== 'list' && a.kind !== 'tuple') || (b.kind !== 'list' && b.kind !== 'tuple')) return beyond();
  return orderOfItems(a.items, b.items);
}

function orderOfItems(a: readonly Datum[], b: readonly Datum[]): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (isEqual(item, other) !== true) return orderOf(item, other);
  }
  return a.length - b.length;
}

const isNumber = (value: Datum): value is number | bigint | boolean =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';

/** Whether a text holds parts that the reader did not know. */
export const hasHole = (value: Datum): boolean => typeof value === 'string' && value.includes(HOLE);
