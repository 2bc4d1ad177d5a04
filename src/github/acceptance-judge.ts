import type { NormalizedName } from '../model/names.js';
import { type AllowEntry, isExpired, type Policy } from '../model/policy.js';
import { printable } from '../model/text.js';
import { compareVersions, versionSatisfies } from '../model/versions.js';
import { expiryOf, writtenDigests } from '../report/allow-entry.js';
import type { AllowCommand } from './acceptance-command.js';

/** The rules of this version, as far as an acceptance has to know them. */
export interface KnownRules {
  readonly ids: readonly string[];
  /** Those that judge a lockfile, a manifest or the policy, and never a release. */
  readonly aboutFiles: readonly string[];
}

export interface Requested {
  readonly command: AllowCommand;
  readonly author: string;
  /** Of the base branch, with what it extends. */
  readonly policy: Pick<Policy, 'allow' | 'deny'>;
  readonly rules: KnownRules;
  /** sha256 of the release's files in the lockfiles of the pull request; empty when they are not all known. */
  readonly sha256: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** An entry for one release, with everything that says who accepts it for how long. */
export interface RequestedEntry extends Omit<AllowEntry, 'line'> {
  readonly name: NormalizedName;
  readonly owner: string;
  readonly expires: string;
}

export type Judged =
  | { readonly kind: 'entry'; readonly entry: RequestedEntry }
  /** A sentence or two for whoever asked, with what to do instead. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Findings that no comment should talk away: who wants them accepted has to write the entry, and have it reviewed as such. */
const NEVER_BY_COMMENT: Readonly<Record<string, string>> = {
  'known-malware': 'the release is reported as malware',
  'quarantined-project': 'the index has withdrawn the project because it may be malicious',
  'denied-package': 'the policy denies the package; change its [[deny]] entry instead',
};

/** The entry that a command asks for, or why there will be none. Pure. */
export function judgeCommand(requested: Requested): Judged {
  const { command, policy, rules } = requested;
  const { rule } = command;
  if (!rules.ids.includes(rule))
    return refused(
      `"${printable(rule, 80)}" is no rule. The report names the rule of each finding; copy it from there.`,
    );
  if (rules.aboutFiles.includes(rule))
    return refused(
      `${rule} judges a file of the repository and no release. Add an entry with \`file\` instead of \`package\` by hand.`,
    );
  const never = NEVER_BY_COMMENT[rule];
  if (never !== undefined) return refused(`${rule} cannot be accepted by a comment: ${never}.`);
  const denied = deniedBy(command, policy);
  if (denied !== undefined)
    return refused(`The policy denies ${command.name} ("${printable(denied.reason, 200)}"). Change that entry first.`);

  const entry = entryOf(requested);
  const standing = policy.allow.find((known) => !isExpired(known, requested.now) && covers(known, entry));
  return standing === undefined
    ? { kind: 'entry', entry }
    : refused(`The policy accepts this already${standing.line === null ? '' : ` (line ${standing.line})`}.`);
}

const refused = (reason: string): Judged => ({ kind: 'refused', reason });

const deniedBy = ({ name, version }: AllowCommand, { deny }: Requested['policy']) =>
  deny.find((entry) => entry.name === name && (entry.versions === null || versionSatisfies(version, entry.versions)));

const entryOf = ({ command, author, sha256, now }: Requested): RequestedEntry => ({
  name: command.name,
  version: command.version,
  file: null,
  rules: [command.rule],
  sha256: writtenDigests(sha256),
  reason: command.reason,
  owner: `@${author}`,
  expires: expiryOf(now),
});

/** Whether the entry would add nothing to one that stands. */
const covers = (known: AllowEntry, { name, version, rules, sha256 }: RequestedEntry): boolean =>
  known.name === name &&
  (known.version === null || (version !== null && compareVersions(known.version, version) === 0)) &&
  rules.every((rule) => known.rules.includes(rule)) &&
  (known.sha256.length === 0 || (sha256.length > 0 && sha256.every((digest) => known.sha256.includes(digest))));
