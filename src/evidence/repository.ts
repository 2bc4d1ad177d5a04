import type { DependencyChange } from '../model/change.js';
import { type Fetched, found, unavailable } from '../model/fetched.js';
import type { LockedPackage, VcsSource } from '../model/lockfile.js';
import { DAY, type SourcesPolicy } from '../model/policy.js';
import type { Profile, ProfileDelta, When } from '../model/profile.js';
import { firstUpload, type Project, type Release, releasesOf } from '../model/release.js';
import { indexTags, tagFor } from '../model/release-tags.js';
import {
  type CommitStanding,
  linkedRepository,
  type RepositoryFacts,
  type RepositoryRef,
  type RepositoryState,
  repositoryKey,
  repositoryRefOf,
  type TagFacts,
} from '../model/repository.js';
import { compareVersions, isPrerelease, type Version } from '../model/versions.js';
import type { Log, SourceHostApi } from '../ports.js';
import { createSourceHost, type SourceHost, type SourceTree, type Tag } from '../registry/source-host.js';
import { packagingFileFor, projectNamedBy } from './packaging.js';
import { matchContent } from './repository-content.js';

/** What is known of a change when its repository is asked about. */
export interface RepositoryQuestion {
  readonly change: DependencyChange & { readonly to: LockedPackage };
  readonly project: Project | null;
  readonly release: Release | null;
  readonly profiles: readonly Profile[];
  readonly delta: ProfileDelta | null;
}

export type AskRepository = (question: RepositoryQuestion) => Promise<Fetched<RepositoryFacts> | null>;

export interface RepositoryToolOptions {
  readonly api: SourceHostApi | null;
  readonly policy: SourcesPolicy;
  readonly log: Log;
}

/** Requests that one run may spend: GitHub gives the token of a job 1,000 an hour, for all workflows of its repository together. */
const REQUESTS_PER_RUN = 60;

/**
 * Facts about the repositories of changes. null: not asked. Unless policy says `true`, what cannot be had counts as not asked too, with a line
 * in the log: nobody set this source up, so its absence makes no review incomplete.
 */
export function createRepositoryTool({ api, policy, log }: RepositoryToolOptions): AskRepository {
  if (api === null || policy.repository === false) return async () => null;
  let left = REQUESTS_PER_RUN;
  const counted: SourceHostApi = {
    host: api.host,
    get: async (path) => {
      if (left <= 0) return unavailable(`the limit of ${REQUESTS_PER_RUN} requests to ${api.host} a run was reached`);
      left -= 1;
      return api.get(path);
    },
  };
  const host = createSourceHost(counted);
  return async (question) => {
    if (policy.repository === 'auto' && !matters(question)) return null;
    const facts = await factsOf(question, host);
    if (facts?.kind !== 'unavailable' || policy.repository === true) return facts;
    log.progress(`The repository of ${question.change.name} was not looked at: ${facts.reason}.`);
    return null;
  };
}

const YOUNG = 90 * DAY;
const FEW_RELEASES = 2;
const UNASKED: ReadonlySet<When> = new Set(['install', 'startup', 'import']);

/** New names, projects without a history, releases that newly do something unasked, and what no index vouches for. */
function matters({ change, project, release, delta }: RepositoryQuestion): boolean {
  if (change.to.source.kind === 'vcs' || change.from === null) return true;
  const [first, own] = [project, release].map((one) => (one === null ? null : firstUpload(one.files)));
  if (first != null && own != null && own - first < YOUNG) return true;
  if (project !== null && releasesOf(project).length <= FEW_RELEASES) return true;
  const acts = [...(delta?.behaviours.added ?? []), ...(delta?.behaviours.changed ?? []).map(({ to }) => to)];
  return (
    acts.some(({ when }) => when.some((moment) => UNASKED.has(moment))) ||
    (delta?.surfaces.added ?? []).some(({ when }) => when === 'startup')
  );
}

async function factsOf(question: RepositoryQuestion, host: SourceHost): Promise<Fetched<RepositoryFacts> | null> {
  const { source } = question.change.to;
  const isHost = (name: string): boolean => name === host.host;
  if (source.kind === 'vcs') {
    const ref = source.vcs === 'git' ? repositoryRefOf(source.url) : null;
    return ref === null || !isHost(ref.host) ? null : vcsFacts(question.change, source, ref, host);
  }
  const metadata = [...question.profiles.map((profile) => profile.metadata), question.release?.metadata ?? null];
  const urls = Object.fromEntries(metadata.flatMap((one) => Object.entries(one?.projectUrls ?? {})));
  const ref = linkedRepository(urls, isHost);
  return ref === null ? null : releaseFacts(question, ref, host);
}

const nothingOf = (asked: RepositoryRef): RepositoryFacts => ({
  asked,
  state: null,
  tags: null,
  packaging: null,
  content: null,
  commit: null,
});

/** What is known by the repository itself. */
type Standing = RepositoryFacts & { readonly state: RepositoryState };

/** Asks for the repository, and where it is there for what follows from it. */
async function ofRepository(
  ref: RepositoryRef,
  host: SourceHost,
  further: (base: Standing, state: RepositoryState) => Promise<Fetched<RepositoryFacts>>,
): Promise<Fetched<RepositoryFacts>> {
  const state = await host.repository(ref);
  if (state.kind === 'unavailable') return state;
  if (state.kind === 'absent') return found(nothingOf(ref));
  return further({ ...nothingOf(ref), state: state.value }, state.value);
}

/** Three requests: the repository, its tags, and one tree. A project without a history is asked for its packaging file instead of its tags. */
async function releaseFacts(
  question: RepositoryQuestion,
  ref: RepositoryRef,
  host: SourceHost,
): Promise<Fetched<RepositoryFacts>> {
  return ofRepository(ref, host, (base, state) =>
    isNew(question) ? namedFacts(question, base, state, host) : taggedFacts(question, base, host),
  );
}

/** A first review of the name, or too few releases for their tags to show a habit. */
const isNew = ({ change, project }: RepositoryQuestion): boolean =>
  change.from === null && (project === null || releasesOf(project).length <= FEW_RELEASES * 2);

async function namedFacts(
  { change, profiles, delta }: RepositoryQuestion,
  facts: RepositoryFacts,
  { defaultBranch }: RepositoryState,
  host: SourceHost,
): Promise<Fetched<RepositoryFacts>> {
  const tree = await host.tree(facts.asked, defaultBranch);
  if (tree.kind === 'unavailable') return tree;
  if (tree.kind === 'absent') return found(facts);
  const content = matchContent(profiles, delta, tree.value, null);
  const packaging = await packagingOf(change, tree.value, facts.asked, host);
  return packaging?.kind === 'unavailable'
    ? packaging
    : found({ ...facts, content, packaging: packaging?.kind === 'found' ? packaging.value : null });
}

async function packagingOf(
  { name }: DependencyChange,
  { blobs }: SourceTree,
  ref: RepositoryRef,
  host: SourceHost,
): Promise<Fetched<NonNullable<RepositoryFacts['packaging']>> | null> {
  const path = packagingFileFor(name, [...blobs.keys()]);
  const id = path === null ? undefined : blobs.get(path);
  if (path === null || id === undefined) return null;
  const text = await host.blob(ref, id);
  return text.kind === 'found' ? found({ path, names: projectNamedBy(path, text.value) }) : text;
}

async function taggedFacts(
  question: RepositoryQuestion,
  facts: Standing,
  host: SourceHost,
): Promise<Fetched<RepositoryFacts>> {
  const { change, project, profiles, delta } = question;
  const tags = await host.tags(facts.asked);
  if (tags.kind === 'unavailable') return tags;
  if (tags.kind === 'absent' || change.to.version === null) return found(facts);
  const known = tagFacts(tags.value, change, project, change.to.version);
  const base = { ...facts, tags: known.facts };
  if (isMadeAnew(question, facts.state)) return withOwner(base, facts.state, host);
  if (known.own === null) return found(base);
  const tree = await host.tree(facts.asked, known.own.treeish);
  if (tree.kind === 'unavailable') return tree;
  return found(
    tree.kind === 'absent' ? base : { ...base, content: matchContent(profiles, delta, tree.value, known.own.name) },
  );
}

/** A repository that came long after the project and shortly before the release: somebody may have taken up a name that was given up. */
function isMadeAnew({ project, release }: RepositoryQuestion, { createdAt }: RepositoryState): boolean {
  const [first, own] = [project, release].map((one) => (one === null ? null : firstUpload(one.files)));
  return first != null && own != null && createdAt - first > YOUNG && own - createdAt < YOUNG;
}

async function withOwner(
  facts: RepositoryFacts,
  state: RepositoryState,
  host: SourceHost,
): Promise<Fetched<RepositoryFacts>> {
  const since = await host.accountSince(state.fullName.split('/')[0] ?? '');
  if (since.kind === 'unavailable') return since;
  return found({ ...facts, state: { ...state, ownerSince: since.kind === 'found' ? since.value : null } });
}

const EARLIER = 5;

function tagFacts(
  tags: readonly Tag[],
  { name }: DependencyChange,
  project: Project | null,
  version: Version,
): { readonly facts: TagFacts; readonly own: Tag | null } {
  const index = indexTags(tags.map((tag) => tag.name));
  const hit = tagFor(index, name, version);
  const earlier = (project === null ? [] : releasesOf(project))
    .map((release) => release.version)
    .filter((one) => compareVersions(one, version) < 0 && (isPrerelease(version) || !isPrerelease(one)))
    .toSorted((a, b) => compareVersions(b, a))
    .slice(0, EARLIER);
  const tagged = earlier.filter((one) => tagFor(index, name, one) !== null);
  return {
    facts: { tag: hit?.tag ?? null, earlier: earlier.length, earlierTagged: tagged.length },
    own: hit?.of === 'own' ? (tags.find((tag) => tag.name === hit.tag) ?? null) : null,
  };
}

/** Three requests: the repository, whether its default branch holds the commit, and what else could. */
async function vcsFacts(
  change: DependencyChange,
  source: VcsSource,
  ref: RepositoryRef,
  host: SourceHost,
): Promise<Fetched<RepositoryFacts>> {
  return ofRepository(ref, host, async (base, state) => {
    if (source.commit === null) return found(base);
    const standing = await standingOf(source.commit, source.ref, baseCommit(change, ref), { ref, host, state });
    return standing.kind === 'found' ? found({ ...base, commit: standing.value }) : standing;
  });
}

/** The commit of the same repository that the base locked. */
function baseCommit({ from, to }: DependencyChange, ref: RepositoryRef): string | null {
  if (from?.source.kind !== 'vcs' || to?.source.kind !== 'vcs' || from.source.commit === to.source.commit) return null;
  const before = repositoryRefOf(from.source.url);
  return before !== null && repositoryKey(before) === repositoryKey(ref) ? from.source.commit : null;
}

interface Place {
  readonly ref: RepositoryRef;
  readonly host: SourceHost;
  readonly state: RepositoryState;
}

async function standingOf(
  commit: string,
  lockedRef: string | null,
  before: string | null,
  { ref, host, state }: Place,
): Promise<Fetched<CommitStanding>> {
  const behind = await host.isBehind(ref, state.defaultBranch, commit);
  if (behind.kind === 'unavailable') return behind;
  if (behind.kind === 'absent') return found({ commit, standing: 'unknown-commit', hasBase: null });
  if (behind.value) {
    const base = before === null ? null : await host.hasCommit(ref, before);
    return base?.kind === 'unavailable'
      ? base
      : found({ commit, standing: 'reachable', hasBase: base === null ? null : base.kind === 'found' });
  }
  if (lockedRef !== null && lockedRef !== commit) {
    const within = await host.isBehind(ref, lockedRef, commit);
    if (within.kind === 'unavailable') return within;
    return found({
      commit,
      standing: within.kind === 'found' && within.value ? 'reachable' : 'unreachable',
      hasBase: null,
    });
  }
  const heads = await host.branchesAt(ref, commit);
  if (heads.kind === 'unavailable') return heads;
  return found({
    commit,
    standing: heads.kind === 'found' && heads.value.length > 0 ? 'head' : 'unreachable',
    hasBase: null,
  });
}
