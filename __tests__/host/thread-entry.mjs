/** What threads of the test run: does as it is told, well or badly. */
import { threadId } from 'node:worker_threads';

// Written so that the compiler, which sees .ts as .js, leaves it alone.
const { serveThread } = await import(new URL('../../src/host/thread-side.ts', import.meta.url).href);

let jobs = 0;

serveThread(async (/** @type {{ act: string }} */ { act }) => {
  jobs += 1;
  if (act === 'throw') throw new TypeError('told to');
  if (act === 'exit') process.exit(3);
  while (act === 'spin');
  for (const hoard = []; act === 'hoard'; ) hoard.push({ at: [hoard.length] });
  return new TextEncoder().encode(JSON.stringify({ threadId, jobs, token: process.env['TOKEN'] ?? null }));
});
