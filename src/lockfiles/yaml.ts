import {
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml';
import { printable } from '../model/text.js';
import type { Read } from './toml.js';

/** A YAML document as plain values, with the lines on which they stand. */
export interface Yaml {
  /** Maps, lists, texts and null. Scalars stay texts: a version `1.10` must not become the number 1.1. */
  readonly value: unknown;
  /** 1-based line on which a map or list of the document begins; 1 for any other value. */
  readonly lineOf: (node: unknown) => number;
  /** 1-based line of a key of a map; null when it has none of that name. */
  readonly lineOfKey: (node: unknown, key: string) => number | null;
}

/**
 * Text → YAML document, in one pass over the parser's events. Lock tools write plain maps, lists and scalars, so what another reader could
 * take for something else is refused: aliases (which also grow without bound), tags, several documents, and a key given twice.
 */
export function readYaml(text: string): Read<Yaml> {
  try {
    return { kind: 'value', value: documentOf(reader(text)) };
  } catch (error) {
    if (error instanceof Refused) return { kind: 'misread', what: error.message, line: error.line };
    const [reason, mark] = error instanceof YAMLException ? [error.reason, error.mark] : [String(error), undefined];
    const line = mark === undefined ? null : mark.line + 1;
    return { kind: 'misread', what: `not valid YAML (${printable(reason)})`, line };
  }
}

class Refused extends Error {
  readonly line: number;
  constructor(what: string, line: number) {
    super(what);
    this.line = line;
  }
}

interface Reader {
  readonly text: string;
  readonly next: () => Event | undefined;
  readonly lineAt: (offset: number) => number;
  readonly lines: WeakMap<object, number>;
  readonly keys: WeakMap<object, ReadonlyMap<string, number>>;
}

function reader(text: string): Reader {
  const events = parseEvents(text, {}).values();
  return {
    text,
    next: () => events.next().value,
    lineAt: lineCounter(text),
    lines: new WeakMap(),
    keys: new WeakMap(),
  };
}

/** Offsets come in ascending order, so one walk down the text serves them all. */
function lineCounter(text: string): Reader['lineAt'] {
  let [line, end] = [1, text.indexOf('\n')];
  return (offset) => {
    while (end !== -1 && end < offset) {
      line += 1;
      end = text.indexOf('\n', end + 1);
    }
    return line;
  };
}

function documentOf(source: Reader): Yaml {
  source.next();
  const value = nodeAt(source.next(), source);
  source.next();
  if (source.next() !== undefined) throw new Refused('it holds several YAML documents', 1);
  const lookUp = <T>(places: WeakMap<object, T>, node: unknown): T | undefined =>
    typeof node === 'object' && node !== null ? places.get(node) : undefined;
  return {
    value,
    lineOf: (node) => lookUp(source.lines, node) ?? 1,
    lineOfKey: (node, key) => lookUp(source.keys, node)?.get(key) ?? null,
  };
}

function nodeAt(event: Event | undefined, source: Reader): unknown {
  if (event === undefined || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) return null;
  if (event.type === EVENT_ID.ALIAS) throw new Refused('it holds a YAML alias', source.lineAt(event.anchorStart));
  if (event.tagStart !== -1) throw new Refused('it holds a YAML tag', source.lineAt(event.tagStart));
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return scalarOf(event, source);
    case EVENT_ID.SEQUENCE:
      return listOf(source.lineAt(event.start), source);
    case EVENT_ID.MAPPING:
      return mapOf(source.lineAt(event.start), source);
  }
}

const NULL = new Set(['', '~', 'null', 'Null', 'NULL']);

function scalarOf(event: ScalarEvent, { text }: Reader): string | null {
  const value = event.valueStart === -1 ? '' : getScalarValue(text, event);
  return event.style === SCALAR_STYLE.PLAIN && NULL.has(value) ? null : value;
}

function listOf(line: number, source: Reader): readonly unknown[] {
  const items: unknown[] = [];
  for (let event = source.next(); isOpen(event); event = source.next()) items.push(nodeAt(event, source));
  source.lines.set(items, line);
  return items;
}

function mapOf(line: number, source: Reader): object {
  const entries = new Map<string, unknown>();
  const lines = new Map<string, number>();
  for (let event = source.next(); isOpen(event); event = source.next()) {
    const at = event?.type === EVENT_ID.SCALAR && event.valueStart !== -1 ? source.lineAt(event.valueStart) : line;
    const key = nodeAt(event, source);
    if (typeof key !== 'string') throw new Refused('it holds a YAML key that is no text', at);
    if (entries.has(key)) throw new Refused(`key "${printable(key, 60)}" is given twice`, at);
    lines.set(key, at);
    entries.set(key, nodeAt(source.next(), source));
  }
  // `fromEntries` defines `__proto__` as an ordinary key; assignment would not.
  const map: object = Object.fromEntries(entries);
  source.lines.set(map, line);
  source.keys.set(map, lines);
  return map;
}

const isOpen = (event: Event | undefined): boolean => event !== undefined && event.type !== EVENT_ID.POP;
