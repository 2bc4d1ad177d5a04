import { popularProjects } from '../../src/data/popular-projects.js';
import { type GatherTools, gatherEvidence } from '../../src/evidence/gather.js';
import { scan } from '../../src/inspect.js';
import type { DependencyChange } from '../../src/model/change.js';
import type { Evidence } from '../../src/model/evidence.js';
import { mapFetched } from '../../src/model/fetched.js';
import type { Finding } from '../../src/model/finding.js';
import type { Gap } from '../../src/model/gap.js';
import type { LockedPackage } from '../../src/model/lockfile.js';
import type { NormalizedName } from '../../src/model/names.js';
import { DEFAULT_POLICY } from '../../src/model/policy.js';
import { firstUpload, type Project, type Release, type ReleaseFile } from '../../src/model/release.js';
import type { Version } from '../../src/model/versions.js';
import { rules } from '../../src/rules/catalog.js';
import { checkRules } from '../../src/rules/check.js';
import type { Listed } from './projects.js';
import { type Row, skippedRow } from './rows.js';
import { isKnownAt, type Step, selectFiles, showOnly, stableReleases, updatesOf } from './selection.js';
import { routeOfWorld, type World } from './world.js';

/** What is asked about each project. */
export type Task = Bumps | { readonly kind: 'scan' } | Prefetch;

interface Bumps {
  readonly kind: 'bump';
  readonly step: Step;
  /** The last so many of each project. */
  readonly updates: number;
  /** Milliseconds since the epoch: of those only the ones to a release that was uploaded since. */
  readonly since: number;
}

/** Only fills the cache, with what a task of that step will read. */
interface Prefetch {
  readonly kind: 'prefetch';
  readonly step: Step | null;
  readonly updates: number;
  readonly since: number;
}

/** Judges one project, once for each update that is asked for; whatever goes wrong is in a row. */
export async function evaluate({ name, group }: Listed, task: Task, world: World): Promise<readonly Row[]> {
  const skip = (why: string): readonly Row[] => [skippedRow(name, group, why)];
  const tools = world.tools();
  const project = await tools.index.project(name, routeOfWorld(world));
  if (project.kind !== 'found') return skip(project.kind === 'absent' ? 'no such project' : project.reason);
  const stable = stableReleases(project.value);
  const [newest] = stable;
  if (newest === undefined) return skip('no stable release');
  const pairs: readonly Pair[] =
    task.kind === 'scan' || task.step === null
      ? [{ from: null, to: newest }]
      : updatesOf(project.value, task.step, task.updates).filter(
          ({ to }) => (firstUpload(to.files) ?? 0) >= task.since,
        );
  if (pairs.length === 0) return skip('no such update');
  const rows: Row[] = [];
  for (const pair of pairs) rows.push(await judge(pair, { group, task, tools, world, project: project.value }));
  return rows;
}

/** An update, or a release with nothing before it. */
interface Pair {
  readonly from: Release | null;
  readonly to: Release;
}

interface Setting {
  readonly group: string;
  readonly task: Task;
  readonly tools: GatherTools;
  readonly world: World;
  readonly project: Project;
}

async function judge({ from, to }: Pair, { group, task, tools, world, project }: Setting): Promise<Row> {
  const started = performance.now();
  const row = { name: project.name, group, from: from?.version ?? null, to: to.version };
  const at = momentOf(to, task, world);
  const { head, base: elders } = selectFiles(knownAt(to, at), from === null ? null : knownAt(from, at));
  if (head.length === 0 || (from !== null && elders.length === 0))
    return { ...row, skipped: 'too large', findings: [], gaps: [], seconds: 0 };

  const versions = [to.version, ...(from === null ? [] : [from.version])];
  const limited = limitTools(tools, showOnly(project, { versions, files: [...head, ...elders], at }));
  if (task.kind === 'prefetch') {
    for (const file of [...head, ...elders]) await limited.index.file(file, routeOfWorld(world));
    return { ...row, skipped: 'fetched', findings: [], gaps: [], seconds: secondsSince(started) };
  }
  const judged =
    from === null
      ? await judgeScan(project.name, to.version, limited, world)
      : await judgeBump({ name: project.name, from: from.version, to: to.version, files: head }, limited, at);
  return { ...row, skipped: null, ...judged, seconds: secondsSince(started) };
}

/** A release as it was then: some wheels follow years later. */
const knownAt = (release: Release, at: number): Release => ({
  ...release,
  files: release.files.filter((file) => isKnownAt(file, at)),
});

const WEEK = 7 * 86_400_000;

/** An update of a project's past is judged as a week after its release, when what came later was not known; today's as today. */
function momentOf({ files }: Release, task: Task, { clock }: World): number {
  const uploaded = task.kind === 'bump' && task.updates > 1 ? firstUpload(files) : null;
  return uploaded === null ? clock.now() : Math.min(uploaded + WEEK, clock.now());
}

const secondsSince = (started: number): number => Math.round(performance.now() - started) / 1000;

const limitTools = (tools: GatherTools, shown: Project): GatherTools => ({
  ...tools,
  index: {
    ...tools.index,
    project: async (name, route) => {
      const answer = await tools.index.project(name, route);
      return name === shown.name ? mapFetched(answer, (full) => ({ ...full, files: shown.files })) : answer;
    },
  },
});

type Judged = Pick<Row, 'findings' | 'gaps'>;

interface Bump {
  readonly name: NormalizedName;
  readonly from: Version;
  readonly to: Version;
  readonly files: readonly ReleaseFile[];
}

async function judgeBump(bump: Bump, tools: GatherTools, now: number): Promise<Judged> {
  const evidence = await gatherEvidence([changeOf(bump)], tools);
  const diff = { changes: evidence.map(({ change }) => change), options: [], problems: [] };
  const checked = checkRules({
    rules,
    evidence,
    diff,
    locks: [],
    policy: DEFAULT_POLICY,
    popular: popularProjects(),
    now,
  });
  return judgedOf(checked.findings, [...evidence.flatMap((item: Evidence) => item.gaps), ...checked.gaps]);
}

async function judgeScan(
  name: NormalizedName,
  version: Version,
  tools: GatherTools,
  { clock }: World,
): Promise<Judged> {
  const inspections = await scan({ kind: 'release', name, version }, tools, clock);
  return judgedOf(
    inspections.flatMap(({ findings }) => findings),
    inspections.flatMap(({ gaps }) => gaps),
  );
}

const judgedOf = (findings: readonly Finding[], gaps: readonly Gap[]): Judged => ({
  findings: findings.map(({ ruleId, level, message }) => ({ rule: ruleId, level, message })),
  gaps: gaps.map(({ message }) => message),
});

/** As a lockfile pins it that has the hash of every file. */
function changeOf({ name, from, to, files }: Bump): DependencyChange {
  const entry = (version: Version, locked: readonly ReleaseFile[]): LockedPackage => ({
    name,
    version,
    source: { kind: 'index', url: null },
    artifacts: locked.map(({ filename, url, hashes, size }) => ({
      filename,
      url,
      hashes,
      size,
      uploadTime: null,
      line: 1,
    })),
    scopes: ['runtime'],
    groups: [],
    extras: [],
    marker: null,
    direct: true,
    requires: [],
    line: 1,
  });
  const head = entry(to, files);
  return {
    kind: 'changed',
    name,
    from: entry(from, []),
    to: head,
    labels: ['upgrade'],
    occurrences: [{ path: 'uv.lock', line: 1, entry: head }],
    path: [name],
  };
}
