/**
 * Measures parsing and diffing of large lockfiles, and what others take to read the same ones in the same run:
 *
 *   npm run bench:lockfiles -- [PYTHON]
 *
 * PYTHON is a Python of a virtual environment with scripts/oracles/requirements.txt; without it only ours is measured. Figures are
 * CPU milliseconds of one process. A machine that does other work at the same time inflates them, so compare within one run.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { syntheticPair } from './synthetic.js';

interface Figures {
  readonly packages: number;
  readonly changes: number;
  readonly problems: number;
  readonly cold: number;
  readonly median: number;
  readonly best: number;
  readonly rssMb: number;
  readonly bytes: number;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const FIXTURE = here('../../__tests__/fixtures/lockfiles/uv-large/');
const work = mkdtempSync(join(tmpdir(), 'bench-'));

function measure(base: string, head: string): Figures {
  const args = ['--import', here('../typescript.mjs'), here('once.ts'), base, head];
  const done = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout);
}

function tell(name: string, figures: Figures): void {
  const { packages, changes, problems, cold, median, best, rssMb, bytes } = figures;
  const megabytes = bytes / 1_000_000;
  console.log(
    `${name}: ${packages} packages, ${changes} changes, ${problems} problems, ${megabytes.toFixed(1)} MB in two files
  CPU ms: first ${cold.toFixed(0)}, then median ${median.toFixed(0)} and best ${best.toFixed(0)} of 5 · ${((megabytes / median) * 1_000).toFixed(0)} MB/s · ${(median / packages).toFixed(3)} a package
  peak memory of the process: ${rssMb} MB`,
  );
}

function synthetic(count: number): Figures {
  const pair = syntheticPair(readFileSync(join(FIXTURE, 'base/uv.lock'), 'utf8'), count);
  const [base, head] = (['base', 'head'] as const).map((side) => {
    mkdirSync(join(work, `${count}`, side), { recursive: true });
    const path = join(work, `${count}`, side, 'uv.lock');
    writeFileSync(path, pair[side]);
    return path;
  });
  return measure(base ?? '', head ?? '');
}

function peers(python: string, ours: number): void {
  const project = join(work, 'project');
  cpSync(join(FIXTURE, 'head'), project, { recursive: true });
  const done = spawnSync(python, [here('peers.py'), project], { encoding: 'utf8' });
  if (done.status !== 0) console.log(`the peers could not be measured: ${done.stderr || done.error?.message}`);
  for (const line of done.stdout?.split('\n').filter(Boolean) ?? []) {
    const { name, ms, why } = JSON.parse(line) as { name: string; ms?: number; why?: string };
    // They read one lock; ours is a pair with its diff.
    console.log(
      ms === undefined
        ? `  ${name}: not measured (${why})`
        : `  ${name}: ${ms.toFixed(0)} ms for one lock; ours is ${(ours / 2 / ms).toFixed(2)} of it`,
    );
  }
}

try {
  const real = measure(join(FIXTURE, 'base/uv.lock'), join(FIXTURE, 'head/uv.lock'));
  tell('a real pair', real);
  const [python] = process.argv.slice(2);
  if (python !== undefined) peers(python, real.median);
  for (const count of [2_500, 5_000, 10_000]) tell(`synthetic ${count}`, synthetic(count));
} finally {
  rmSync(work, { recursive: true });
}
