import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatOfName, readLockfile, sniffFormat } from '../../src/lockfiles/read.js';
import { isReadable, type Lockfile } from '../../src/model/lockfile.js';

/** A lock that a real tool wrote. */
export interface Seed {
  readonly path: string;
  readonly format: string;
  readonly text: string;
  readonly lockfile: Lockfile;
}

const ROOT = fileURLToPath(new URL('../../__tests__/fixtures/lockfiles/', import.meta.url));

// Beyond this an input costs more than it finds; the same shapes stand in smaller locks.
const MAX_BYTES = 150_000;

/** Every lock among the test fixtures that is small enough to be read many times a second. */
export function corpus(): readonly Seed[] {
  return readdirSync(ROOT, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted()
    .flatMap(seedOf);
}

function seedOf(path: string): readonly Seed[] {
  const bytes = readFileSync(join(ROOT, path));
  const format = formatOfName(path) ?? sniffFormat(bytes, path);
  if (format === null || bytes.length > MAX_BYTES) return [];
  const lockfile = readLockfile(bytes, path);
  return isReadable(lockfile) ? [{ path, format: lockfile.format, text: bytes.toString(), lockfile }] : [];
}
