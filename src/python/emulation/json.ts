import { type Datum, list } from './datum.js';
import { beyond, raise } from './machine.js';

/** `json.loads(text)`. */
export function fromJson(text: string): Datum {
  if (text.length > 1_000_000) return beyond();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return raise('ValueError');
  }
  return datumOf(value, 0);
}

function datumOf(value: unknown, depth: number): Datum {
  if (depth > 100) return beyond();
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return list(value.map((item) => datumOf(item, depth + 1)));
  if (typeof value !== 'object' || value === null) return beyond();
  return {
    kind: 'dict',
    entries: new Map(Object.entries(value).map(([key, each]) => [`s${key}`, [key, datumOf(each, depth + 1)]])),
  };
}
