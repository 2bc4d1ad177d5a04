import { hashAlgorithm, hashHex } from '../model/hashes.js';
import type { LockedArtifact } from '../model/lockfile.js';
import { DAY } from '../model/policy.js';
import { purlOf } from '../model/purl.js';
import type { Group } from './view.js';

const SHOWN_DIGESTS = 24;
const DAYS_ACCEPTED = 90;

/** What an `[[allow]]` entry says, before it is written. */
export interface AllowFields {
  /** Package URL of the release, or path of the file whose own findings are accepted. */
  readonly subject: { readonly package: string } | { readonly file: string };
  readonly rules: readonly string[];
  /** Lower-case hex; none is written when there are too many to read. */
  readonly sha256: readonly string[];
  readonly reason: string;
  readonly owner: string;
  /** `YYYY-MM-DD`. */
  readonly expires: string;
}

/** The entry as lines of TOML. Whatever its texts hold, each stays inside its own string. */
export function allowLines({ subject, rules, sha256, reason, owner, expires }: AllowFields): readonly string[] {
  return [
    '[[allow]]',
    'package' in subject ? `package = ${toml(subject.package)}` : `file = ${toml(subject.file)}`,
    `rules = [${rules.map(toml).join(', ')}]`,
    ...digestLines(writtenDigests(sha256)),
    `reason = ${toml(reason)}`,
    `owner = ${toml(owner)}`,
    `expires = ${expires}`,
  ];
}

/** Last day of an entry that is written now. */
export const expiryOf = (now: number): string => new Date(now + DAYS_ACCEPTED * DAY).toISOString().slice(0, 10);

/** The digests that an entry would name: all of them, each once, or none. */
export function writtenDigests(sha256: readonly string[]): readonly string[] {
  return sha256.length > SHOWN_DIGESTS ? [] : [...new Set(sha256)];
}

/** The `[[allow]]` entry that would accept what was found in one release or lockfile, as lines of TOML; null where nothing weighs. */
export function allowEntryLines(group: Group, now: number): readonly string[] | null {
  const entry = group.change?.to ?? null;
  const rules = [...new Set(group.findings.filter(({ level }) => level !== 'note').map(({ ruleId }) => ruleId))];
  if (rules.length === 0) return null;
  return allowLines({
    subject: entry === null ? { file: group.subject } : { package: purlOf(entry.name, entry.version) },
    rules,
    sha256: digestsOf(group, group.change?.occurrences.flatMap((occurrence) => occurrence.entry.artifacts) ?? []),
    reason: 'say here why this is acceptable',
    owner: 'who answers for it',
    expires: expiryOf(now),
  });
}

/** Digests of the files that the findings name, else of every file: another upload under the same version is then not covered. */
function digestsOf(group: Group, artifacts: readonly LockedArtifact[]): readonly string[] {
  const named = new Set(
    group.findings.flatMap(({ locations }) => locations.flatMap((at) => (at.kind === 'member' ? [at.artifact] : []))),
  );
  const meant = artifacts.filter(({ filename }) => named.size === 0 || (filename !== null && named.has(filename)));
  return meant.flatMap(({ hashes }) => hashes.filter((hash) => hashAlgorithm(hash) === 'sha256').map(hashHex));
}

function digestLines(digests: readonly string[]): readonly string[] {
  const quoted = digests.map(toml);
  if (quoted.length === 0) return [];
  return quoted.length === 1
    ? [`sha256 = [${quoted.join('')}]`]
    : ['sha256 = [', ...quoted.map((digest) => `  ${digest},`), ']'];
}

// JSON's string escapes are a subset of TOML's, whose strings may not hold a bare DEL, which JSON's may.
const toml = (text: string): string => JSON.stringify(text).replaceAll('\u007F', '\\u007F');
