/**
 * Reads mutated and generated lockfiles of every format, and tells which are read wrong:
 *
 *   npm run fuzz:lockfiles -- [--seconds 600] [--seed N] [--only INDEX]
 *
 * An input follows from the seed and its index, so `--seed N --only INDEX` gives any of them again (and writes it to the standard
 * output). The work is done in a thread, which is watched: an input that never ends is told too. Exit code 1 when anything was found.
 */
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { faultsOf } from './check.js';
import { corpus, type Seed } from './corpus.js';
import { requirementsFile } from './grammar.js';
import { type Input, mutate } from './mutate.js';
import { randomOf } from './random.js';

interface Made {
  readonly input: Input;
  readonly seed: Seed | null;
}

function make(seeds: readonly Seed[], seed: number, index: number): Made {
  const random = randomOf(Math.imul(seed, 2_654_435_761) + index);
  if (random.chance(0.1)) return { input: requirementsFile(random), seed: null };
  // By format first, so that the one with the most fixtures does not take most of the time.
  const format = random.pick([...new Set(seeds.map((each) => each.format))]);
  const chosen = random.pick(seeds.filter((each) => each.format === format));
  return { input: mutate(chosen, seeds, random), seed: chosen };
}

type Message =
  | { readonly kind: 'at'; readonly index: number }
  | { readonly kind: 'fault'; readonly index: number; readonly path: string; readonly what: string };

function work({ seed, seconds }: { readonly seed: number; readonly seconds: number }): void {
  const seeds = corpus();
  const until = performance.now() + seconds * 1_000;
  for (let index = 0; performance.now() < until; index += 1) {
    if (index % 50 === 0) parentPort?.postMessage({ kind: 'at', index } satisfies Message);
    const made = make(seeds, seed, index);
    for (const what of faultsOf(made.input, made.seed))
      parentPort?.postMessage({ kind: 'fault', index, path: made.input.path, what } satisfies Message);
  }
}

// Fifty inputs of the corpus take a second or two.
const SILENCE_MS = 60_000;

function watch(seed: number, seconds: number): void {
  const worker = new Worker(new URL(import.meta.url), { workerData: { seed, seconds } });
  let [last, faults] = [0, 0];
  const silent = (): void => {
    console.log(`inputs ${last} to ${last + 50} of seed ${seed}: one of them does not end`);
    process.exitCode = 1;
    void worker.terminate();
  };
  let timer = setTimeout(silent, SILENCE_MS);
  worker.on('message', (message: Message) => {
    clearTimeout(timer);
    timer = setTimeout(silent, SILENCE_MS);
    last = message.index;
    if (message.kind !== 'fault') return;
    faults += 1;
    if (faults <= 20) console.log(`--seed ${seed} --only ${message.index} (${message.path}): ${message.what}`);
  });
  worker.on('error', (error) => {
    console.log(`the thread stopped after input ${last}: ${error.stack ?? error.message}`);
    faults += 1;
  });
  worker.on('exit', () => {
    clearTimeout(timer);
    console.log(`seed ${seed}: about ${last} inputs in ${seconds} s, ${faults} faults`);
    if (faults > 0) process.exitCode = 1;
  });
}

function show(seed: number, index: number): void {
  const made = make(corpus(), seed, index);
  process.stdout.write(made.input.bytes);
  for (const what of faultsOf(made.input, made.seed)) console.error(`${made.input.path}: ${what}`);
}

if (isMainThread) {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '600' }, seed: { type: 'string' }, only: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
  if (values.only === undefined) watch(seed, Number(values.seconds));
  else show(seed, Number(values.only));
} else work(workerData);
