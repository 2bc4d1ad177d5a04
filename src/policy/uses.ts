import type { Evidence } from '../model/evidence.js';
import type { Finding } from '../model/finding.js';
import { type AllowEntry, type AllowUse, DAY, isExpired, type Policy } from '../model/policy.js';
import { compareVersions } from '../model/versions.js';

export interface UsesInput {
  /** After `allowFindings`. */
  readonly findings: readonly Finding[];
  readonly evidence: readonly Evidence[];
  /** Paths of the lockfiles, manifests and policy under review. */
  readonly files: readonly string[];
  readonly policy: Pick<Policy, 'allow'>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What each entry of `[[allow]]` did in this review, so that entries which do nothing any more are taken out. */
export function usesOf({ findings, evidence, files, policy, now }: UsesInput): readonly AllowUse[] {
  const used = new Set(findings.flatMap(({ allowedBy }) => allowedBy ?? []));
  const isUnderReview = (entry: AllowEntry): boolean =>
    entry.name === null
      ? files.includes(entry.file ?? '')
      : evidence.some(({ change: { to } }) => to !== null && to.name === entry.name && sameVersion(entry, to.version));
  return policy.allow.map((entry) => {
    if (isExpired(entry, now)) return { entry, status: 'expired', daysLeft: null };
    const status = used.has(entry) ? 'used' : isUnderReview(entry) ? 'unused' : 'idle';
    return { entry, status, daysLeft: daysLeft(entry, now) };
  });
}

const sameVersion = ({ version }: AllowEntry, locked: AllowEntry['version']): boolean =>
  version === null || (locked !== null && compareVersions(version, locked) === 0);

/** Whole days until the last day, in UTC. */
const daysLeft = ({ expires }: AllowEntry, now: number): number | null =>
  expires === null ? null : Math.round((Date.parse(expires) - Math.floor(now / DAY) * DAY) / DAY);
