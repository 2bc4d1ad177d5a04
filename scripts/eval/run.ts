import { normalizeName } from '../../src/model/names.js';
import { compareRuns } from './compare.js';
import type { Task } from './evaluate.js';
import { evaluateAll } from './pool.js';
import { type Listed, listedProjects } from './projects.js';
import { appendRow, keyOf, type Row, readRows, startRows } from './rows.js';
import { objections, totals, worst } from './totals.js';

/** Options of every evaluation. */
export const COMMON = {
  group: { type: 'string', multiple: true },
  from: { type: 'string', default: '0' },
  every: { type: 'string', default: '1' },
  count: { type: 'string' },
  jobs: { type: 'string', default: '2' },
  cache: { type: 'string', default: 'eval-output/cache' },
  offline: { type: 'boolean', default: false },
  prefetch: { type: 'boolean', default: false },
  fresh: { type: 'boolean', default: false },
  out: { type: 'string' },
  diff: { type: 'string' },
  'pypi-url': { type: 'string', default: 'https://pypi.org' },
} as const;

export interface Settings {
  readonly group?: string[];
  readonly from: string;
  readonly every: string;
  readonly count?: string;
  readonly jobs: string;
  readonly cache: string;
  readonly offline: boolean;
  readonly prefetch: boolean;
  readonly fresh: boolean;
  readonly out: string;
  readonly diff?: string;
  readonly 'pypi-url': string;
}

/** Evaluates what is asked for and not yet in the output file, then prints the totals of all of it. */
export async function run(names: readonly string[], settings: Settings, task: Task): Promise<void> {
  const projects = chosen(names, settings);
  const wanted = new Set<string>(projects.map(({ name }) => name));
  const before = settings.fresh ? [] : readRows(settings.out).filter(({ skipped }) => !isPassing(skipped));
  const rows = new Map(before.map((row) => [keyOf(row), row]));
  const known = new Set(before.map(({ name }) => name));
  startRows(settings.out, [...rows.values()]);
  const left = projects.filter(({ name }) => !known.has(name));
  if (left.length < projects.length) console.error(`${projects.length - left.length} are in ${settings.out} already`);

  let done = 0;
  const world = { cache: settings.cache, offline: settings.offline, pypiUrl: settings['pypi-url'] };
  await evaluateAll(left, {
    jobs: Math.min(2, Number(settings.jobs)),
    task,
    world,
    onRows: (answered) => {
      done += 1;
      for (const row of answered) {
        rows.set(keyOf(row), row);
        appendRow(settings.out, row);
        console.error(`[${done}/${left.length}] ${progress(row)}`);
      }
    },
  });
  const all = [...rows.values()].filter(({ name }) => wanted.has(name));
  for (const line of [totals(all), '', ...objections(all)]) console.log(line);
  if (settings.diff !== undefined)
    for (const line of ['', ...compareRuns(readRows(settings.diff), all)]) console.log(line);
}

/** Reasons that another run may not meet: such a row is made again. */
const isPassing = (skipped: string | null): boolean => skipped !== null && !/^(?:no |too large)/u.test(skipped);

function chosen(names: readonly string[], { group, from, count, every }: Settings): readonly Listed[] {
  const listed = listedProjects();
  if (names.length > 0) {
    const groups = new Map(listed.map((project) => [project.name, project.group]));
    return names.map(normalizeName).map((name) => ({ name, group: groups.get(name) ?? 'asked' }));
  }
  const within = listed.filter((project) => group === undefined || group.includes(project.group));
  if (within.length === 0) throw new Error(`scripts/eval/projects.txt has no group ${group?.join(', ')}.`);
  const slice = within.slice(Number(from), count === undefined ? undefined : Number(from) + Number(count));
  return slice.filter((_, at) => at % Number(every) === 0);
}

function progress(row: Row): string {
  const telling = row.findings.filter(({ level }) => level === worst(row)).map(({ rule, level }) => `${level} ${rule}`);
  const what = row.skipped ?? ([...new Set(telling)].join(', ') || 'pass');
  return `${row.name} ${row.from === null ? '' : `${row.from} → `}${row.to ?? ''} ${what} (${row.seconds} s)`;
}

/** For the entries: their own options beside the common ones, and an output file for each kind of question. */
export function settingsOf(defaultOut: string, values: Omit<Settings, 'out'> & { readonly out?: string }): Settings {
  return { ...values, out: values.out ?? (values.prefetch ? 'eval-output/prefetch.jsonl' : defaultOut) };
}
