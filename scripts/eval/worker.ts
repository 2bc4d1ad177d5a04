/** A process of an evaluation: takes one project at a time from its parent and answers with its rows. */
import { evaluate, type Task } from './evaluate.js';
import type { Listed } from './projects.js';
import { skippedRow } from './rows.js';
import { evaluationWorld, type WorldOptions } from './world.js';

const [, , settings = ''] = process.argv;
const { task, world: options } = JSON.parse(settings) as { readonly task: Task; readonly world: WorldOptions };
const world = evaluationWorld(options);

process.on('message', async (listed: Listed) => {
  const rows = await evaluate(listed, task, world).catch((error: unknown) => [
    skippedRow(listed.name, listed.group, `threw ${String(error).slice(0, 200)}`),
  ]);
  process.send?.(rows);
});
process.on('disconnect', () => process.exit(0));
