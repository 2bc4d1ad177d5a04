/**
 * Measures scans of distributions at hand, beside GuardDog's of the same files in the same run:
 *
 *   pip download --no-deps --only-binary :all: -r scripts/bench/releases.txt -d FOLDER
 *   npm run bench:scan -- FOLDER [--guarddog PATH/TO/guarddog] [--entry dist/cli.js]
 *
 * Figures are CPU milliseconds, every thread and child process included, so that neither gains by a second core. `alone` is a process
 * for each file, start and end of it included; `batch` is all files in one process, divided among them; `first` and `warm` are one
 * file within such a process, when its code is cold and when it is not.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { kindOfDistribution } from '../../src/model/distributions.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    guarddog: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    entry: { type: 'string', default: 'dist/cli.js' },
  },
});
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const [folder = ''] = positionals;
const files = readdirSync(folder)
  .filter((name) => kindOfDistribution(name) !== 'other')
  .sort()
  .map((name) => join(folder, name));
if (files.length === 0) throw new Error(`${folder} holds no distribution.`);

/** CPU milliseconds of a whole process. */
function cpuOf(paths: readonly string[]): number {
  const typescript = values.entry.endsWith('.ts') ? ['--import', here('../typescript.mjs')] : [];
  const args = [...typescript, '--import', here('./cpu-on-exit.mjs'), values.entry, 'scan', ...paths, '--json'];
  const done = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  if (done.status !== 0 && done.status !== 1) throw new Error(done.stderr);
  return Number(done.output[3]);
}

interface Within {
  readonly path: string;
  /** Bytes of Python source inside. */
  readonly python: number;
  readonly first: number;
  readonly warm: number;
}

function within(): readonly Within[] {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
  const args = ['--import', here('../typescript.mjs'), here('./scan-batch.ts'), scratch, ...files];
  const done = spawnSync(process.execPath, args, { encoding: 'utf8' });
  rmSync(scratch, { recursive: true, force: true });
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** GuardDog's CPU milliseconds by file; files that it could not read in full are told and left out. */
function guarddogTimes(guarddog: string): ReadonlyMap<string, number> {
  const done = spawnSync(values.python, [here('./guarddog.py'), guarddog, ...files], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr || String(done.error));
  const rows = done.stdout.split('\n').filter(Boolean);
  return new Map(
    rows.flatMap((row) => {
      const { file, seconds, why } = JSON.parse(row) as { file: string; seconds: number; why: string | null };
      if (why !== null) console.log(`GuardDog on ${basename(file)}: ${why}`);
      return why === null ? [[file, seconds * 1000]] : [];
    }),
  );
}

/** Bytes of Python in a small release. */
const SMALL = 300_000;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const ms = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(0)).padStart(6);

const rows = within();
const alone = new Map(files.map((path) => [path, cpuOf([path])]));
const batch = cpuOf(files) / files.length;
const theirs = values.guarddog === undefined ? new Map<string, number>() : guarddogTimes(values.guarddog);

console.log('CPU ms:  alone  first   warm  guarddog   python MB   MB/s warm');
for (const { path, python, first, warm } of rows) {
  const speed = (python / 1e6 / (warm / 1000)).toFixed(1);
  console.log(
    `        ${ms(alone.get(path))} ${ms(first)} ${ms(warm)}    ${ms(theirs.get(path))}      ${(python / 1e6).toFixed(2)}        ${speed.padStart(5)}  ${basename(path)}`,
  );
}
const python = sum(rows.map((row) => row.python)) / 1e6;
console.log(`
${files.length} files, ${(sum(files.map((path) => statSync(path).size)) / 1e6).toFixed(1)} MB packed, ${python.toFixed(1)} MB of Python
all: first ${(python / (sum(rows.map(({ first }) => first)) / 1000)).toFixed(1)} MB/s, warm ${(python / (sum(rows.map(({ warm }) => warm)) / 1000)).toFixed(1)} MB/s
batch: ${batch.toFixed(0)} ms a file; alone: median ${median([...alone.values()]).toFixed(0)} ms`);
if (theirs.size > 0) {
  const each = sum([...theirs.values()]) / theirs.size;
  const small = rows.filter(({ path, python: bytes }) => bytes <= SMALL && theirs.has(path));
  const [ourSmall, theirSmall] = [
    sum(small.map(({ warm }) => warm)),
    sum(small.map(({ path }) => theirs.get(path) ?? 0)),
  ];
  console.log(
    `${small.length} small ones (Python up to ${SMALL / 1e6} MB), warm: ${(ourSmall / small.length).toFixed(0)} ms, GuardDog ${(theirSmall / small.length).toFixed(0)} ms: 1/${(theirSmall / ourSmall).toFixed(1)} of it`,
  );
  console.log(
    `GuardDog: ${each.toFixed(0)} ms a file; our batch is 1/${(each / batch).toFixed(1)} of it, a process a file 1/${(each / (sum([...alone.values()]) / alone.size)).toFixed(1)}`,
  );
}
