import type { Lockfile } from '../model/lockfile.js';
import { listOf } from '../model/text.js';
import { lockfileFormats } from './catalog.js';
import { credentialUrls } from './credentials.js';
import { unreadable } from './entries.js';
import type { LockfileFormat } from './format.js';
import { decodeText } from './text.js';

// Larger than any lock seen by two orders of magnitude; a file beyond it is not worth the memory of one review.
const MAX_BYTES = 100_000_000;

/** Id of the format that a repository path names; null when the name tells nothing. */
export const formatOfName = (path: string): string | null => formatByName(path)?.id ?? null;

/**
 * Id of the format whose lock the content can only be; null for anything else. Stricter than reading: pip's grammar fits many a text, so
 * every line of it must be understood.
 */
export function sniffFormat(bytes: Uint8Array, path: string): string | null {
  const decoded = bytes.length > MAX_BYTES ? null : decodeText(bytes);
  if (decoded?.kind !== 'text') return null;
  const { text } = decoded;
  const format = lockfileFormats.find(({ id, recognises }) => id !== LOOSE && recognises(text)) ?? byContent(text);
  if (format?.id !== LOOSE) return format?.id ?? null;
  const { packages, problems } = format.parse(text, path);
  return packages.length > 0 && problems.length === 0 ? format.id : null;
}

/**
 * Reads a lockfile of the format that is given, or else that its content or name tells. Never throws: what cannot be read is a
 * lockfile with a problem that affects the file.
 */
export function readLockfile(bytes: Uint8Array, path: string, formatId?: string): Lockfile {
  const asked = { format: formatId ?? formatByName(path)?.id ?? 'unknown', path };
  if (bytes.length > MAX_BYTES)
    return unreadable(asked, `it has ${bytes.length} bytes, more than the ${MAX_BYTES} that are read`, 'Split it.');
  const decoded = decodeText(bytes);
  if (decoded.kind === 'undecodable') return unreadable(asked, decoded.reason, 'Save it as UTF-8.');
  const format = formatId === undefined ? formatOf(decoded.text, path) : (byId(formatId) ?? null);
  if (format !== null) return withCredentials(format.parse(decoded.text, path), decoded.text);
  const known = listOf(
    lockfileFormats.map(({ title }) => title),
    lockfileFormats.length,
  );
  return unreadable(asked, 'neither its name nor its content tells its format', `The formats known are ${known}.`);
}

function withCredentials(lockfile: Lockfile, text: string): Lockfile {
  const credentials = credentialUrls(text);
  return credentials.length === 0 ? lockfile : { ...lockfile, credentials };
}

/**
 * A requirements file may have any name and so may hold a lock of another tool (Pants writes uv's format under its own names). So
 * content decides there, and wherever the name tells nothing; a name that only one tool writes decides by itself.
 */
function formatOf(text: string, path: string): LockfileFormat | null {
  const named = formatByName(path);
  if (named !== null && named.id !== LOOSE) return named;
  const others = lockfileFormats.filter(({ id }) => id !== LOOSE);
  return others.find((format) => format.recognises(text)) ?? named ?? byContent(text);
}

const LOOSE = 'requirements';

const byContent = (text: string): LockfileFormat | null =>
  lockfileFormats.find((format) => format.recognises(text)) ?? null;

const formatByName = (path: string): LockfileFormat | null =>
  lockfileFormats.find((format) => format.matches(path)) ?? null;

const byId = (formatId: string): LockfileFormat | undefined => lockfileFormats.find(({ id }) => id === formatId);
