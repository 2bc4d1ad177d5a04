import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Task } from './evaluate.js';
import type { Listed } from './projects.js';
import { type Row, skippedRow } from './rows.js';
import type { WorldOptions } from './world.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** One project may take this long before its process is ended, in milliseconds. */
const PATIENCE = 15 * 60_000;
const HEAP_MEGABYTES = 4_000;
/** A process is ended after so many projects: what an engine keeps between them must not add up. */
const PROJECTS_A_PROCESS = 100;

export interface PoolOptions {
  readonly jobs: number;
  readonly task: Task;
  readonly world: WorldOptions;
  readonly onRows: (rows: readonly Row[]) => void;
}

/** Evaluates projects in processes of their own: a crash or endless loop costs one project, not the run. */
export async function evaluateAll(projects: readonly Listed[], options: PoolOptions): Promise<void> {
  const waiting = [...projects];
  const work = async (): Promise<void> => {
    let [child, done] = [start(options), 0];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      options.onRows(await ask(child, next));
      done += 1;
      if (!child.connected || done % PROJECTS_A_PROCESS === 0) {
        end(child);
        child = start(options);
      }
    }
    end(child);
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, projects.length) }, work));
}

function start({ task, world }: PoolOptions): ChildProcess {
  const execArgv = ['--import', here('../typescript.mjs'), `--max-old-space-size=${HEAP_MEGABYTES}`];
  return fork(here('worker.ts'), [JSON.stringify({ task, world })], { execArgv });
}

const end = (child: ChildProcess): void => {
  if (child.connected) child.disconnect();
};

function ask(child: ChildProcess, listed: Listed): Promise<readonly Row[]> {
  return new Promise((resolve) => {
    const finish = (rows: readonly Row[]): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve(rows);
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      child.disconnect();
      finish([skippedRow(listed.name, listed.group, `took longer than ${PATIENCE / 60_000} min`)]);
    }, PATIENCE);
    child.once('exit', (code, signal) =>
      finish([skippedRow(listed.name, listed.group, `its process ended (${signal ?? code})`)]),
    );
    child.once('message', (rows) => finish(rows as readonly Row[]));
    child.send(listed);
  });
}
