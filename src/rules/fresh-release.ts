import type { DependencyChange } from '../model/change.js';
import type { AdvisoryChange } from '../model/evidence.js';
import { DAY } from '../model/policy.js';
import { firstUpload, type Release, type ReleaseFile, releasesOf } from '../model/release.js';
import { printable } from '../model/text.js';
import { compareVersions, isPrerelease, parseVersion, type Version } from '../model/versions.js';
import { rule } from './rule.js';
import { newlySelectable } from './support/lock.js';
import { duration, releaseName } from './support/words.js';

/**
 * A release, or one of its files, younger than policy's minimum age.
 *
 * Takeovers of popular packages are found within hours, by others: three days outlast every one on PyPI since November
 * 2024 whose window could be timed. Age is a file's, not a release's (a late wheel on an old release is new), and is
 * the index's word: the `upload-time` of a lockfile is written by whoever edits it.
 */
export const freshRelease = rule({
  id: 'fresh-release',
  level: 'warn',
  confidence: 'medium',
  needs: ['release'],
  capec: [538],
  aliases: ['minimum release age', 'cooldown'],
  headline: 'was published too recently',
  summary: 'A file of the release was uploaded more recently than policy’s minimum age.',
  remedy:
    'Wait until the release is old enough, or lock an older one; merge earlier only if you have read what changed.',

  check({ change, entry, release, advisories, policy, now }) {
    const files = newlySelectable(change, release);
    const timed = files.flatMap((file) => (file.uploadedAt === null ? [] : [{ file, age: now - file.uploadedAt }]));
    const young = timed.filter(({ age }) => age < policy.minAge).toSorted((a, b) => a.age - b.age);
    const [youngest] = young;
    if (youngest === undefined) return timed.length < files.length ? [unknownAge(files, releaseName(entry))] : [];

    const { file, age } = youngest;
    const mended = mendedBy(change, advisories);
    const older = mended === null ? null : olderMending(mended, release, now - policy.minAge);
    // A file that joined later mends nothing that its release did not mend before.
    const isUrgent = mended !== null && older === null && !young.some((one) => joinedLater(one.file, release));
    return [
      {
        message: `${releaseName(entry)}: ${printable(file.filename)} was uploaded ${duration(age)} ago, and policy asks for ${duration(policy.minAge)}, which it reaches on ${momentOf(now - age + policy.minAge)}.${mendingClause(mended, older)}`,
        at: [],
        key: 'age',
        ...(isUrgent ? { level: 'note' as const } : {}),
      },
    ];
  },
});

/**
 * An advisory of the base that the head no longer has, and that names a version which mends it on the way from one to the other. Only
 * the advisory counts, never a changelog: anybody can call a release a security fix.
 */
function mendedBy({ from, to }: DependencyChange, advisories: AdvisoryChange | undefined): Mended | null {
  if (advisories === undefined || from?.version == null || to?.version == null) return null;
  if (advisories.head.some(({ kind }) => kind === 'malware')) return null;
  const still = new Set(advisories.head.flatMap(({ id, aliases }) => [id, ...aliases]));
  for (const { id, aliases, fixedIn } of advisories.base) {
    if ([id, ...aliases].some((name) => still.has(name))) continue;
    const fixes = fixedIn
      .flatMap((text) => parseVersion(text) ?? [])
      .filter((fix) => isBetween(fix, from.version, to.version));
    const [fix] = fixes.toSorted(compareVersions);
    if (fix !== undefined) return { id, fix };
  }
  return null;
}

interface Mended {
  readonly id: string;
  /** The lowest version that has the fix and is newer than the base. */
  readonly fix: Version;
}

const isBetween = (fix: Version, from: Version | null, to: Version | null): boolean =>
  from !== null && to !== null && compareVersions(fix, from) > 0 && compareVersions(fix, to) <= 0;

/** A release that has the fix as well and is old enough: then nothing is urgent about a younger one. */
function olderMending({ fix }: Mended, head: Release, before: number): Version | null {
  const candidates = releasesOf(head.project).filter(
    ({ version, files }) =>
      !isPrerelease(version) &&
      compareVersions(version, fix) >= 0 &&
      compareVersions(version, head.version) < 0 &&
      files.some(({ yanked }) => yanked === null) &&
      (firstUpload(files) ?? Number.POSITIVE_INFINITY) <= before,
  );
  return (
    candidates
      .map(({ version }) => version)
      .toSorted(compareVersions)
      .at(-1) ?? null
  );
}

function mendingClause(mended: Mended | null, older: Version | null): string {
  if (mended === null) return '';
  return older === null
    ? ` The release mends ${printable(mended.id)}, which affects the version locked before.`
    : ` ${printable(older)} mends ${printable(mended.id)} as well and is old enough.`;
}

/** Build farms upload their wheels within hours. */
const JOINING = DAY;

function joinedLater({ uploadedAt }: ReleaseFile, { files }: Release): boolean {
  const first = Math.min(...files.flatMap((file) => file.uploadedAt ?? []));
  return uploadedAt !== null && uploadedAt - first > JOINING;
}

/** `2026-06-03 14:00 UTC`, to the full hour above. */
const momentOf = (time: number): string =>
  `${new Date(Math.ceil(time / 3_600_000) * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** An index from before PEP 700 tells no times: unknown, which is not old. */
const unknownAge = (files: readonly ReleaseFile[], release: string) => {
  const name = files.find((file) => file.uploadedAt === null)?.filename ?? '';
  return {
    message: `${release}: the index gives no upload time for ${printable(name)}, so its age could not be checked.`,
    at: [],
    key: 'no-time',
    level: 'note' as const,
    remedy: 'Check by hand how old the release is, or use an index that tells upload times (PEP 700).',
  };
};
