/** `once.ts BASE HEAD`: parses and diffs two lockfiles six times and prints what it took. A process of its own, so that its memory tells. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { diffLockfiles } from '../../src/diff/diff.js';
import { readLockfile } from '../../src/lockfiles/read.js';

const [basePath = '', headPath = ''] = process.argv.slice(2);
const [base, head] = [readFileSync(basePath), readFileSync(headPath)];
const rssMb = (): number => Math.round(process.resourceUsage().maxRSS / 1_024);

function once(): {
  readonly ms: number;
  readonly packages: number;
  readonly changes: number;
  readonly problems: number;
} {
  const started = process.cpuUsage();
  const [from, to] = [readLockfile(base, basename(basePath)), readLockfile(head, basename(headPath))];
  const { changes, problems } = diffLockfiles([{ path: basename(headPath), base: from, head: to }]);
  const { user, system } = process.cpuUsage(started);
  return {
    ms: (user + system) / 1_000,
    packages: to.packages.length,
    changes: changes.length,
    problems: problems.length,
  };
}

const first = once();
// The first is what a review pays; the peak of all would only tell how much garbage may lie around.
const coldRssMb = rssMb();
const warm = Array.from({ length: 5 }, () => once().ms).toSorted((a, b) => a - b);
console.log(
  JSON.stringify({
    ...first,
    cold: first.ms,
    median: warm[2],
    best: warm[0],
    rssMb: coldRssMb,
    bytes: base.length + head.length,
  }),
);
