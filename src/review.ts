import { popularProjects } from './data/popular-projects.js';
import { sigstoreRoot } from './data/sigstore-root.js';
import { diffLockfiles } from './diff/diff.js';
import { changesOf, type Shard } from './diff/shard.js';
import { gatherEvidence } from './evidence/gather.js';
import { openTools } from './evidence/tools.js';
import { once } from './model/once.js';
import type { ProposedPolicy } from './model/policy.js';
import type { ContentsScope, Report } from './model/report.js';
import { stopwatch } from './model/stopwatch.js';
import { allowFindings } from './policy/allow.js';
import { decide } from './policy/decide.js';
import { usesOf } from './policy/uses.js';
import type { Ports } from './ports.js';
import { readLockfiles } from './reading/lockfiles.js';
import { type PolicyRequest, readPolicy } from './reading/policy.js';
import { createAttestationVerifier } from './registry/attestation-verify.js';
import { rules } from './rules/catalog.js';
import { checkRules } from './rules/check.js';

export interface ReviewRequest extends PolicyRequest {
  /** Picomatch patterns over repository paths; empty: detect lockfiles by name. */
  readonly lockfileGlobs: readonly string[];
  /** Root of PyPI or its mirror, without `/simple`. */
  readonly pypiUrl: string;
  /** Root of an OSV API, without `/v1`. */
  readonly osvUrl: string;
  /** Only this part of the changes; null for all. */
  readonly shard: Shard | null;
  /** Whether files of releases are fetched and read. */
  readonly contents: ContentsScope;
  readonly toolVersion: string;
}

/** Made when the first attestation is read. */
const verifyAttestation = once(async () => createAttestationVerifier(sigstoreRoot()));

/** Files that findings of their own may be about. */
const filesUnderReview = (
  { pairs, manifests }: Awaited<ReturnType<typeof readLockfiles>>,
  proposed: ProposedPolicy | null,
): readonly string[] => [
  ...pairs.map(({ path }) => path),
  ...manifests.map(({ path }) => path),
  ...(proposed === null ? [] : [proposed.path]),
];

/** The whole product: two commits in, a report out. Nothing is written anywhere; outputs and GitHub come after. */
export async function review(request: ReviewRequest, ports: Ports): Promise<Report> {
  const watch = stopwatch(ports.clock);
  const levels = new Map(rules.map(({ id, level }) => [id, level]));
  const reading = await watch('policy', readPolicy(request, ports.repository, levels));
  const { policy, proposed } = reading; // the base's judges: a pull request can only propose another
  const locks = await watch('lockfiles', readLockfiles(request.lockfileGlobs, ports.repository, policy.exclude)); // by git blob; unreadable ones are problems
  const diff = changesOf(diffLockfiles(locks.pairs), request.shard);
  const tools = openTools(request, policy, diff.changes, ports);
  const evidence = await watch(
    'evidence',
    gatherEvidence(diff.changes, {
      ...tools,
      popular: popularProjects(),
      verifyAttestation,
      readsContents: request.contents.read,
    }),
  ); // index, advisories, profiles, deltas; gaps are told

  const now = ports.clock.now();
  const judged = { evidence, diff, locks: locks.pairs, manifests: locks.manifests, policy, proposed, now };
  const checked = checkRules({ ...judged, rules, popular: popularProjects() });
  const findings = allowFindings(checked.findings, { evidence, policy, now });
  const gaps = [...reading.gaps, ...locks.gaps, ...evidence.flatMap((item) => item.gaps), ...checked.gaps];
  const allowances = usesOf({ findings, evidence, files: filesUnderReview(locks, proposed), policy, now });
  const verdict = decide({ findings, gaps, problems: diff.problems, policy });

  return {
    tool: { name: 'lockgate', version: request.toolVersion },
    base: ports.repository.describe('base'),
    head: ports.repository.describe('head'),
    shard: request.shard,
    locks: locks.pairs,
    diff,
    evidence,
    contents: request.contents,
    findings,
    gaps,
    problems: diff.problems,
    policy,
    allowances,
    verdict,
    reviewedAt: now,
    timing: watch.times(),
  };
}
