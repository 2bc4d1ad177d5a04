import { parse, TomlError } from 'smol-toml';
import type { BaseIssue, BaseSchema, InferOutput } from 'valibot';
import * as v from 'valibot';
import { printable } from '../model/text.js';

export type Table = Readonly<Record<string, unknown>>;

export type Read<T> = { readonly kind: 'value'; readonly value: T } | Misread;

export interface Misread {
  readonly kind: 'misread';
  /** One clause without a full stop: what stands where something else was expected. */
  readonly what: string;
  /** 1-based; null when the text does not tell. */
  readonly line: number | null;
}

/** Text → TOML document. A duplicate key is an error of the language, so no later entry can hide an earlier one. */
export function readToml(text: string): Read<Table> {
  try {
    return { kind: 'value', value: parse(text) };
  } catch (error) {
    const [first = ''] = error instanceof Error ? error.message.split('\n') : [];
    const what = `not valid TOML (${printable(first.replace('Invalid TOML document: ', ''))})`;
    return { kind: 'misread', what, line: error instanceof TomlError ? error.line : null };
  }
}

/** A value of the document through its schema; the key of the first mismatch is named. */
export function readAs<Schema extends BaseSchema<unknown, unknown, BaseIssue<unknown>>>(
  schema: Schema,
  value: unknown,
): Read<InferOutput<Schema>> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return { kind: 'value', value: result.output };
  const [issue] = result.issues;
  const key = v.getDotPath(issue) ?? '';
  return {
    kind: 'misread',
    what: `key "${printable(key, 60)}" is ${printable(issue.received, 60)} where ${issue.expected ?? 'something else'} belongs`,
    line: null,
  };
}
