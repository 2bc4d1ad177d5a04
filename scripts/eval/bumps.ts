/**
 * `npm run eval:bumps -- [--group G] [--every N] [--updates N] [--since DATE] [--back N | --majors] [--from N] [--count N] [NAME…]`: how
 * often ordinary updates of real projects are objected to.
 *
 * Takes the newest stable release of each project of projects.txt and an earlier one (`--back N` releases before it, or with `--majors`
 * the newest of the previous major version), and runs the engine on that change as a review would. Every package is read as data; none
 * is installed. With `--updates N` the last N updates of each project are judged, those of the past as a week after their release, and
 * with `--since YYYY-MM-DD` of those only the ones to a release that was uploaded since. With `--every N` only every Nth project of the
 * list is asked about. What the index answers is kept under `--cache`, so that the next run needs no network (`--offline`: and asks
 * none); `--prefetch` only fills it. A project that is in the output file already is not asked again, unless with `--fresh`.
 * `--diff OLD.jsonl` shows what changed against an earlier run.
 */
import { parseArgs } from 'node:util';
import { COMMON, run, settingsOf } from './run.js';
import type { Step } from './selection.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...COMMON,
    back: { type: 'string', default: '1' },
    majors: { type: 'boolean', default: false },
    updates: { type: 'string', default: '1' },
    since: { type: 'string', default: '1970-01-01' },
  },
});
const step: Step = values.majors ? { kind: 'major' } : { kind: 'back', releases: Number(values.back) };
const name = values.majors ? 'majors' : `back-${values.back}`;
await run(positionals, settingsOf(`eval-output/bumps-${name}.jsonl`, values), {
  kind: values.prefetch ? 'prefetch' : 'bump',
  step,
  updates: Number(values.updates),
  since: Date.parse(values.since),
});
