import type { AdvisoryChange } from '../model/evidence.js';
import type { ReleaseFile } from '../model/release.js';
import { printable } from '../model/text.js';
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
  summary: 'A file of the release was uploaded more recently than policy’s minimum age.',
  remedy:
    'Wait until the release is old enough, or lock an older one; merge earlier only if you have read what changed.',

  check({ change, entry, release, advisories, policy, now }) {
    const files = newlySelectable(change, release);
    const timed = files.flatMap((file) => (file.uploadedAt === null ? [] : [{ file, age: now - file.uploadedAt }]));
    const young = timed.filter(({ age }) => age < policy.minAge).toSorted((a, b) => a.age - b.age);
    const [youngest] = young;
    if (youngest === undefined) return timed.length < files.length ? [unknownAge(files, releaseName(entry))] : [];

    const mended = mendedBy(advisories);
    const fix = mended === null ? '' : ` It mends ${printable(mended)}, which affects the version locked before.`;
    return [
      {
        message: `${releaseName(entry)}: ${printable(youngest.file.filename)} was uploaded ${duration(youngest.age)} ago, and policy asks for ${duration(policy.minAge)}.${fix}`,
        at: [],
        key: 'age',
        ...(mended === null ? {} : { level: 'note' as const }),
      },
    ];
  },
});

/**
 * An advisory of the base that the head no longer has. Only the advisory counts, never a changelog: anybody can call a
 * release a security fix.
 */
function mendedBy(advisories: AdvisoryChange | undefined): string | null {
  if (advisories === undefined || advisories.head.some(({ kind }) => kind === 'malware')) return null;
  const still = new Set(advisories.head.flatMap(({ id, aliases }) => [id, ...aliases]));
  return advisories.base.find(({ id, aliases }) => ![id, ...aliases].some((name) => still.has(name)))?.id ?? null;
}

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
