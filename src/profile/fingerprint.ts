import { createHash } from 'node:crypto';

/** A short digest over parts, none of which may be a path or a line number: those move between releases. */
export const fingerprintOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 20);
