import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { popularProjects } from '../../src/data/popular-projects.js';
import { gatherEvidence } from '../../src/evidence/gather.js';
import type { DependencyChange } from '../../src/model/change.js';
import type { LockedPackage } from '../../src/model/lockfile.js';
import { type NormalizedName, normalizeName } from '../../src/model/names.js';
import { DEFAULT_POLICY } from '../../src/model/policy.js';
import { type Project, type Release, releasesOf } from '../../src/model/release.js';
import { compareVersions, isPrerelease, type Version } from '../../src/model/versions.js';
import { rules } from '../../src/rules/catalog.js';
import { checkRules } from '../../src/rules/check.js';
import { evaluationTools, PYPI } from './tools.js';

/**
 * `npm run eval:bumps -- [--from N] [--count N] [--back N] [NAME…]`: how often ordinary updates of real projects are objected to.
 *
 * Takes the newest stable release of each project and the one `--back` releases before it, and runs the engine on that change as
 * a review would. Writes one line a project and the totals by rule. Every package is read as data; none is installed.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string', default: '0' },
    count: { type: 'string', default: '100' },
    back: { type: 'string', default: '1' },
    'max-mib': { type: 'string', default: '40' },
    out: { type: 'string', default: 'eval-output/bumps.jsonl' },
  },
});

const popular = [...popularProjects().rankOf.keys()];
const from = Number(values.from);
const names =
  positionals.length > 0 ? positionals.map(normalizeName) : popular.slice(from, from + Number(values.count));
const tools = evaluationTools();
const rows: Row[] = [];

interface Row {
  readonly name: NormalizedName;
  readonly skipped: string | null;
  readonly from: Version | null;
  readonly to: Version | null;
  readonly findings: readonly { readonly rule: string; readonly level: string; readonly message: string }[];
  readonly gaps: readonly string[];
}

async function evaluate(name: NormalizedName): Promise<Row> {
  const project = await tools.index.project(name, PYPI);
  if (project.kind !== 'found') return skip(name, project.kind);
  const [from, to] = bump(project.value, Number(values.back));
  if (from === null || to === null) return skip(name, 'too few releases');
  const bytes = [...from.files, ...to.files].reduce((sum, { size }) => sum + (size ?? 0), 0);
  if (bytes > Number(values['max-mib']) * 1024 * 1024) return skip(name, `${Math.round(bytes / 1024 / 1024)} MiB`);

  const [evidence] = await gatherEvidence([changeOf(name, from.version, to.version)], tools);
  if (evidence === undefined) return skip(name, 'no evidence');
  const diff = { changes: [evidence.change], options: [], problems: [] };
  const checked = checkRules({
    rules,
    evidence: [evidence],
    diff,
    locks: [],
    policy: DEFAULT_POLICY,
    popular: popularProjects(),
    now: Date.now(),
  });
  return {
    name,
    skipped: null,
    from: from.version,
    to: to.version,
    findings: checked.findings.map(({ ruleId, level, message }) => ({ rule: ruleId, level, message })),
    gaps: [...evidence.gaps, ...checked.gaps].map(({ message }) => message),
  };
}

const skip = (name: NormalizedName, skipped: string): Row => ({
  name,
  skipped,
  from: null,
  to: null,
  findings: [],
  gaps: [],
});

function bump(project: Project, back: number): readonly [Release | null, Release | null] {
  const stable = releasesOf(project)
    .filter(({ version, files }) => !isPrerelease(version) && files.some(({ yanked }) => yanked === null))
    .toSorted((a, b) => compareVersions(b.version, a.version));
  return [stable[back] ?? null, stable[0] ?? null];
}

function changeOf(name: NormalizedName, from: Version, to: Version): DependencyChange {
  const entry = (version: Version): LockedPackage => ({
    name,
    version,
    source: { kind: 'index', url: null },
    artifacts: [],
    scopes: ['runtime'],
    groups: [],
    extras: [],
    marker: null,
    direct: true,
    requires: [],
    line: 1,
  });
  const head = entry(to);
  return {
    kind: 'changed',
    name,
    from: entry(from),
    to: head,
    labels: ['upgrade'],
    occurrences: [{ path: 'uv.lock', line: 1, entry: head }],
    path: [name],
  };
}

function report(all: readonly Row[]): void {
  const read = all.filter(({ skipped }) => skipped === null);
  mkdirSync('eval-output', { recursive: true });
  writeFileSync(values.out, all.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const having = (level: string, ignored: ReadonlySet<string>): number =>
    read.filter(({ findings }) => findings.some((finding) => finding.level === level && !ignored.has(finding.rule)))
      .length;
  const byRule = new Map<string, number>();
  for (const { findings } of read) {
    for (const key of new Set(findings.map(({ rule, level }) => `${level} ${rule}`)))
      byRule.set(key, (byRule.get(key) ?? 0) + 1);
  }
  console.log(
    `updates read: ${read.length}, skipped: ${all.length - read.length}, with gaps besides advisories: ${read.filter(({ gaps }) => gaps.some((gap) => !gap.includes('known-malware'))).length}`,
  );
  console.log(
    `with a block: ${having('block', new Set())}; with a warning: ${having('warn', new Set())}; with a warning other than fresh-release: ${having('warn', new Set(['fresh-release']))}`,
  );
  for (const [key, number] of [...byRule].toSorted((a, b) => b[1] - a[1])) console.log(`  ${key}: ${number}`);
}

for (const name of names) {
  const row = await evaluate(name);
  rows.push(row);
  const shown = row.findings.filter(({ level }) => level !== 'note').map(({ rule, level }) => `${rule}:${level}`);
  console.error(
    `[${rows.length}/${names.length}] ${name} ${row.from ?? ''} → ${row.to ?? ''} ${row.skipped ?? shown.join(' ')}`,
  );
}
report(rows);
