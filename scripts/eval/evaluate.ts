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
import type { Project, ReleaseFile } from '../../src/model/release.js';
import type { Version } from '../../src/model/versions.js';
import { rules } from '../../src/rules/catalog.js';
import { checkRules } from '../../src/rules/check.js';
import type { Listed } from './projects.js';
import { type Row, skippedRow } from './rows.js';
import { bumpOf, type Step, selectFiles, showOnly } from './selection.js';
import { routeOfWorld, type World } from './world.js';

/** What is asked about each project. */
export type Task = { readonly kind: 'bump'; readonly step: Step } | { readonly kind: 'scan' } | Prefetch;

/** Only fills the cache, with what a task of that step will read. */
interface Prefetch {
  readonly kind: 'prefetch';
  readonly step: Step | null;
}

/** Judges one project; whatever goes wrong is in the row. */
export async function evaluate({ name, group }: Listed, task: Task, world: World): Promise<Row> {
  const started = performance.now();
  const skip = (why: string): Row => skippedRow(name, group, why);
  const tools = world.tools();
  const project = await tools.index.project(name, routeOfWorld(world));
  if (project.kind !== 'found') return skip(project.kind === 'absent' ? 'no such project' : project.reason);

  const isScan = task.kind === 'scan' || (task.kind === 'prefetch' && task.step === null);
  const step: Step = task.kind === 'scan' || task.step === null ? { kind: 'back', releases: 1 } : task.step;
  const [older, newest] = bumpOf(project.value, step);
  if (newest === null) return skip('no stable release');
  if (older === null && !isScan) return skip('no such earlier release');
  const base = isScan ? null : older;
  const { head, base: elders } = selectFiles(newest, base);
  if (head.length === 0 || (base !== null && elders.length === 0)) return skip('too large');

  const versions = [newest.version, ...(base === null ? [] : [base.version])];
  const shown = showOnly(project.value, versions, [...head, ...elders]);
  const limited = limitTools(tools, shown);
  const row = { name, group, from: base?.version ?? null, to: newest.version };
  if (task.kind === 'prefetch') {
    for (const file of [...head, ...elders]) await limited.index.file(file, routeOfWorld(world));
    return { ...row, skipped: 'fetched', findings: [], gaps: [], seconds: secondsSince(started) };
  }
  const judged =
    base === null
      ? await judgeScan(name, newest.version, limited, world)
      : await judgeBump({ name, from: base.version, to: newest.version, files: head }, limited, world);
  return { ...row, skipped: null, ...judged, seconds: secondsSince(started) };
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

async function judgeBump(bump: Bump, tools: GatherTools, { clock }: World): Promise<Judged> {
  const evidence = await gatherEvidence([changeOf(bump)], tools);
  const diff = { changes: evidence.map(({ change }) => change), options: [], problems: [] };
  const checked = checkRules({
    rules,
    evidence,
    diff,
    locks: [],
    policy: DEFAULT_POLICY,
    popular: popularProjects(),
    now: clock.now(),
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
