import { distance } from 'fastest-levenshtein';
import { parse as parseToml, TomlDate, TomlError } from 'smol-toml';
import * as v from 'valibot';
import { DEFAULT_POLICY, type Policy } from '../model/policy.js';
import { fileProblem, type Problem } from '../model/problem.js';
import { listOf, printable } from '../model/text.js';
import type { Complaint } from './complaint.js';
import { contradictions } from './contradictions.js';
import { policyOf } from './convert.js';
import { keyLines } from './lines.js';
import type { OwnLevels } from './loosening.js';
import { PolicyFile } from './schema.js';

export interface ParsedPolicy {
  /** The built-in policy when there are problems: nothing may be judged by it then. */
  readonly policy: Policy;
  /** Each affects the file: half a policy is no policy, because what the other half forbids would go unseen. */
  readonly problems: readonly Problem[];
}

/**
 * Reads one policy file by itself. `rules` are those that it may name. A file that extends another is only half of a policy: see
 * `extendPolicy`. Never throws.
 */
export function parsePolicy(text: string, path: string, rules: OwnLevels): ParsedPolicy {
  const document = readToml(text);
  if (document instanceof TomlError) return failed(path, [tomlProblem(document, path)]);

  const ruleIds = [...rules.keys()];
  const lineOf = keyLines(text);
  const checked = v.safeParse(PolicyFile, document);
  if (!checked.success) {
    return failed(
      path,
      checked.issues.map((issue) => {
        const keys = pathOf(issue);
        return fileProblem(path, describeIssue(issue, keys), lineOf(keys));
      }),
    );
  }

  const { policy, complaints } = policyOf(checked.output, path, lineOf);
  const all = [...complaints, ...unknownRules(policy, ruleIds), ...contradictions(policy)];
  if (all.length === 0) return { policy, problems: [] };
  return failed(
    path,
    all.map(({ message, at }) => fileProblem(path, message, typeof at === 'number' ? at : at && lineOf(at))),
  );
}

const failed = (path: string, problems: readonly Problem[]): ParsedPolicy => ({
  policy: { ...DEFAULT_POLICY, source: path },
  problems,
});

/** The document, or why it is none. */
export function readToml(text: string): unknown {
  try {
    return withTextDates(parseToml(text));
  } catch (error) {
    if (error instanceof TomlError) return error;
    throw error;
  }
}

function tomlProblem({ message, line }: TomlError, path: string): Problem {
  const what = (message.split('\n')[0] ?? '').replace('Invalid TOML document: ', '');
  return fileProblem(
    path,
    `Not valid TOML: ${printable(what)}. Mend the line; until then no rule of this file holds.`,
    line,
  );
}

/** TOML dates as the text they were written as, so that one schema serves TOML and JSON schema. */
function withTextDates(value: unknown): unknown {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(withTextDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTextDates(inner)]));
}

type Issue = v.InferIssue<typeof PolicyFile>;

const pathOf = (issue: Issue): readonly (string | number)[] =>
  (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));

function describeIssue(issue: Issue, keys: readonly (string | number)[]): string {
  const key = `\`${printable(readablePath(keys), 100)}\``;
  const last = issue.path?.at(-1);
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return `${key} is no key of the policy. Allowed here: ${keysAt(keys.slice(0, -1)).join(', ')}.`;
  }
  if (last !== undefined && last.value === undefined) return `${key} is missing. ${WHY_REQUIRED}`;
  return `${key} is ${quote(issue.input)}. Allowed: ${issue.message}.`;
}

const WHY_REQUIRED = 'An entry without it cannot be judged or explained; add it.';

/** `allow[1].package`: counts from 1, as people do. */
const readablePath = (keys: readonly (string | number)[]): string =>
  keys.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key + 1}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');

const quote = (value: unknown): string => printable(JSON.stringify(value) ?? String(value), 100);

function keysAt(path: readonly (string | number)[]): readonly string[] {
  const [table] = path;
  const { entries } = PolicyFile;
  switch (table) {
    case 'allow':
      return Object.keys(entries.allow.wrapped.pipe[0].item.entries);
    case 'deny':
      return Object.keys(entries.deny.wrapped.pipe[0].item.entries);
    case 'index':
      return Object.keys(entries.index.wrapped.pipe[0].item.entries);
    case 'override':
      return Object.keys(entries.override.wrapped.pipe[0].item.entries);
    case 'licences':
      return Object.keys(entries.licences.wrapped.pipe[0].entries);
    case 'sources':
      return Object.keys(entries.sources.wrapped.pipe[0].entries);
    default:
      return Object.keys(entries);
  }
}

interface NamedRule {
  readonly id: string;
  readonly at: Complaint['at'];
}

/** An id nobody knows would silently change nothing: the team would believe a rule off, or an exception in force. */
function unknownRules(policy: Policy, ruleIds: readonly string[]): readonly Complaint[] {
  const known = new Set(ruleIds);
  const inRules = Object.keys(policy.rules).map((id): NamedRule => ({ id, at: ['rules', id] }));
  const inAllow = policy.allow.flatMap(({ rules, line }) => rules.map((id): NamedRule => ({ id, at: line })));
  const inOverrides = policy.overrides.flatMap(({ rules, line }) =>
    Object.keys(rules).map((id): NamedRule => ({ id, at: line })),
  );
  return [...inRules, ...inAllow, ...inOverrides]
    .filter(({ id }) => !known.has(id))
    .map(({ id, at }) => ({ message: unknownRule(id, ruleIds), at }));
}

function unknownRule(id: string, ruleIds: readonly string[]): string {
  const nearest = ruleIds.toSorted((a, b) => distance(a, id) - distance(b, id))[0];
  const hint = nearest !== undefined && distance(nearest, id) <= 3 ? ` Did you mean \`${nearest}\`?` : '';
  return `\`${printable(id, 80)}\` is no rule, so this would change nothing.${hint} Rules: ${listOf(ruleIds, ruleIds.length)}.`;
}
