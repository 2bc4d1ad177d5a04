import { parseArgs } from 'node:util';
import { saveComment } from './comment.js';
import { expectVerdict, show } from './show.js';
import { openWorld } from './world.js';

/**
 * `npm run demo [-- --pass]`: Lockgate's main job from end to end on one machine. An embedded GitHub holds a pull request, an
 * embedded index adds planted projects to PyPI, and the built Action runs as a runner would start it.
 */
const { values } = parseArgs({ options: { pass: { type: 'boolean', default: false } } });
const started = Date.now();
const progress = (text: string): void => console.error(`[${((Date.now() - started) / 1000).toFixed(1)} s] ${text}`);

progress('Starting an embedded GitHub, an embedded index in front of PyPI, and an advisory service');
const world = await openWorld({ planted: !values.pass });
try {
  progress(`Pull request #${world.pull.number} is open: uv.lock and requirements.txt change. Running dist/index.js`);
  const start = Date.now();
  const run = await world.run((line) => progressOf(line, progress));
  const seconds = (Date.now() - start) / 1000;
  const outcome = await world.outcome();
  const saved = saveComment(outcome.comment);
  show({ run, seconds, outcome, saved });
  process.exitCode = expectVerdict(run, values.pass ? 'pass' : 'block');
  progress('Done');
} finally {
  await world.close();
}

/** Workflow commands are for the runner, which shows them as annotations. */
function progressOf(line: string, show: (text: string) => void): void {
  if (line.trim() !== '' && !line.startsWith('::')) show(`  ${line}`);
}
