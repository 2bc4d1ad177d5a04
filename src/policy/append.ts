import type { AllowEntry, Policy } from '../model/policy.js';
import type { OwnLevels } from './loosening.js';
import { parsePolicy } from './parse.js';

export type Appended =
  | { readonly kind: 'appended'; readonly text: string }
  /** Nothing may be written: a sentence that says why. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface AppendOptions {
  /** The policy file as it stands; null when there is none yet. */
  readonly text: string | null;
  readonly path: string;
  /** The entry as lines of TOML. */
  readonly lines: readonly string[];
  /** What those lines are to mean. */
  readonly entry: Omit<AllowEntry, 'line'>;
  readonly rules: OwnLevels;
}

/**
 * The policy file with one `[[allow]]` entry more, at its end: not a byte of what stands there is touched, so comments and layout stay. The
 * outcome is read again before anybody gets it. It must say what the file said and the entry, and nothing else, whatever words the entry holds.
 */
export function appendAllow(options: AppendOptions): Appended {
  const { path, rules } = options;
  const before = parsePolicy(options.text ?? '', path, rules);
  const text = append(options.text ?? '', options.lines);
  const after = parsePolicy(text, path, rules);
  const [broken] = [...before.problems, ...after.problems];
  if (broken !== undefined) {
    const line = broken.line === null ? '' : ` (line ${broken.line})`;
    return { kind: 'refused', reason: `With the entry the policy could not be read${line}: ${broken.message}` };
  }
  return meaningOf(after.policy) === meaningOf(withEntry(before.policy, options.entry))
    ? { kind: 'appended', text }
    : { kind: 'refused', reason: 'With the entry the policy would say something else than the entry.' };
}

/** A file keeps its own line ends. */
function append(text: string, lines: readonly string[]): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const before = text === '' || text.endsWith('\n') ? text : `${text}${end}`;
  const gap = before.trim() === '' ? '' : end;
  return `${before}${gap}${lines.join(end)}${end}`;
}

const withEntry = (policy: Policy, entry: AppendOptions['entry']): Policy => ({
  ...policy,
  allow: [...policy.allow, { ...entry, line: null }],
});

/** All that a policy says. The lines of its entries say nothing, and those before the new one do not move anyway. */
const meaningOf = (policy: Policy): string =>
  JSON.stringify(policy, (key, value) => (key === 'line' ? undefined : sorted(value)));

/** Keys in one order: entries come from two places. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
