import { popularProjects } from './data/popular-projects.js';
import type { GatherTools } from './evidence/gather.js';
import { pypiRoute } from './evidence/routes.js';
import { type OpenedDistributionFile, type OpenedSpecimen, openSpecimen, type Specimen } from './evidence/specimen.js';
import type { DependencyChange } from './model/change.js';
import type { Evidence } from './model/evidence.js';
import { found, unavailable } from './model/fetched.js';
import type { Inspection } from './model/inspection.js';
import type { Baseline, Profile } from './model/profile.js';
import { allowFindings } from './policy/allow.js';
import { decide } from './policy/decide.js';
import type { Clock } from './ports.js';
import { compareProfiles } from './profile/delta.js';
import { rules } from './rules/catalog.js';
import { checkRules } from './rules/check.js';

/** Judges each distribution of a specimen by what it can do, held against nothing: everything counts as new. */
export async function scan(specimen: Specimen, tools: GatherTools, clock: Clock): Promise<readonly Inspection[]> {
  const start = clock.now();
  const opened = await openSpecimen(specimen, pypiRoute(tools.routing.pypiUrl), tools);
  const baseline: Baseline = { kind: 'none', reason: 'a scan looks at one release alone' };
  const change = changeOf(null, opened);
  return opened.distributions.map((distribution) => {
    const evidence = evidenceOf(change, opened, [distribution], [], baseline);
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
  const evidence = evidenceOf(changeOf(from, to), to, to.distributions, base, baseline);
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
