import { printable } from '../model/text.js';
import type { Read } from './toml.js';

/** Where a value of a JSON text stands: JSON.parse gives no positions. */
export interface JsonPlace {
  /** 1-based; of the key for a member of an object. */
  readonly line: number;
  /** By key or, in an array, by index. */
  readonly members: Pick<ReadonlyMap<string | number, JsonPlace>, 'get' | 'has'>;
}

export interface JsonDocument {
  readonly value: unknown;
  readonly root: JsonPlace;
}

/** Text → JSON document with places. A key given twice is refused: readers disagree on which of the two counts. */
export function readJson(text: string): Read<JsonDocument> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const what = printable(error instanceof Error ? error.message : String(error));
    return { kind: 'misread', what: `not valid JSON (${what})`, line: null };
  }
  const { root, twice } = placesOf(text);
  return twice === null
    ? { kind: 'value', value: { value, root } }
    : { kind: 'misread', what: `the key "${printable(twice.key, 60)}" is given twice`, line: twice.line };
}

/** The line of the value at the end of the path, or of the last one before it that is known. */
export function lineOfJson(root: JsonPlace, path: readonly (string | number)[]): number {
  let place = root;
  for (const step of path) {
    const next = place.members.get(step);
    if (next === undefined) break;
    place = next;
  }
  return place.line;
}

interface Places {
  readonly root: JsonPlace;
  readonly twice: { readonly key: string; readonly line: number } | null;
}

/** A place whose members are still read. */
interface OpenPlace {
  readonly line: number;
  members: Map<string | number, JsonPlace> | typeof NONE;
}

interface Container {
  readonly place: OpenPlace;
  readonly isArray: boolean;
  /** Key that waits for its value. */
  key: string | null;
  keyLine: number;
  count: number;
}

/** Shared by all values without members, which are most. */
const NONE: Pick<ReadonlyMap<string | number, JsonPlace>, 'get' | 'has'> = { get: () => undefined, has: () => false };

/** One pass over a text that JSON.parse has accepted. Without recursion, so that nesting cannot exhaust the stack. */
function placesOf(text: string): Places {
  const stack: Container[] = [];
  const scan: Scan = { line: 1, twice: null, root: { line: 1, members: NONE } };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\n') scan.line += 1;
    else if (character === '{' || character === '[') open(stack, scan, character === '[');
    else if (character === '}' || character === ']') stack.pop();
    else if (character === '"') {
      const end = endOfString(text, at);
      const top = stack.at(-1);
      if (top !== undefined && !top.isArray && top.key === null)
        [top.key, top.keyLine] = [keyText(text.slice(at, end)), scan.line];
      else place(stack, scan);
      at = end - 1;
    } else if (/[-\dtfn]/u.test(character)) {
      place(stack, scan);
      while (/[-+.\w]/u.test(text.charAt(at + 1))) at += 1;
    }
  }
  return { root: scan.root, twice: scan.twice };
}

interface Scan {
  line: number;
  twice: Places['twice'];
  root: OpenPlace;
}

function open(stack: Container[], scan: Scan, isArray: boolean): void {
  stack.push({ place: place(stack, scan), isArray, key: null, keyLine: 1, count: 0 });
}

// Lockfiles are shallow. Without a bound, a text of nothing but brackets would cost many times its size in memory.
const MAX_DEPTH = 5;

function place(stack: readonly Container[], scan: Scan): OpenPlace {
  const parent = stack.at(-1);
  if (parent === undefined) {
    scan.root = { line: scan.line, members: NONE };
    return scan.root;
  }
  const key = parent.isArray ? parent.count : (parent.key ?? '');
  const added: OpenPlace = { line: parent.isArray ? scan.line : parent.keyLine, members: NONE };
  parent.key = null;
  parent.count += 1;
  if (stack.length > MAX_DEPTH) return added;
  if (parent.place.members.has(key)) scan.twice ??= { key: String(key), line: added.line };
  const members = parent.place.members instanceof Map ? parent.place.members : new Map<string | number, JsonPlace>();
  parent.place.members = members.set(key, added);
  return added;
}

/** Index behind the closing quote. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charAt(at - slashes - 1) === '\\') slashes += 1;
  return slashes % 2 === 1;
}

const keyText = (quoted: string): string => (quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1));
