import { diffLockfiles } from '../../src/diff/diff.js';
import { formatOfName, readLockfile } from '../../src/lockfiles/read.js';
import { decodeText } from '../../src/lockfiles/text.js';
import { isReadable, type Lockfile } from '../../src/model/lockfile.js';
import { normalizeName } from '../../src/model/names.js';
import { parseVersion } from '../../src/model/versions.js';
import type { Seed } from './corpus.js';
import { type Listed, listedIn } from './entries.js';
import type { Input } from './watch.js';

/** Everything that is wrong with how an input was read; empty when all is well. */
export function faultsOf({ path, bytes }: Input, seed: Seed | null): readonly string[] {
  const decoded = decodeText(bytes);
  const text = decoded.kind === 'text' ? decoded.text : '';
  // Where content decides, a mutation of what it goes by would only ever show that the file is not known.
  const asked = formatOfName(path) === null ? seed?.format : undefined;
  const lockfile = readLockfile(bytes, path, asked);
  return [...lostEntries(lockfile, text), ...lineFaults(lockfile, text), ...diffFaults(lockfile, seed)];
}

/** Formats in which one release takes several rows, and only one package shows them. */
const FOLDED = new Set(['pdm', 'pex', 'conda-lock', 'pixi']);

function lostEntries(lockfile: Lockfile, text: string): readonly string[] {
  if (!isReadable(lockfile)) return [];
  const listed = listedIn(lockfile.format, text);
  if (listed === null)
    return lockfile.format === 'requirements' ? [] : ['was read, though its language’s own library refuses it'];
  const found = new Set(lockfile.packages.flatMap(({ name, version }) => [name, `${name} ${version}`]));
  const missing = listed.filter((entry) => !isFound(entry, found));
  const { packages, problems } = lockfile;
  const faults: string[] = [];
  if (missing.length > problems.length)
    faults.push(
      `lost ${missing.length} entries with ${problems.length} problems, such as ${JSON.stringify(missing[0])}`,
    );
  if (!FOLDED.has(lockfile.format) && listed.length > packages.length + problems.length)
    faults.push(
      `lists ${listed.length} entries and gives ${packages.length} packages with ${problems.length} problems`,
    );
  return faults;
}

/** An entry that does not say its name as text may have got it from a file name; then only counting helps. */
function isFound({ name, version }: Listed, found: ReadonlySet<string>): boolean {
  if (name === null) return true;
  const normal = normalizeName(name);
  const parsed = version === null ? null : parseVersion(version);
  return found.has(parsed === null ? normal : `${normal} ${parsed}`);
}

function lineFaults({ packages, problems, foreign = [] }: Lockfile, text: string): readonly string[] {
  const count = text.split('\n').length + (text.match(/\r(?!\n)/gu)?.length ?? 0);
  const lines = [...packages, ...foreign, ...problems, ...packages.flatMap(({ artifacts }) => artifacts)].map(
    ({ line }) => line ?? 1,
  );
  const wrong = lines.find((line) => !Number.isInteger(line) || line < 1 || line > count);
  return wrong === undefined ? [] : [`points at line ${wrong} of ${count}`];
}

function diffFaults(lockfile: Lockfile, seed: Seed | null): readonly string[] {
  const { path } = lockfile;
  const base = seed?.lockfile ?? null;
  diffLockfiles([{ path, base, head: lockfile }]);
  diffLockfiles([{ path, base: lockfile, head: base }]);
  const { changes, options } = diffLockfiles([{ path, base: lockfile, head: lockfile }]);
  const same = isReadable(lockfile) ? changes.length + options.length : 0;
  return same === 0 ? [] : [`differs from itself: ${JSON.stringify(changes[0] ?? options[0]).slice(0, 300)}`];
}
