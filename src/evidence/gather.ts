import pLimit from 'p-limit';
import type { ChangeLabel, DependencyChange } from '../model/change.js';
import type { Evidence } from '../model/evidence.js';
import { absent, type Fetched, found } from '../model/fetched.js';
import type { Gap } from '../model/gap.js';
import type { LockedPackage } from '../model/lockfile.js';
import type { PopularProjects } from '../model/popular.js';
import { purlOf } from '../model/purl.js';
import { type Project, type Release, releaseOf } from '../model/release.js';
import { count } from '../model/text.js';
import type { Log } from '../ports.js';
import type { AttestationVerifier } from '../registry/attestation-verify.js';
import type { AttestationClient } from '../registry/attestations.js';
import type { DomainClient } from '../registry/domains.js';
import { type AdvisoryBook, gatherAdvisories } from './advisories.js';
import { NO_CONTENT, readContent } from './delta.js';
import { gatherDomains } from './domains.js';
import { gatherHealth, type HealthSources } from './health.js';
import type { ProfileTools } from './profiles.js';
import { gatherProvenance, NO_PROVENANCE } from './provenance.js';
import type { AskRepository } from './repository.js';
import { type Routing, type RoutingOptions, routeOf } from './routes.js';

export interface GatherTools extends ProfileTools {
  readonly routing: RoutingOptions;
  /** False: no file of a release is asked for, and what only a file could tell is left out without a gap. Left out: files are read. */
  readonly readsContents?: boolean;
  /** Whose copies are told; left out: a copy is read as any other new project. */
  readonly popular?: PopularProjects;
  readonly advisories: AdvisoryBook;
  /** Left out: no source host is asked. */
  readonly repository?: AskRepository;
  readonly attestations: AttestationClient;
  /** Left out: attestations are told, and none counts as verified. */
  readonly verifyAttestation?: () => Promise<AttestationVerifier>;
  /** null: policy does not ask for it. */
  readonly domains: DomainClient | null;
  readonly health: HealthSources;
  readonly log: Log;
}

const CONCURRENT_CHANGES = 4;

/** What the index, the advisories and the bytes say about each change. Whatever could not be had is in the evidence too. */
export async function gatherEvidence(
  changes: readonly DependencyChange[],
  tools: GatherTools,
): Promise<readonly Evidence[]> {
  const limit = pLimit(CONCURRENT_CHANGES);
  let done = 0;
  return Promise.all(
    changes.map((change) =>
      limit(async () => {
        const evidence = await evidenceOf(change, tools);
        done += 1;
        tools.log.progress(
          `[${done}/${changes.length}] ${describe(change)}: ${tools.readsContents === false ? 'looked up' : `${count(evidence.artifacts.length, 'file')} profiled`}`,
        );
        return evidence;
      }),
    ),
  );
}

const describe = ({ name, from, to }: DependencyChange): string =>
  `${name} ${from?.version ?? '(new)'} → ${to?.version ?? '(removed)'}`;

async function evidenceOf(change: DependencyChange, tools: GatherTools): Promise<Evidence> {
  if (!hasHead(change)) return { ...NOTHING, change };
  const routing = routeOf(change.to, tools.routing);
  if (routing.kind !== 'index') {
    const isNew = bringsContent(change);
    const nothing = { project: null, release: null, profiles: [], delta: null };
    const repository = isNew ? ((await tools.repository?.({ change, ...nothing })) ?? null) : null;
    return { ...NOTHING, change, repository, gaps: isNew ? unroutedGaps(change.to, routing, tools) : [] };
  }

  const project = await tools.index.project(change.name, routing.route);
  const release = releaseIn(project, change.to);
  const { advisories, gaps: untold } = await gatherAdvisories(change, tools.advisories);
  const content =
    project.kind === 'found' && release?.kind === 'found' && bringsContent(change) && tools.readsContents !== false
      ? await readContent(change, project.value, release.value, routing.route, tools, {
          popular: tools.popular ?? null,
          platforms: tools.routing.policy.platforms,
        })
      : NO_CONTENT;
  const { provenance, gaps: unattested } =
    project.kind === 'found' && release?.kind === 'found' && bringsContent(change)
      ? await gatherProvenance(change, project.value, release.value, content.artifacts, routing.route, tools)
      : NO_PROVENANCE;
  const domains = await gatherDomains(content.profiles, tools.domains);
  const health = await gatherHealth(change, content.profiles, routing.route.isPyPI ? tools.health : NO_HEALTH);
  const pageGaps = project.kind === 'found' ? project.value.gaps : [];
  const question = {
    change,
    project: foundOrNull(project),
    release: foundOrNull(release),
    profiles: content.profiles,
    delta: foundOrNull(content.delta),
  };
  const repository = content.profiles.length === 0 ? null : ((await tools.repository?.(question)) ?? null);
  return {
    change,
    project,
    release,
    advisories,
    provenance,
    domains,
    repository,
    health,
    ...content,
    gaps: [
      ...unpinnedGaps(change.to),
      ...pageGaps,
      ...untold,
      ...content.gaps,
      ...unattested,
      ...domainGaps(change.to, domains),
      ...healthGaps(change.to, health),
    ],
  };
}

const foundOrNull = <T>(answer: Fetched<T> | null): T | null => (answer?.kind === 'found' ? answer.value : null);

interface HeadChange extends DependencyChange {
  readonly to: LockedPackage;
}

const hasHead = (change: DependencyChange): change is HeadChange => change.to !== null;

const NOTHING: Omit<Evidence, 'change'> = {
  project: null,
  release: null,
  advisories: null,
  provenance: null,
  domains: null,
  repository: null,
  health: null,
  ...NO_CONTENT,
};

/** Services that know projects by name know those of PyPI. */
const NO_HEALTH: HealthSources = { scorecard: null, depsDev: null };

function releaseIn(project: Fetched<Project>, { version }: LockedPackage): Fetched<Release> | null {
  if (version === null) return null;
  if (project.kind !== 'found') return project;
  const release = releaseOf(project.value, version);
  return release === null ? absent : found(release);
}

const CONTENT_LABELS: ReadonlySet<ChangeLabel> = new Set([
  'upgrade',
  'downgrade',
  'source-changed',
  'index-changed',
  'artifacts-changed',
  'artifacts-added',
]);

/** Whether other bytes than before may be installed; a package that only moved between scopes was judged when it came. */
const bringsContent = ({ kind, labels }: DependencyChange): boolean =>
  kind === 'added' || labels.some((label) => CONTENT_LABELS.has(label));

const domainGaps = (entry: LockedPackage, domains: Evidence['domains']): readonly Gap[] =>
  domains?.kind === 'unavailable'
    ? [
        gap(
          'domains',
          purlOf(entry.name, entry.version),
          `${domains.reason}. The domains of its maintainers were not checked.`,
        ),
      ]
    : [];

const healthGaps = (entry: LockedPackage, health: Evidence['health']): readonly Gap[] =>
  health?.kind === 'unavailable'
    ? [
        gap(
          'health',
          purlOf(entry.name, entry.version),
          `${health.reason}. How the project is run was not looked at in full.`,
        ),
      ]
    : [];

function unroutedGaps(
  entry: LockedPackage,
  routing: Exclude<Routing, { kind: 'index' }>,
  { readsContents = true }: Pick<GatherTools, 'readsContents'>,
): readonly Gap[] {
  const subject = purlOf(entry.name, entry.version);
  if (routing.kind === 'unknown-index') {
    return [
      gap(
        'index',
        subject,
        `The lockfile takes it from ${routing.url}, which the policy does not list, so neither its release nor its code was looked at. Add an [[index]] entry if the team trusts that index.`,
      ),
    ];
  }
  // No index could be asked about it either way, so its code is all that could be missing.
  if (!readsContents) return [];
  switch (entry.source.kind) {
    case 'vcs':
      return [
        gap('artifact', subject, `It is taken from ${entry.source.vcs} ${entry.source.url}; its code was not read.`),
      ];
    case 'archive-url':
      return [
        gap(
          'artifact',
          subject,
          `It is taken from ${entry.source.url}; no index vouches for that file and it was not read.`,
        ),
      ];
    default:
      return [];
  }
}

const unpinnedGaps = (entry: LockedPackage): readonly Gap[] =>
  entry.version === null
    ? [
        gap(
          'lockfile',
          purlOf(entry.name, null),
          'The lockfile pins no version, so what would be installed is not known and was not read.',
        ),
      ]
    : [];

const gap = (stage: Gap['stage'], subject: string, message: string): Gap => ({ stage, subject, message });
