/**
 * `npm run eval:scan -- [--group G] [--from N] [--count N] [NAME…]`: how often ordinary packages are objected to where there is nothing to
 * hold them against.
 *
 * Takes 500 projects of projects.txt, spread evenly over it, and scans their newest stable release. Options as for `eval:bumps`.
 */
import { parseArgs } from 'node:util';
import { listedProjects } from './projects.js';
import { COMMON, run, settingsOf } from './run.js';

const SAMPLE = 500;

const { values, positionals } = parseArgs({ allowPositionals: true, options: COMMON });
const isNarrowed = positionals.length > 0 || values.group !== undefined || values.count !== undefined;
await run(isNarrowed ? positionals : sample(), settingsOf('eval-output/scan.jsonl', values), {
  ...(values.prefetch ? { kind: 'prefetch', step: null, updates: 1, since: 0 } : { kind: 'scan' }),
});

function sample(): readonly string[] {
  const listed = listedProjects();
  return Array.from({ length: SAMPLE }, (_, at) => listed[Math.floor((at * listed.length) / SAMPLE)]?.name ?? '');
}
