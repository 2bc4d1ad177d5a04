/** `scan-batch.ts FILE…`: scans the files in one process and prints what each took, one JSON object a line. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { openArchive } from '../../src/artifacts/open.js';
import { scan } from '../../src/inspect.js';
import { evaluationWorld } from '../eval/world.js';

const [, , folder = '', ...files] = process.argv;
// Nothing is asked of the network: a distribution at hand is all that is read.
const world = evaluationWorld({ cache: folder, offline: true, pypiUrl: 'https://pypi.org' });
const WARM_PASSES = 3;

async function once(path: string): Promise<number> {
  const bytes = readFileSync(path);
  // A reader of its own: what was read of this file before must not be remembered.
  const tools = world.tools();
  await world.warmUp();
  const started = process.cpuUsage();
  await scan({ kind: 'file', filename: basename(path), bytes }, tools, world.clock);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

async function pythonBytes(path: string): Promise<number> {
  const { members } = await openArchive(readFileSync(path), basename(path));
  return members.reduce((sum, { path: name, size }) => sum + (name.endsWith('.py') ? size : 0), 0);
}

const rows: { readonly path: string; readonly first: number; readonly warm: number[] }[] = [];
for (const path of files) rows.push({ path, first: await once(path), warm: [] });
for (let pass = 0; pass < WARM_PASSES; pass += 1) for (const { path, warm } of rows) warm.push(await once(path));
for (const { path, first, warm } of rows) {
  const middle = warm.toSorted((a, b) => a - b)[Math.floor(WARM_PASSES / 2)];
  console.log(JSON.stringify({ path, python: await pythonBytes(path), first, warm: middle }));
}
