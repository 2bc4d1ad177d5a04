import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Log, ThreadAnswer, ThreadJob, Threads } from '../ports.js';
import type { FromThread } from './thread-side.js';

export interface ThreadsOptions {
  /** Script that calls `serveThread` when it finds itself in a thread. */
  readonly entry: URL;
  /** Threads at most. Default: one for each core, up to four; the main thread mostly waits for the network. */
  readonly count?: number;
  /** Milliseconds that one job may take. Default: what the largest packages need three times over. */
  readonly patience?: number;
  /**
   * Megabytes of heap that a thread may take before it is ended. It holds for growth by and by: where V8 needs one large piece and has
   * none, it ends the whole process, so readers must bound what they build.
   */
  readonly memory?: number;
  readonly log: Log;
}

const MOST_THREADS = 4;
const PATIENCE = 90_000;
const MEMORY = 2_048;

interface Waiting extends Omit<ThreadJob, 'affinity'> {
  readonly settle: (answer: ThreadAnswer) => void;
}

/** A place for one thread at a time, with the jobs that wait for it. */
interface Lane {
  readonly queue: Waiting[];
  current: Waiting | null;
  worker: Worker | null;
  isReady: boolean;
  timer: NodeJS.Timeout | null;
}

interface Pool extends Required<ThreadsOptions> {
  readonly lanes: Lane[];
  /** Whether a thread has ended before it was ready: where one cannot start, no other will. */
  isBroken: boolean;
}

/**
 * A pool of threads that run this product's own entry once more.
 *
 * A package can be made to crash or occupy whatever reads it. The thread that it does that to is ended and replaced; the job ends with
 * a reason, and no other job is lost.
 */
export function createThreads(options: ThreadsOptions): Threads {
  const count = Math.min(availableParallelism(), MOST_THREADS);
  const pool: Pool = { count, patience: PATIENCE, memory: MEMORY, ...options, lanes: [], isBroken: false };
  const homes = new Map<string, Lane>();
  return {
    count: pool.count,
    run: ({ affinity, ...job }: ThreadJob) => {
      if (pool.isBroken) return Promise.resolve({ kind: 'none' });
      const lane = homes.get(affinity) ?? idlestLane(pool);
      homes.set(affinity, lane);
      return new Promise((settle) => {
        lane.queue.push({ ...job, settle });
        next(lane, pool);
      });
    },
  };
}

const loadOf = ({ queue, current }: Lane): number => queue.length + (current === null ? 0 : 1);

function idlestLane({ lanes, count }: Pool): Lane {
  const idlest = lanes.toSorted((a, b) => loadOf(a) - loadOf(b))[0];
  if (idlest !== undefined && (loadOf(idlest) === 0 || lanes.length >= count)) return idlest;
  const lane: Lane = { queue: [], current: null, worker: null, isReady: false, timer: null };
  lanes.push(lane);
  return lane;
}

/** Gives the lane's thread its next job, and starts one when there is none. */
function next(lane: Lane, pool: Pool): void {
  if (lane.current !== null) return;
  lane.current = lane.queue.shift() ?? null;
  if (lane.current === null) return;
  try {
    lane.worker ??= startWorker(lane, pool);
    // While it works it keeps the process alive, and only then.
    lane.worker.ref();
    if (lane.isReady) post(lane, pool);
  } catch (error) {
    giveUp(pool, error);
  }
}

function startWorker(lane: Lane, pool: Pool): Worker {
  // It needs nothing of the environment, and what stands there (tokens) is nothing for code that reads packages.
  const worker = new Worker(pool.entry, { env: {}, resourceLimits: { maxOldGenerationSizeMb: pool.memory } });
  worker.on('message', (message: FromThread) => {
    if (lane.worker !== worker) return;
    if (message.kind === 'ready') {
      lane.isReady = true;
      post(lane, pool);
    } else finish(lane, pool, message);
  });
  worker.on('error', (error) => ended(lane, pool, { worker, reason: reasonOf(error) }));
  worker.on('exit', (code) => ended(lane, pool, { worker, reason: `its thread ended with code ${code}` }));
  return worker;
}

function post(lane: Lane, pool: Pool): void {
  const { current, worker } = lane;
  if (current === null || worker === null) return;
  lane.timer = setTimeout(() => {
    const reason = `it took longer than ${Math.ceil(pool.patience / 1000)} s`;
    ended(lane, pool, { worker, reason });
    void worker.terminate();
  }, pool.patience);
  try {
    worker.postMessage(current.input, current.handedOver);
  } catch {
    // Data that no thread can be handed; the caller has it at hand.
    finish(lane, pool, { kind: 'none' });
  }
}

function finish(lane: Lane, pool: Pool, answer: ThreadAnswer): void {
  const done = lane.current;
  if (lane.timer !== null) clearTimeout(lane.timer);
  lane.timer = null;
  lane.current = null;
  lane.worker?.unref();
  done?.settle(answer);
  next(lane, pool);
}

/** The thread is gone, or about to be: its job fails, the next one gets another. */
function ended(lane: Lane, pool: Pool, { worker, reason }: { readonly worker: Worker; readonly reason: string }): void {
  if (lane.worker !== worker) return;
  const wasReady = lane.isReady;
  lane.worker = null;
  lane.isReady = false;
  if (wasReady) finish(lane, pool, { kind: 'failed', reason });
  else giveUp(pool, reason);
}

/** No thread starts here: whoever waits for one that has not begun does the work itself. */
function giveUp(pool: Pool, why: unknown): void {
  pool.isBroken = true;
  pool.log.debug(`No thread could be started (${String(why)}); everything is read in one.`);
  for (const lane of pool.lanes.filter(({ isReady }) => !isReady)) {
    const waiting = [...(lane.current === null ? [] : [lane.current]), ...lane.queue.splice(0)];
    lane.current = null;
    void lane.worker?.terminate();
    for (const { settle } of waiting) settle({ kind: 'none' });
  }
}

function reasonOf(error: unknown): string {
  const { code, name }: { code?: unknown; name?: unknown } = typeof error === 'object' && error !== null ? error : {};
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'it needed more memory than there is'
    : `its thread ended in an error (${typeof name === 'string' ? name : 'of no name'})`;
}
