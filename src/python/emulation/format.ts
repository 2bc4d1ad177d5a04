import { textOf } from '../constants.js';
import { charsOf, type Datum, isByteLike, isStructured, likeOf, wholeOf } from './datum.js';
import { beyond, charge, type Machine, raise, within } from './machine.js';

/** `str(value)`. */
export function spelled(value: Datum): string {
  if (isStructured(value) || isByteLike(value)) return shown(value);
  if (typeof value === 'object' && value !== null) return beyond();
  return textOf(value) ?? (typeof value === 'number' ? String(value) : beyond());
}

/** `repr(value)`. */
export function shown(value: Datum): string {
  if (typeof value === 'string') return quoted(value);
  if (!isStructured(value)) {
    return typeof value === 'object' && value !== null ? `b${quotedBytes(value.bytes)}` : spelled(value);
  }
  switch (value.kind) {
    case 'list':
      return `[${value.items.map(shown).join(', ')}]`;
    case 'tuple':
      return `(${value.items.map(shown).join(', ')}${value.items.length === 1 ? ',' : ''})`;
    case 'dict':
      return `{${[...value.entries.values()].map(([key, each]) => `${shown(key)}: ${shown(each)}`).join(', ')}}`;
    default:
      return beyond();
  }
}

function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(/[\x00-\x1f\x7f]/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark;
}

const quotedBytes = (bytes: string): string =>
  quoted(bytes).replaceAll(/[\x80-\xff]/gu, (c) => `\\x${c.charCodeAt(0).toString(16)}`);

const SPEC =
  /^(?:(?<fill>[\s\S])?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<sharp>#)?(?<zero>0)?(?<width>\d+)?(?<comma>[,_])?(?:\.(?<precision>\d+))?(?<type>[a-zA-Z%])?$/u;

/** `format(value, spec)` (format specification mini-language). */
export function formatted(machine: Machine, value: Datum, spec: string): string {
  if (spec === '') return spelled(value);
  const parts = SPEC.exec(spec)?.groups;
  if (parts === undefined) return raise('ValueError');
  const width = Number(parts['width'] ?? 0);
  within(width);
  charge(machine, width);
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const body = isNumber ? numberText(value, parts) : cut(spelled(value), parts['precision']);
  const fill = parts['fill'] ?? (parts['zero'] === undefined ? ' ' : '0');
  const align = parts['align'] ?? (parts['zero'] !== undefined ? '=' : isNumber ? '>' : '<');
  return padded(body, width, { fill, align });
}

const cut = (text: string, precision: string | undefined): string =>
  precision === undefined ? text : text.slice(0, Number(precision));

const BASES: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
  d: [10, ''],
  n: [10, ''],
};

function numberText(value: number | bigint, parts: Readonly<Record<string, string | undefined>>): string {
  const type = parts['type'] ?? 'd';
  if (type === 'c')
    return value >= 0 && value <= 0x10ffff && Number.isInteger(Number(value))
      ? String.fromCodePoint(Number(value))
      : raise('OverflowError');
  if (type === 's') return String(value);
  if (/[fFeEgG%]/u.test(type) || (typeof value === 'number' && !Number.isInteger(value)))
    return floatText(value, parts);
  const [base, prefix] = BASES[type] ?? [0, ''];
  if (base === 0) return raise('ValueError');
  const digits = (value < 0 ? -value : value).toString(base);
  const sign = value < 0 ? '-' : parts['sign'] === '+' ? '+' : parts['sign'] === ' ' ? ' ' : '';
  return sign + (parts['sharp'] === undefined ? '' : prefix) + (type === 'X' ? digits.toUpperCase() : digits);
}

function floatText(value: number | bigint, parts: Readonly<Record<string, string | undefined>>): string {
  const precision = Number(parts['precision'] ?? 6);
  return precision > 100 || !/[fF]/u.test(parts['type'] ?? '') ? beyond() : Number(value).toFixed(precision);
}

function padded(text: string, width: number, { fill, align }: { fill: string; align: string }): string {
  const missing = Math.max(0, width - text.length);
  if (missing === 0) return text;
  if (align === '<') return text + fill.repeat(missing);
  if (align === '^') return fill.repeat(missing >> 1) + text + fill.repeat(missing - (missing >> 1));
  const sign = align === '=' && /^[-+]/u.test(text) ? text.charAt(0) : '';
  return sign + fill.repeat(missing) + text.slice(sign.length);
}

const DIRECTIVE =
  /%(?:\((?<name>[^)]*)\))?(?<flags>[-#0 +]*)(?<width>\*|\d+)?(?:\.(?<precision>\d+))?[hlL]?(?<type>[diouxXeEfFgGcrsab%])/gu;

/** `template % values`. */
export function formatPercent(machine: Machine, template: Datum, values: Datum): Datum {
  const text = charsOf(template) ?? raise('TypeError');
  const list = isStructured(values) && values.kind === 'tuple' ? values.items : [values];
  let next = 0;
  let length = text.length;
  const result = text.replaceAll(DIRECTIVE, (...match: unknown[]) => {
    const groups = groupsOf(match);
    if (groups['type'] === '%') return '%';
    const value = groups['name'] === undefined ? list[next++] : entryOf(values, groups['name']);
    const piece = directive(machine, value ?? raise('TypeError'), groups);
    length += piece.length;
    within(length);
    return piece;
  });
  charge(machine, result.length);
  return likeOf(template, result);
}

type Groups = Readonly<Record<string, string | undefined>>;

function groupsOf(match: readonly unknown[]): Groups {
  const last = match.at(-1);
  const found: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(typeof last === 'object' && last !== null ? last : {})) {
    found[name] = typeof value === 'string' ? value : undefined;
  }
  return found;
}

const entryOf = (values: Datum, name: string): Datum | undefined =>
  isStructured(values) && values.kind === 'dict' ? values.entries.get(`s${name}`)?.[1] : undefined;

/** The text of `%s`, `%b`, `%r` and `%a`. */
function textFor(value: Datum, type: string, precision: string | undefined): string {
  if (type === 'r' || type === 'a') return shown(value);
  return cut((type === 'b' || isByteLike(value) ? charsOf(value) : null) ?? spelled(value), precision);
}

function directive(machine: Machine, value: Datum, groups: Groups): string {
  const type = groups['type'] ?? 's';
  const width = groups['width'];
  if (width === '*') return beyond();
  const flags = groups['flags'] ?? '';
  const align = flags.includes('-') ? '<' : '';
  if (type === 'c' && typeof value === 'string') return value;
  if (/[rasb]/u.test(type))
    return formatted(machine, textFor(value, type, groups['precision']), `${align === '' ? '>' : align}${width ?? ''}`);
  const number = typeof value === 'bigint' || typeof value === 'number' ? value : wholeOf(value);
  if (number === null) return raise('TypeError');
  const sharp = flags.includes('#') ? '#' : '';
  const zero = flags.includes('0') && align === '' ? '0' : '';
  const precision = groups['precision'] === undefined ? '' : `.${groups['precision']}`;
  const kind = type === 'i' || type === 'u' ? 'd' : type;
  return formatted(machine, number, `${align}${sharp}${zero}${width ?? ''}${precision}${kind}`);
}

const FIELD = /\{\{|\}\}|\{(?<path>[^{}!:]*)(?:!(?<conversion>[rsa]))?(?::(?<spec>[^{}]*(?:\{[^{}]*\}[^{}]*)*))?\}/gu;

/** `template.format(…)` (PEP 3101); `find` gives the value of a field's path. */
export function formatBraces(
  machine: Machine,
  template: string,
  find: (path: string, auto: () => number) => Datum,
): string {
  let next = 0;
  let length = template.length;
  const auto = (): number => next++;
  const result = template.replaceAll(FIELD, (...match: unknown[]) => {
    const groups = groupsOf(match);
    const path = groups['path'];
    if (path === undefined) return String(match[0]).charAt(0);
    const found = find(path, auto);
    const value = groups['conversion'] === 'r' ? shown(found) : groups['conversion'] === 's' ? spelled(found) : found;
    const spec = (groups['spec'] ?? '').replaceAll(/\{(?<inner>[^{}]*)\}/gu, (_, inner: string) =>
      spelled(find(inner, auto)),
    );
    const piece = formatted(machine, value, spec);
    length += piece.length;
    within(length);
    return piece;
  });
  charge(machine, result.length);
  return result;
}
