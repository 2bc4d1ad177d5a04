import type { Cache } from '../ports.js';

/** A cache for one run. Holds up to `maxBytes` of content and drops what was put first. */
export function createMemoryCache(maxBytes = 256 * 1024 * 1024): Cache {
  const entries = new Map<string, Uint8Array>();
  let total = 0;
  const drop = (key: string): void => {
    total -= entries.get(key)?.length ?? 0;
    entries.delete(key);
  };

  return {
    get: async (key) => entries.get(key) ?? null,
    put: async (key, bytes) => {
      drop(key);
      if (bytes.length > maxBytes) return;
      entries.set(key, bytes);
      total += bytes.length;
      for (const oldest of entries.keys()) {
        if (total <= maxBytes) break;
        drop(oldest);
      }
    },
  };
}
