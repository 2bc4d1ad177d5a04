import { rules } from '../../src/rules/catalog.js';
import type { Rule } from '../../src/rules/rule.js';

const IDS: ReadonlySet<string> = new Set([
  'file-not-on-index',
  'hash-mismatch',
  'index-changed',
  'insecure-url',
  'late-file',
  'lock-options-weakened',
  'removed-release',
  'same-version-changed',
  'source-changed',
  'unexpected-host',
  'unhashed-entry',
  'unpinned-requirement',
  'unverifiable-source',
]);

/** The rules that hold a lockfile against its index and its base. */
export const integrityRules: readonly Rule[] = rules.filter(({ id }) => IDS.has(id));
