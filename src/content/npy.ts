import { hasText, latin1, u16le, u32le } from './bytes.js';

/**
 * The pickle inside a `.npy` file of Python objects (NEP 1); null for an array of numbers or texts, which is none. Such an array is what
 * `numpy.load(…, allow_pickle=True)` unpickles.
 */
export function npyPickle(bytes: Uint8Array): Uint8Array | null {
  if (!hasText(bytes, '\x93NUMPY')) return null;
  const isOld = bytes[6] === 1;
  const length = isOld ? u16le(bytes, 8) : u32le(bytes, 8);
  const start = (isOld ? 10 : 12) + length;
  const header = latin1(bytes, isOld ? 10 : 12, Math.min(start, 4096));
  return /['"]descr['"]\s*:[^}]*\|?O['"]/u.test(header) && start < bytes.length ? bytes.subarray(start) : null;
}
