import { readFile, writeFile } from 'node:fs/promises';
import { ActionError } from '../model/error.js';
import { type Fetched, found, unavailable } from '../model/fetched.js';
import { printable } from '../model/text.js';
import { type CommandArguments, text } from './command.js';

/** Reads a file that the user named. */
export async function readInput(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new ActionError('usage', `"${printable(path)}" cannot be read (${codeOf(cause)}).`, 'Check the path.', cause);
  }
}

/** Writes a file that the user named. */
export async function writeOutput(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content);
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

/** What `--shared-policy` names; null when it was not given. */
export async function sharedPolicyFile(args: CommandArguments): Promise<Uint8Array | null> {
  const path = text(args, 'shared-policy');
  return path === null ? null : readInput(path);
}

/** The command line asks no GitHub; a policy that extends another one needs that file beside it. */
export const sharedAtHand = (bytes: Uint8Array | null): Fetched<Uint8Array> =>
  bytes === null
    ? unavailable('the command line does not fetch it; give the file with --shared-policy FILE')
    : found(bytes);
