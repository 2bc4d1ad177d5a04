import { parseArgs } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import type { Command, CommandIo, ExitCode } from './cli/command.js';
import { commands } from './cli/commands.js';
import { profileJob } from './evidence/profiler.js';
import { createGrammar } from './host/grammar.js';
import { createLog } from './host/log.js';
import { serveThread } from './host/thread-side.js';
import { createThreads } from './host/threads.js';
import { ActionError } from './model/error.js';
import { once } from './model/once.js';
import { printable } from './model/text.js';
import { TOOL_VERSION } from './model/tool.js';
import { createPythonReader } from './python/reader.js';

const io: CommandIo = {
  out: (text) => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  environment: process.env,
  toolVersion: TOOL_VERSION,
  threads: createThreads({
    entry: new URL(import.meta.url),
    log: createLog({
      write: (line) => process.stderr.write(`${line}\n`),
      debug: process.env['LOCKGATE_DEBUG'] === '1',
    }),
  }),
};

async function main(argv: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = argv;
  try {
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') return help(name === undefined);
    if (name === '--version' || name === '-V') return print(TOOL_VERSION);
    const command = commands.find((candidate) => candidate.name === name);
    if (command === undefined) throw unknownCommand(name);
    if (rest.includes('--help') || rest.includes('-h')) return print(usageOf(command));
    return await command.run(parse(command, rest), io);
  } catch (error) {
    return fail(error);
  }
}

function parse(command: Command, argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: command.options, allowPositionals: true });
    return { positionals, values: { ...values } };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ActionError('usage', printable(message, 500), usageOf(command), cause);
  }
}

const unknownCommand = (name: string): ActionError =>
  new ActionError(
    'usage',
    `There is no command "${printable(name)}".`,
    `Commands are ${commands.map((command) => command.name).join(', ')}; \`lockgate --help\` lists them.`,
  );

function print(text: string): ExitCode {
  io.out(text);
  return 0;
}

const usageOf = ({ name, usage, summary, options }: Command): string => {
  const shown = Object.entries(options).map(([option, { type }]) => `--${option}${type === 'string' ? ' VALUE' : ''}`);
  return [`lockgate ${name} ${usage}`, `  ${summary}`, `  options: ${shown.join(' ') || 'none'}`].join('\n');
};

function help(missing: boolean): ExitCode {
  const rows = commands.map(({ name, usage, summary }) => `  lockgate ${name} ${usage}\n      ${summary}`);
  const text = [`lockgate ${TOOL_VERSION}: reviews what a Python lockfile change brings in.`, '', ...rows].join('\n');
  if (!missing) return print(text);
  io.err(text);
  return 2;
}

function fail(error: unknown): ExitCode {
  if (error instanceof ActionError) {
    io.err(`lockgate: ${error.message}\n${error.remedy}`);
    return 2;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err(`lockgate: this is a bug in Lockgate, and nothing was judged. Please report it with this text:\n${detail}`);
  return 2;
}

// A reader that has seen enough (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

// A thread is this file once more, and takes its work from the main one.
if (isMainThread) process.exitCode = await main(process.argv.slice(2));
else serveThread(profileJob(once(() => createPythonReader(createGrammar()))));
