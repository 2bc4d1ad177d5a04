import { createHash } from 'node:crypto';

/** sha256 in hex. */
export const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
