import type { Level } from '../model/level.js';
import type { Act, Behaviour, FileTrait, InventoryEntry, Profile, ProfileDelta } from '../model/profile.js';
import { printable } from '../model/text.js';
import { type Hit, rule } from './rule.js';
import { baselineClause, newBehaviours, reachOf } from './support/behaviour.js';
import { describeNeighbour } from './support/chains.js';
import {
  baselineFiles,
  formatText,
  newWithTrait,
  type PlacedFile,
  placeOf,
  sizeText,
  splitFiles,
} from './support/inventory.js';

/**
 * A file that no reader of Python sees into, in a release whose elder had none like it: a large script, an archive or a blob, or one whose bytes are
 * not what its name says: an archive called a picture, a picture that goes on after its end, encrypted data called a table.
 *
 * lightning 2.6.2 (April 2026) brought 11 MB of JavaScript, the “Hades” packages (June) a bundled `_index.js`. None of 625 ordinary
 * updates brought a new file of other than Python code above 1 MB.
 */
export const opaquePayload = rule({
  id: 'opaque-payload',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [442, 448],
  aliases: ['bundled runtime', 'embedded payload'],
  headline: 'brings a large file that cannot be reviewed',
  summary: 'A release newly ships a large file that cannot be reviewed.',
  remedy: 'Find out where the file comes from and how it is built; the project’s repository should hold its source.',

  check({ delta, profiles }) {
    const runs = newBehaviours(delta).filter(({ act, when }) => RUNS.has(act) && reachOf(when) !== 'test');
    const odd = newWithTrait(profiles, delta, ODDITIES).filter(({ entry }) => isOdd(entry));
    const oddHits = odd.flatMap((file) => {
      const runner = runnerOf(file.entry, runs);
      const level = oddLevel(file.entry, runner, delta);
      return level === null ? [] : [hitOf(file, level, runner, delta)];
    });
    return [...oddHits, ...largeHits(profiles, delta, runs, new Set(odd.map(({ entry }) => entry)))];
  },
});

/** What stands out about the bytes themselves. Machine code and bytecode under another name have rules of their own. */
const ODDITIES: readonly FileTrait[] = ['disguised', 'trailing-data', 'high-entropy'];

function isOdd({ kind, traits }: InventoryEntry): boolean {
  if (kind === 'native' || kind === 'bytecode' || kind === 'python') return false;
  return traits.some((trait) => ODDITIES.includes(trait));
}

/** A block of random bytes is a table or a key until it is as large as a program. */
const LARGE_BLOB = 100_000;

/** An odd file that nothing runs is worth a look; nobody runs one by mistake. */
function oddLevel(
  { traits, size }: InventoryEntry,
  runner: Behaviour | null,
  { baseline }: ProfileDelta,
): Level | null {
  if (baseline.kind === 'none') return runner !== null && reachOf(runner.when) === 'unasked' ? 'warn' : null;
  if (runner !== null) return chainLevel(runner);
  return size >= LARGE_BLOB || traits.some((trait) => trait !== 'high-entropy') ? 'warn' : null;
}

function largeHits(
  profiles: readonly Profile[],
  delta: ProfileDelta,
  runs: readonly Behaviour[],
  told: ReadonlySet<InventoryEntry>,
): readonly Hit[] {
  if (delta.baseline.kind === 'none') return [];
  const { fresh, others } = splitFiles(profiles, delta, isOpaque);
  const elders = [...others.map(({ entry }) => entry), ...baselineFiles(delta.files)];
  const known = new Set(elders.filter(({ size }) => size >= LARGE).map(({ kind }) => kind));
  return fresh
    .filter(({ entry }) => !told.has(entry))
    .flatMap((file) => {
      const runner = runnerOf(file.entry, runs);
      const level = runner === null ? aloneLevel(file.entry, known) : chainLevel(runner);
      return level === null ? [] : [hitOf(file, level, runner, delta)];
    });
}

const LARGE = 1_000_000;
/** What new code runs by its name counts from here: a bundle can be cut in pieces. */
const SMALL = 50_000;
/** A zipped program can be small; below this it is a handful of texts. */
const SMALL_ARCHIVE = 16_000;

const isOpaque = ({ kind, size }: InventoryEntry): boolean =>
  (kind === 'archive' && size >= SMALL_ARCHIVE) || ((kind === 'script' || kind === 'data') && size >= SMALL);

/** Change logs, licences and tables are long and are read as text. */
const TEXT =
  /\.(?:md|rst|txt|html?|css|map|csv|tsv|ya?ml|po|pot|mo|svg|typed|pyi|c|cc|cpp|pyx|h)$|\.(?:dist|egg)-info\//iu;

const RUNS: ReadonlySet<Act> = new Set(['run-process', 'run-code', 'load-native']);

/** What newly runs the file, what runs unasked first. */
function runnerOf(entry: InventoryEntry, runs: readonly Behaviour[]): Behaviour | null {
  const candidates = runs.filter((run) => run.at.path !== entry.path && (names(run, entry) || mayRun(run, entry)));
  return candidates.find(({ when }) => reachOf(when) === 'unasked') ?? candidates[0] ?? null;
}

function names({ target }: Behaviour, { path }: InventoryEntry): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.length >= 4 && (target ?? '').includes(name);
}

/** An act that does not name what it runs, and fits: it runs data of its own, a JavaScript runtime, or a zipped program. */
function mayRun({ target, inputs, callee }: Behaviour, entry: InventoryEntry): boolean {
  const { kind, size, path } = entry;
  if (!isOdd(entry) && (size < (kind === 'archive' ? SMALL_ARCHIVE : LARGE) || TEXT.test(path))) return false;
  if (inputs.includes('own-data') && (target === null || target.includes('…'))) return true;
  return kind === 'script'
    ? JAVASCRIPT.test(target ?? '')
    : kind === 'archive' && /^(?:runpy|zipimport)\b/u.test(callee);
}

const JAVASCRIPT = /(?:^|[\s/])(?:node|bun|bunx|deno|npx)(?:\.exe)?(?=$|\s)/u;

const chainLevel = ({ when }: Behaviour): Level => (reachOf(when) === 'unasked' ? 'block' : 'warn');

/** Alone, only the first large script or archive is worth a look; a page's next bundle, a model or a table is ordinary. */
function aloneLevel({ kind, size }: InventoryEntry, known: ReadonlySet<InventoryEntry['kind']>): Level | null {
  if (kind === 'data' || size < LARGE) return null;
  return known.has(kind) ? 'note' : 'warn';
}

function hitOf(file: PlacedFile, level: Level, runner: Behaviour | null, { baseline }: ProfileDelta): Hit {
  const { path, size } = file.entry;
  const run = runner === null ? '' : `, and ${describeNeighbour(runner)}`;
  return {
    message: `${printable(file.artifact)} ships ${printable(path)}, ${describe(file.entry)} of ${sizeText(size)}${run}; ${baselineClause(baseline)}.`,
    at: [placeOf(file), ...(runner === null ? [] : [runner.at])],
    level,
    key: path,
  };
}

/** What the file is, with what is odd about it. */
function describe(entry: InventoryEntry): string {
  const { kind, traits } = entry;
  const what = kind === 'script' ? 'a script' : kind === 'archive' ? 'an archive' : 'data';
  if (traits.includes('disguised')) return `${formatText(entry) ?? what} under the name of another kind of file,`;
  if (traits.includes('trailing-data')) return `${entry.format ?? 'data'} that goes on after its own end,`;
  return traits.includes('high-entropy') ? 'compressed or encrypted data under a name that does not say so,' : what;
}
