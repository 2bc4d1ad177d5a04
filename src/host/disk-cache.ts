import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cache, Log } from '../ports.js';

export interface DiskCacheOptions {
  /** Made when it is not there. */
  readonly directory: string;
  /** Bytes kept; beyond them the entries that were used longest ago go. */
  readonly maxBytes: number;
  readonly log: Log;
}

/**
 * A cache in a directory that outlives the run. Every failure is a miss.
 *
 * Each file carries a digest of its key and content, so that a cut, swapped or rotten file is a miss. That is no seal: whoever can
 * write to the directory can forge it, so callers must be able to check what they get (a file by its sha256).
 */
export function createDiskCache({ directory, maxBytes, log }: DiskCacheOptions): Cache {
  // Bytes in the directory, counted once and then kept up; puts queue on it so that none is missed.
  let stored: Promise<number> | null = null;

  const put = async (key: string, bytes: Uint8Array): Promise<void> => {
    if (bytes.length > maxBytes) return;
    stored ??= storedBytes(directory);
    // Counted before it is written, or the first entry would count twice.
    await stored;
    const file = sealed(key, bytes);
    await writeEntry(pathOf(directory, key), file);
    stored = (stored ?? storedBytes(directory)).then((before) => {
      const total = before + file.length;
      return total > maxBytes ? prune(directory, maxBytes) : total;
    });
    await stored;
  };

  return {
    get: (key) => readEntry(pathOf(directory, key), key).catch(() => null),
    put: (key, bytes) =>
      put(key, bytes).catch((error: unknown) => {
        stored = null;
        log.debug(`Not cached in ${directory}: ${String(error)}`);
      }),
  };
}

/** Keys may hold anything (names, URLs); a hash of them is a safe file name everywhere. */
function pathOf(directory: string, key: string): string {
  const name = createHash('sha256').update(key).digest('hex');
  return join(directory, name.slice(0, 2), name.slice(2));
}

const DIGEST_BYTES = 32;

const digestOf = (key: string, bytes: Uint8Array): Buffer =>
  createHash('sha256').update(`${key}\n`).update(bytes).digest();

const sealed = (key: string, bytes: Uint8Array): Buffer => Buffer.concat([digestOf(key, bytes), bytes]);

async function readEntry(path: string, key: string): Promise<Uint8Array | null> {
  const file = await readFile(path);
  const bytes = file.subarray(DIGEST_BYTES);
  if (!digestOf(key, bytes).equals(file.subarray(0, DIGEST_BYTES))) return null;
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
  return bytes;
}

/** Written beside its place and moved there: a reader never sees half a file, nor does a run that was killed leave one. */
async function writeEntry(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, bytes, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

interface StoredEntry {
  readonly path: string;
  readonly bytes: number;
  readonly usedAt: number;
}

async function listEntries(directory: string): Promise<readonly StoredEntry[]> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const entries = await Promise.all(
    files.map(async (path) => {
      const found = await stat(path).catch(() => null);
      return found === null ? [] : [{ path, bytes: found.size, usedAt: found.mtimeMs }];
    }),
  );
  return entries.flat();
}

async function storedBytes(directory: string): Promise<number> {
  await mkdir(directory, { recursive: true });
  return (await listEntries(directory)).reduce((sum, entry) => sum + entry.bytes, 0);
}

/** Down to four fifths of the limit, so that not every further entry prunes again. Gives the bytes that stay. */
async function prune(directory: string, maxBytes: number): Promise<number> {
  const entries = (await listEntries(directory)).toSorted((a, b) => a.usedAt - b.usedAt);
  let total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  for (const { path, bytes } of entries) {
    if (total <= maxBytes * 0.8) break;
    await rm(path, { force: true });
    total -= bytes;
  }
  return total;
}
