import * as v from 'valibot';
import { describeShared, type Loosening, type Policy, type SharedPolicyRef } from '../model/policy.js';
import { fileProblem, type Problem } from '../model/problem.js';
import { listOf, printable } from '../model/text.js';
import { contradictions } from './contradictions.js';
import { policyOf } from './convert.js';
import { keyLines } from './lines.js';
import { looseningsOf, type OwnLevels } from './loosening.js';
import { type ParsedPolicy, parsePolicy, readToml } from './parse.js';
import { PolicyFile } from './schema.js';

export interface Extension {
  /** The policy that extends the other. */
  readonly text: string;
  readonly path: string;
  readonly shared: SharedPolicyRef;
  readonly sharedText: string;
}

/**
 * The policy of a repository on top of an organisation's: single keys replace, tables and lists add up. The repository may tighten
 * whatever it likes and loosen what the shared policy's `permit` names; anything else is a problem, because a shared policy that every
 * repository can undo binds none.
 */
export function extendPolicy(extension: Extension, rules: OwnLevels): ParsedPolicy {
  const { text, path, shared, sharedText } = extension;
  const name = describeShared(shared);
  const below = parsePolicy(sharedText, name, rules);
  const complaints = [...below.problems.map(({ line, message }) => withPlace(line, message)), ...chained(below.policy)];
  if (complaints.length > 0) {
    const at = keyLines(text)(['extends']);
    return failed(
      below.policy,
      complaints.map((what) =>
        fileProblem(path, `The shared policy ${printable(name, 200)} cannot be used: ${what}`, at),
      ),
    );
  }
  return onTop(extension, below.policy, rules);
}

const withPlace = (line: number | null, message: string): string =>
  line === null ? message : `line ${line}: ${message}`;

const chained = (policy: Policy): readonly string[] =>
  policy.extends === null ? [] : ['it extends another one itself, and only one step is followed.'];

const failed = (policy: Policy, problems: readonly Problem[]): ParsedPolicy => ({ policy, problems });

function onTop({ text, path, shared, sharedText }: Extension, below: Policy, rules: OwnLevels): ParsedPolicy {
  const own = tableOf(readToml(text));
  const base = tableOf(readToml(sharedText));
  const checked = v.parse(PolicyFile, mergeDocuments(base, own));
  const { policy } = policyOf(checked, path, shiftedLines(text, base));
  const merged: Policy = { ...policy, permits: below.permits, extends: shared };
  const lineOf = keyLines(text);
  const problems = [
    ...contradictions(merged).map(({ message, at }) =>
      fileProblem(path, message, typeof at === 'number' ? at : at && lineOf(at)),
    ),
    ...looseningsOf(below, merged, rules)
      .filter(({ key }) => !isPermitted(key, below.permits))
      .map((loosening) =>
        notPermitted(loosening, { path, shared, permits: below.permits, line: lineOf(loosening.key.split('.')) }),
      ),
  ];
  return { policy: merged, problems };
}

type Table = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const tableOf = (value: unknown): Table => (isTable(value) ? value : {});

/** Both documents have passed the schema, so a key has the same kind of value in either. */
function mergeDocuments(base: Table, own: Table): Table {
  const keys = new Set([...Object.keys(base), ...Object.keys(own)]);
  return Object.fromEntries(
    [...keys].filter((key) => key !== 'permit').map((key) => [key, mergeValues(base[key], own[key])]),
  );
}

function mergeValues(base: unknown, own: unknown): unknown {
  if (own === undefined) return base;
  if (Array.isArray(base) && Array.isArray(own)) return [...base, ...own];
  return isTable(base) && isTable(own) ? { ...base, ...own } : own;
}

/** Entries of the shared file come first and have no line in ours. */
function shiftedLines(text: string, base: Table): (path: readonly (string | number)[]) => number | null {
  const lineOf = keyLines(text);
  return ([table, at, ...rest]) => {
    const inherited = typeof table === 'string' && Array.isArray(base[table]) ? base[table].length : 0;
    if (table === undefined || typeof at !== 'number') return lineOf(table === undefined ? [] : [table]);
    return at < inherited ? null : lineOf([table, at - inherited, ...rest]);
  };
}

const isPermitted = (key: string, permits: readonly string[]): boolean =>
  permits.some((permit) => permit === key || (permit.endsWith('.*') && key.startsWith(permit.slice(0, -1))));

interface Refusal {
  readonly path: string;
  readonly shared: SharedPolicyRef;
  readonly permits: readonly string[];
  readonly line: number | null;
}

function notPermitted({ key, what, line }: Loosening, refusal: Refusal): Problem {
  const permitted =
    refusal.permits.length === 0
      ? 'permits to loosen nothing'
      : `permits to loosen only ${listOf(refusal.permits, 10)}`;
  const message = `This file ${what}, and the shared policy ${describeShared(refusal.shared)} ${permitted}. Take it out, or ask its owners to add "${key}" to \`permit\`.`;
  return fileProblem(refusal.path, message, line ?? refusal.line);
}
