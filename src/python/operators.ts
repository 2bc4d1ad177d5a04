import { type Constant, charactersOf, integerOf, isBytes, MAX_TEXT, sameKind } from './constants.js';
import { narrow } from './literals.js';
import { concatenated, formatPercent, hidden, pieceOf, textFrom } from './texts.js';
import { flowOf, UNKNOWN, type Value, withOwnCell } from './value.js';

/** What `a operator b` gives, as far as it is known. */
export function binary(operator: string, a: Value, b: Value): Value {
  switch (operator) {
    case '+':
      return concatenated(a, b) ?? arithmetic(operator, a, b);
    case '%':
      return typeof a.constant === 'string' ? formatPercent(a.constant, b) : arithmetic(operator, a, b);
    case '*':
      return repeated(a, b) ?? repeated(b, a) ?? arithmetic(operator, a, b);
    case '/':
      return pathJoined(a, b) ?? arithmetic(operator, a, b);
    case '^':
      // XOR of data is how a payload is masked; on flags and sets the sign never reaches an act.
      return hidden(arithmetic(operator, a, b));
    case '|':
      return a.fields !== null || b.fields !== null ? merged(a, b) : arithmetic(operator, a, b);
    default:
      return arithmetic(operator, a, b);
  }
}

const merged = (a: Value, b: Value): Value => ({
  ...flowOf([a, b]),
  fields: new Map([...(a.fields ?? []), ...(b.fields ?? [])]),
});

function repeated(a: Value, b: Value): Value | null {
  const times = integerOf(b.constant);
  if (times === null) return null;
  const count = Math.max(0, times);
  if (a.items !== null && a.items.length * count <= 20_000) {
    return { ...flowOf([a]), items: Array.from({ length: count }, () => a.items ?? []).flat() };
  }
  const text = charactersOf(a.constant);
  if (text === null || a.constant === undefined || text.length * count > MAX_TEXT) return null;
  return { ...a, constant: sameKind(a.constant, text.repeat(count)) };
}

/** `directory / name` of pathlib. */
function pathJoined(a: Value, b: Value): Value | null {
  const isPath = a.refs.includes('pathlib.Path()') || b.refs.includes('pathlib.Path()');
  if (!isPath && typeof b.constant !== 'string' && typeof a.constant !== 'string') return null;
  const joined = textFrom(`${pieceOf(a).replace(/\/$/u, '')}/${pieceOf(b)}`, [a, b]);
  return { ...joined, refs: ['pathlib.Path()'] };
}

function arithmetic(operator: string, a: Value, b: Value): Value {
  const flow = flowOf([a, b]);
  const constant = compute(operator, a.constant, b.constant);
  if (constant !== undefined) return { ...flow, constant, cells: [] };
  return flow === UNKNOWN ? UNKNOWN : withOwnCell(flow);
}

/** Arithmetic on two constants; undefined when it is none, or too long. */
export function compute(operator: string, a: Constant | undefined, b: Constant | undefined): Constant | undefined {
  if (typeof a === 'number' && typeof b === 'number' && !(Number.isInteger(a) && Number.isInteger(b))) {
    return floats(operator, a, b);
  }
  const left = bigintOf(a);
  const right = bigintOf(b);
  if (left === null || right === null) return undefined;
  return operator === '/' ? Number(left) / Number(right) : narrow(integers(operator, left, right));
}

function floats(operator: string, a: number, b: number): number | undefined {
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  return operator === '/' && b !== 0 ? a / b : undefined;
}

function bigintOf(value: Constant | undefined): bigint | null {
  if (typeof value === 'bigint') return value;
  if (value === undefined || value === null || typeof value === 'string' || isBytes(value)) return null;
  return Number.isInteger(Number(value)) ? BigInt(value) : null;
}

// Numbers are bounded: `9 ** 9 ** 9` must cost nothing.
const MAX_BITS = 200_000;

function integers(operator: string, a: bigint, b: bigint): bigint | null {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return bits(a) + bits(b) > MAX_BITS ? null : a * b;
    case '//':
      return b === 0n ? null : floorDivide(a, b);
    case '%':
      return b === 0n ? null : a - floorDivide(a, b) * b;
    case '^':
      return a ^ b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '>>':
      return b < 0n || b > MAX_BITS ? null : a >> b;
    case '<<':
      return b < 0n || bits(a) + Number(b) > MAX_BITS ? null : a << b;
    case '**':
      return b < 0n || bits(a) * Number(b) > MAX_BITS ? null : a ** b;
    default:
      return null;
  }
}

const bits = (value: bigint): number => value.toString(16).length * 4;

/** Python rounds towards negative infinity, BigInt towards zero. */
function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** `a op b` for comparisons whose outcome is known; undefined otherwise. */
export function compared(operator: string, a: Value, b: Value): boolean | undefined {
  if (a.partial || b.partial) return undefined;
  if (operator === 'in' || operator === 'not in') {
    const inside = contains(b, a);
    return inside === undefined ? undefined : inside === (operator === 'in');
  }
  const [left, right] = [charactersOf(a.constant) ?? a.constant, charactersOf(b.constant) ?? b.constant];
  if (left === undefined || right === undefined || left === null || right === null) return undefined;
  if (typeof left === 'object' || typeof right === 'object') return undefined;
  return ordered(operator, left, right);
}

function ordered(operator: string, left: string | number | bigint | boolean, right: typeof left): boolean | undefined {
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (typeof left !== typeof right) return undefined;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  if (operator === '>') return left > right;
  return operator === '>=' ? left >= right : undefined;
}

function contains(container: Value, item: Value): boolean | undefined {
  const text = charactersOf(container.constant);
  const part = charactersOf(item.constant);
  if (text !== null && part !== null) return text.includes(part);
  if (container.items === null || item.constant === undefined) return undefined;
  const known = container.items.every((each) => each.constant !== undefined);
  return known ? container.items.some((each) => each.constant === item.constant) : undefined;
}

/** `-a`, `+a`, `~a`. */
export function unary(operator: string, a: Value): Value {
  const value = bigintOf(a.constant);
  if (typeof a.constant === 'number' && !Number.isInteger(a.constant)) {
    return operator === '-' ? { ...a, constant: -a.constant } : a;
  }
  if (value === null) return flowOf([a]);
  const result = operator === '-' ? -value : operator === '~' ? ~value : value;
  return { ...flowOf([a]), constant: narrow(result) };
}
