import { type Constant, charactersOf, HOLE, isBytes, MAX_TEXT, textOf } from './constants.js';
import { DECODED, flowOf, UNKNOWN, type Value, withOwnCell } from './value.js';

/** Longest list that is kept element by element. */
export const MAX_ITEMS = 100_000;

/** How a value reads inside a text that is put together: its text, or a HOLE. */
export function pieceOf(value: Value): string {
  if (value.constant === undefined || isBytes(value.constant)) return HOLE;
  return textOf(value.constant) ?? HOLE;
}

/** A text made of pieces; what is unknown of it is a HOLE. */
export function textFrom(text: string, parts: readonly Value[]): Value {
  const flow = flowOf(parts);
  if (text.length > MAX_TEXT) return flow;
  if (!text.includes(HOLE)) return { ...flow, constant: text, cells: [] };
  const known = text.length > 1 && text.replaceAll(HOLE, '') !== '';
  return withOwnCell({ ...flow, constant: known ? text : undefined, partial: known });
}

/** The text of a command line, list or string, with HOLEs; null when nothing of it is known. */
export function commandText(value: Value): string | null {
  if (value.items !== null) {
    const text = value.items.slice(0, 200).map(pieceOf).join(' ');
    return text.replaceAll(HOLE, '').trim() === '' ? null : text;
  }
  return charactersOf(value.constant);
}

/** `a + b` where either is text, bytes or a list; null when neither is. */
export function concatenated(a: Value, b: Value): Value | null {
  if (a.items !== null || b.items !== null) {
    const items = [...(a.items ?? [UNKNOWN]), ...(b.items ?? [UNKNOWN])];
    return { ...flowOf([a, b]), items: items.length > MAX_ITEMS ? null : items };
  }
  if (isBytes(a.constant) && isBytes(b.constant)) {
    const bytes = a.constant.bytes + b.constant.bytes;
    return { ...flowOf([a, b]), constant: bytes.length > MAX_TEXT ? undefined : { bytes } };
  }
  if (typeof a.constant !== 'string' && typeof b.constant !== 'string') return null;
  return textFrom(pieceOf(a) + pieceOf(b), [a, b]);
}

const DIRECTIVE = /%(?:\((?<name>[^)]*)\))?[-#0 +]*(?:\*|\d+)?(?:\.\d+)?[hlL]?(?<type>[diouxXeEfFgGcrsa%])/gu;

/** `template % values` (printf-style formatting). */
export function formatPercent(template: string, values: Value): Value {
  const list = values.items ?? [values];
  if (mayGrowTooLong(template, [...list, ...(values.fields?.values() ?? [])]))
    return withOwnCell(flowOf([values, ...list]));
  let next = 0;
  const text = template.replaceAll(DIRECTIVE, (match, name: string | undefined, type: string) => {
    if (type === '%') return '%';
    const value = name === undefined ? list[next++] : values.fields?.get(name);
    if (value === undefined) return HOLE;
    if (type === 'c' && typeof value.constant === 'number')
      return String.fromCodePoint(Math.abs(value.constant) % 0x110000);
    return /^%(?:\([^)]*\))?[sdi]$/u.test(match) ? pieceOf(value) : HOLE;
  });
  return textFrom(text, [values, ...list]);
}

/** A short template can repeat a long value: the text is only put together when it stays within the limit. */
function mayGrowTooLong(template: string, values: readonly Value[]): boolean {
  const longest = Math.max(0, ...values.slice(0, 1000).map((value) => pieceOf(value).length));
  return longest > 1000 && template.length * longest > MAX_TEXT;
}

const FIELD = /\{\{|\}\}|\{(?<name>[^{}!:]*)(?:![rsa])?(?<spec>:[^{}]*(?:\{[^{}]*\}[^{}]*)*)?\}/gu;

/** `template.format(…)` (PEP 3101), without attribute and index look-ups. */
export function formatBraces(
  template: string,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): Value {
  const all = [...positional, ...keywords.values()];
  if (mayGrowTooLong(template, all)) return withOwnCell(flowOf(all));
  let next = 0;
  const text = template.replaceAll(FIELD, (match, name: string | undefined, spec: string | undefined) => {
    if (name === undefined) return match.charAt(0);
    const value =
      name === '' ? positional[next++] : /^\d+$/u.test(name) ? positional[Number(name)] : keywords.get(name);
    return value === undefined || (spec !== undefined && spec.length > 1) ? HOLE : pieceOf(value);
  });
  return textFrom(text, all);
}

/** `separator.join(items)`. */
export function joined(separator: Value, list: Value): Value {
  const glue = charactersOf(separator.constant);
  const items = list.items ?? itemsOfText(list);
  if (glue === null || items === null) return withOwnCell(flowOf([separator, list]));
  const flow = flowOf([list, ...items]);
  const length = items.reduce((sum, item) => sum + glue.length + (charactersOf(item.constant)?.length ?? 1), 0);
  if (length > MAX_TEXT) return withOwnCell(flow);
  if (isBytes(separator.constant)) {
    const parts = items.map((item) => (isBytes(item.constant) ? item.constant.bytes : null));
    const known = parts.every((part) => part !== null);
    return known ? { ...flow, constant: { bytes: parts.join(glue) }, cells: [] } : withOwnCell(flow);
  }
  const text = textFrom(items.map(pieceOf).join(glue), [list, ...items]);
  return isSpelled(glue, items) ? hidden(text) : text;
}

/** Text joined from single letters, or pairs of them: nobody writes it so who wants it read. */
const isSpelled = (glue: string, items: readonly Value[]): boolean =>
  glue === '' && items.length >= 8 && items.every((item) => (charactersOf(item.constant)?.length ?? 9) <= 2);

/** Characters of a text, or numbers of bytes, as elements; null for other values. */
export function itemsOfText(value: Value, limit = 200_000): readonly Value[] | null {
  if (value.partial) return null;
  const { constant } = value;
  const made = (item: Constant): Value => ({ ...UNKNOWN, constant: item, tags: value.tags, trail: value.trail });
  if (typeof constant === 'string') return constant.length > limit ? null : [...constant].map(made);
  if (!isBytes(constant) || constant.bytes.length > limit) return null;
  return Array.from(constant.bytes, (character) => made(character.charCodeAt(0)));
}

/** Whether an expression turns numbers into letters or masks them: repeated over data, it is a decoder. */
export const isLetterwise = (source: string): boolean => source.length < 2000 && /\b(?:uni)?chr\s*\(|\^/u.test(source);

/** The value with the sign that its text was hidden and had to be worked out. */
export const hidden = (value: Value): Value => ({ ...value, tags: value.tags | DECODED });
