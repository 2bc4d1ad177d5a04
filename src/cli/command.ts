import type { ParseArgsConfig } from 'node:util';
import type { Threads } from '../ports.js';

/** Exit codes of the command line: 0 pass or warn, 1 block, 2 usage, configuration or internal error. */
export type ExitCode = 0 | 1 | 2;

export interface CommandIo {
  /** Results only. */
  readonly out: (text: string) => void;
  /** Progress and diagnostics. */
  readonly err: (text: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly toolVersion: string;
  readonly threads: Threads | null;
}

export interface CommandArguments {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
}

/** One subcommand of `lockgate`. */
export interface Command {
  readonly name: string;
  /** Synopsis after `lockgate <name>`. */
  readonly usage: string;
  readonly summary: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  readonly run: (args: CommandArguments, io: CommandIo) => Promise<ExitCode>;
}

/** Text of a string option; null when it was not given. */
export function text(args: CommandArguments, name: string): string | null {
  const value = args.values[name];
  return typeof value === 'string' ? value : null;
}

/** Texts of a repeatable option. */
export function texts(args: CommandArguments, name: string): readonly string[] {
  const value = args.values[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export const flag = (args: CommandArguments, name: string): boolean => args.values[name] === true;
