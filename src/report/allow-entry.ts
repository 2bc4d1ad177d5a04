import { hashAlgorithm, hashHex } from '../model/hashes.js';
import type { LockedArtifact } from '../model/lockfile.js';
import { DAY } from '../model/policy.js';
import { purlOf } from '../model/purl.js';
import type { Group } from './view.js';

const SHOWN_DIGESTS = 24;
const DAYS_ACCEPTED = 90;

/** The `[[allow]]` entry that would accept what was found in one release or lockfile, as lines of TOML; null where nothing weighs. */
export function allowEntryLines(group: Group, now: number): readonly string[] | null {
  const entry = group.change?.to ?? null;
  const rules = [...new Set(group.findings.filter(({ level }) => level !== 'note').map(({ ruleId }) => ruleId))];
  if (rules.length === 0) return null;
  return [
    '[[allow]]',
    entry === null ? `file = ${toml(group.subject)}` : `package = ${toml(purlOf(entry.name, entry.version))}`,
    `rules = [${rules.map(toml).join(', ')}]`,
    ...digestLines(group, group.change?.occurrences.flatMap((occurrence) => occurrence.entry.artifacts) ?? []),
    'reason = "say here why this is acceptable"',
    'owner = "who answers for it"',
    `expires = ${new Date(now + DAYS_ACCEPTED * DAY).toISOString().slice(0, 10)}`,
  ];
}

/** Digests of the files that the findings name, else of every file: another upload under the same version is then not covered. */
function digestLines(group: Group, artifacts: readonly LockedArtifact[]): readonly string[] {
  const named = new Set(
    group.findings.flatMap(({ locations }) => locations.flatMap((at) => (at.kind === 'member' ? [at.artifact] : []))),
  );
  const meant = artifacts.filter(({ filename }) => named.size === 0 || (filename !== null && named.has(filename)));
  const digests = meant.flatMap(({ hashes }) => hashes.filter((hash) => hashAlgorithm(hash) === 'sha256').map(hashHex));
  if (digests.length === 0 || digests.length > SHOWN_DIGESTS) return [];
  const unique = [...new Set(digests)].map((digest) => `"${digest}"`);
  return unique.length === 1
    ? [`sha256 = [${unique.join('')}]`]
    : ['sha256 = [', ...unique.map((digest) => `  ${digest},`), ']'];
}

// JSON's string escapes are a subset of TOML's.
const toml = (text: string): string => JSON.stringify(text);
