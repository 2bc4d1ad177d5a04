import { readFile, writeFile } from 'node:fs/promises';
import { ActionError } from '../model/error.js';
import { printable } from '../model/text.js';

/** Reads a file that the user named. */
export async function readInput(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new ActionError('usage', `"${printable(path)}" cannot be read (${codeOf(cause)}).`, 'Check the path.', cause);
  }
}

/** Writes a file that the user named. */
export async function writeOutput(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new ActionError(
      'usage',
      `"${printable(path)}" cannot be written (${codeOf(cause)}).`,
      'Check the path.',
      cause,
    );
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
