import { actsIn, read } from './read.js';

/** Inert code that is told when it is unfolded: a process that prints. */
export const HIDDEN = 'import os\nos.system("echo inert")';

/** A Python literal of text; JSON's escapes are Python's too. */
export const literal = (text: string): string => JSON.stringify(text);

/** A Python literal of bytes. */
export const bytesLiteral = (bytes: Uint8Array | string): string =>
  `b"${Array.from(Buffer.from(bytes), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;

export const codes = (text: string): readonly number[] => [...Buffer.from(text)];

/** Whether the code is known to be run, and whether it is known to have been hidden. */
export function seen(source: string): { readonly unfolded: boolean; readonly decoded: boolean } {
  const acts = actsIn(read(source));
  return {
    unfolded: acts.some((act) => act.startsWith('run-process')),
    decoded: acts.some((act) => /^run-code<.*\bdecoded\b/u.test(act)),
  };
}
