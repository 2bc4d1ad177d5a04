import type { PythonFile } from '../python/facts.js';
import type { ReadSource } from './python-files.js';

/** Dotted names that a name of a module may be another name of: it is imported there, comes from a base, or with a `*`. */
export function elsewhere({ file }: ReadSource, name: string): readonly string[] {
  const [first = '', ...rest] = name.split('.');
  const tail = rest.length === 0 ? '' : `.${rest.join('.')}`;
  const imported = file.links?.renamed.get(first) ?? importsByName(file).get(first);
  if (imported !== undefined) return [imported + tail];
  const bases = file.links?.bases.get(first);
  if (bases !== undefined) return bases.map((base) => base + tail);
  return (file.links?.stars ?? []).slice(0, MAX_STARS).map((star) => `${star}.${name}`);
}

/** Modules of `from … import *` that a name may come from. */
const MAX_STARS = 8;

/** Last part of an imported name → the whole, the first that has it. A file may import thousands of names. */
function importsByName(file: PythonFile): ReadonlyMap<string, string> {
  const known = tables.get(file);
  if (known !== undefined) return known;
  const table = new Map<string, string>();
  for (const dotted of file.imports) {
    const last = dotted.slice(dotted.lastIndexOf('.') + 1);
    if (dotted.includes('.') && !table.has(last)) table.set(last, dotted);
  }
  tables.set(file, table);
  return table;
}

const tables = new WeakMap<PythonFile, ReadonlyMap<string, string>>();
