import pLimit from 'p-limit';
import type { ChangeLabel, DependencyChange } from '../model/change.js';
import type { AdvisoryChange, Evidence } from '../model/evidence.js';
import { absent, type Fetched, found, unavailable } from '../model/fetched.js';
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
import type { AdvisoryBook } from './advisories.js';
import { NO_CONTENT, readContent } from './delta.js';
import { gatherDomains } from './domains.js';
import type { ProfileTools } from './profiles.js';
import { gatherProvenance, NO_PROVENANCE } from './provenance.js';
import type { AskRepository } from './repository.js';
import { type IndexRoute, type Routing, type RoutingOptions, routeOf } from './routes.js';

export interface GatherTools extends ProfileTools {
  readonly routing: RoutingOptions;
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
          `[${done}/${changes.length}] ${describe(change)}: ${count(evidence.artifacts.length, 'file')} profiled`,
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
    return { ...NOTHING, change, repository, gaps: isNew ? unroutedGaps(change.to, routing) : [] };
  }

  const project = await tools.index.project(change.name, routing.route);
  const release = releaseIn(project, change.to);
  const advisories = await advisoriesOf(change, routing.route, tools);
  const content =
    project.kind === 'found' && release?.kind === 'found' && bringsContent(change)
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
    ...content,
    gaps: [...unpinnedGaps(change.to), ...pageGaps, ...content.gaps, ...unattested, ...domainGaps(change.to, domains)],
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
  ...NO_CONTENT,
};

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

/** Advisories are matched by name and version on PyPI only: the same name elsewhere is another project. */
async function advisoriesOf(
  change: HeadChange,
  route: IndexRoute,
  { advisories }: GatherTools,
): Promise<Fetched<AdvisoryChange> | null> {
  if (!route.isPyPI || change.to.version === null) return null;
  const head = await advisories(change.to.name, change.to.version);
  if (head.kind !== 'found') return head.kind === 'absent' ? found({ head: [], base: [] }) : head;
  if (change.from?.version == null || change.from.source.kind !== 'index') return found({ head: head.value, base: [] });

  const base = await advisories(change.from.name, change.from.version);
  return base.kind === 'unavailable'
    ? unavailable(base.reason)
    : found({ head: head.value, base: base.kind === 'found' ? base.value : [] });
}

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

function unroutedGaps(entry: LockedPackage, routing: Exclude<Routing, { kind: 'index' }>): readonly Gap[] {
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
