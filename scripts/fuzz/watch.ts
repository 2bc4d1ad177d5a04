import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** One input: bytes under a name. */
export interface Input {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What is fuzzed: how an input is made, and what is wrong with how it was read. */
export interface Subject<T extends Input> {
  /** An input follows from the seed and its index alone. */
  readonly make: (seed: number, index: number) => T;
  /** Empty when all is well. */
  readonly faultsOf: (made: T) => readonly string[] | Promise<readonly string[]>;
}

type Message =
  | { readonly kind: 'at'; readonly index: number }
  | { readonly kind: 'fault'; readonly index: number; readonly path: string; readonly what: string };

/**
 * The command line of a fuzzer: `[--seconds 600] [--seed N] [--only INDEX]`. `--seed N --only INDEX` gives any input again, and writes
 * it to the standard output. The work is done in a thread, which is watched: an input that never ends is told too. Exit code 1 when
 * anything was found.
 */
export async function fuzz<T extends Input>(url: string, start: () => Promise<Subject<T>>): Promise<void> {
  if (!isMainThread) {
    await work(await start(), workerData);
    return;
  }
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '600' }, seed: { type: 'string' }, only: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
  if (values.only === undefined) watch(url, seed, Number(values.seconds));
  else await show(await start(), seed, Number(values.only));
}

interface Order {
  readonly seed: number;
  readonly seconds: number;
}

const BATCH = 50;

async function work<T extends Input>(subject: Subject<T>, { seed, seconds }: Order): Promise<void> {
  const until = performance.now() + seconds * 1_000;
  for (let index = 0; performance.now() < until; index += 1) {
    if (index % BATCH === 0) parentPort?.postMessage({ kind: 'at', index } satisfies Message);
    const made = subject.make(seed, index);
    for (const what of await faultsOf(subject, made))
      parentPort?.postMessage({ kind: 'fault', index, path: made.path, what } satisfies Message);
  }
}

// A hundred times what the largest inputs take on a busy machine.
const MAX_MS = 5_000;

async function faultsOf<T extends Input>(subject: Subject<T>, made: T): Promise<readonly string[]> {
  const started = performance.now();
  try {
    const faults = await subject.faultsOf(made);
    const took = performance.now() - started;
    return took > MAX_MS ? [...faults, `took ${took.toFixed(0)} ms`] : faults;
  } catch (error) {
    return [`threw ${error instanceof Error ? error.stack : String(error)}`];
  }
}

// Fifty inputs take a second or two.
const SILENCE_MS = 60_000;

function watch(url: string, seed: number, seconds: number): void {
  const worker = new Worker(new URL(url), { workerData: { seed, seconds } satisfies Order });
  let [last, faults] = [0, 0];
  const silent = (): void => {
    console.log(`inputs ${last} to ${last + BATCH} of seed ${seed}: one of them does not end`);
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

async function show<T extends Input>(subject: Subject<T>, seed: number, index: number): Promise<void> {
  const made = subject.make(seed, index);
  process.stdout.write(made.bytes);
  for (const what of await faultsOf(subject, made)) console.error(`${made.path}: ${what}`);
}

/** The seed of one input. */
export const inputSeed = (seed: number, index: number): number => Math.imul(seed, 2_654_435_761) + index;
