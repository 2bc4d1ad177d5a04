import { popularProjects } from './data/popular-projects.js';
import { sigstoreRoot } from './data/sigstore-root.js';
import type { GatherTools } from './evidence/gather.js';
import { gatherProvenance, NO_PROVENANCE, type ProvenanceEvidence } from './evidence/provenance.js';
import { pypiRoute } from './evidence/routes.js';
import { type OpenedDistributionFile, type OpenedSpecimen, openSpecimen, type Specimen } from './evidence/specimen.js';
import type { DependencyChange } from './model/change.js';
import type { Evidence } from './model/evidence.js';
import { found, unavailable } from './model/fetched.js';
import type { Inspection } from './model/inspection.js';
import { once } from './model/once.js';
import type { Baseline, Profile } from './model/profile.js';
import { allowFindings } from './policy/allow.js';
import { decide } from './policy/decide.js';
import type { Clock } from './ports.js';
import { compareProfiles } from './profile/delta.js';
import { createAttestationVerifier } from './registry/attestation-verify.js';
import { rules } from './rules/catalog.js';
import { checkRules } from './rules/check.js';

/** Judges each distribution of a specimen by what it can do, held against nothing: everything counts as new. */
export async function scan(specimen: Specimen, tools: GatherTools, clock: Clock): Promise<readonly Inspection[]> {
  const start = clock.now();
  const opened = await openSpecimen(specimen, pypiRoute(tools.routing.pypiUrl), tools);
  const baseline: Baseline = { kind: 'none', reason: 'a scan looks at one release alone' };
  const change = changeOf(null, opened);
  const attested = await provenanceOf(change, opened, tools);
  return opened.distributions.map((distribution) => {
    const evidence = withProvenance(evidenceOf(change, opened, [distribution], [], baseline), attested);
    return inspectionOf(distribution.artifact, evidence, tools, clock, start);
  });
}

/** Judges what the newer specimen can do that the older could not. */
export async function compare(older: Specimen, newer: Specimen, tools: GatherTools, clock: Clock): Promise<Inspection> {
  const start = clock.now();
  const route = pypiRoute(tools.routing.pypiUrl);
  const [from, to] = [await openSpecimen(older, route, tools), await openSpecimen(newer, route, tools)];
  const baseline: Baseline =
    from.entry.version === null
      ? { kind: 'none', reason: `${from.label} does not tell its version` }
      : { kind: 'locked', version: from.entry.version };
  const base = from.distributions.flatMap(({ profile }) => profile ?? []);
  const change = changeOf(from, to);
  const attested = await provenanceOf(change, to, tools);
  const evidence = withProvenance(evidenceOf(change, to, to.distributions, base, baseline), attested);
  return inspectionOf(`${from.label} → ${to.label}`, evidence, tools, clock, start);
}

const changeOf = (from: OpenedSpecimen | null, to: OpenedSpecimen): DependencyChange => ({
  kind: from === null ? 'added' : 'changed',
  name: to.entry.name,
  from: from?.entry ?? null,
  to: to.entry,
  labels: from === null ? [] : ['upgrade'],
  occurrences: [],
  path: [],
});

/** Made when the first attestation is read. */
const verifyAttestation = once(async () => createAttestationVerifier(sigstoreRoot()));

/** What the index offers of who built the release, held against the older one as in a review; nothing for a distribution at hand. */
async function provenanceOf(
  change: DependencyChange,
  { project, release, distributions }: OpenedSpecimen,
  tools: GatherTools,
): Promise<ProvenanceEvidence> {
  if (project?.kind !== 'found' || release?.kind !== 'found') return NO_PROVENANCE;
  const artifacts = distributions.flatMap(({ read }) => read ?? []);
  const route = pypiRoute(tools.routing.pypiUrl);
  return gatherProvenance(change, project.value, release.value, artifacts, route, { verifyAttestation, ...tools });
}

const withProvenance = (evidence: Evidence, { provenance, gaps }: ProvenanceEvidence): Evidence => ({
  ...evidence,
  provenance,
  gaps: [...evidence.gaps, ...gaps],
});

function evidenceOf(
  change: DependencyChange,
  { project, release }: OpenedSpecimen,
  distributions: readonly OpenedDistributionFile[],
  base: readonly Profile[],
  baseline: Baseline,
): Evidence {
  const profiles = distributions.flatMap(({ profile }) => profile ?? []);
  const unread = unavailable('No distribution could be read');
  return {
    change,
    project,
    release,
    advisories: null,
    provenance: null,
    domains: null,
    repository: null,
    health: null,
    artifacts: distributions.flatMap(({ read }) => read ?? []),
    profiles,
    delta: profiles.length === 0 ? unread : found(compareProfiles(profiles, base, baseline)),
    gaps: distributions.flatMap(({ gaps }) => gaps),
  };
}

function inspectionOf(
  artifact: string,
  evidence: Evidence,
  { routing: { policy } }: GatherTools,
  clock: Clock,
  start: number,
): Inspection {
  const now = clock.now();
  const diff = { changes: [evidence.change], options: [], problems: [] };
  const checked = checkRules({ rules, evidence: [evidence], diff, locks: [], policy, popular: popularProjects(), now });
  const findings = allowFindings(checked.findings, { evidence: [evidence], policy, now });
  const gaps = [...evidence.gaps, ...checked.gaps];
  return {
    artifact,
    verdict: decide({ findings, gaps, problems: [], policy }),
    findings,
    profiles: evidence.profiles,
    delta: evidence.delta?.kind === 'found' ? evidence.delta.value : null,
    gaps,
    seconds: (clock.now() - start) / 1000,
  };
}
