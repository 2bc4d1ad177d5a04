import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseShard, type Shard } from '../diff/shard.js';
import { ActionError } from '../model/error.js';
import type { Report } from '../model/report.js';
import { shouldFail } from '../policy/decide.js';
import type { Repository } from '../ports.js';
import { html } from '../report/html.js';
import { json } from '../report/json.js';
import { markdown } from '../report/markdown.js';
import { sarif } from '../report/sarif.js';
import { text as plain } from '../report/text.js';
import { review } from '../review.js';
import { type Command, type CommandArguments, type CommandIo, flag, text, texts } from './command.js';
import { filePairRepository } from './file-pair.js';
import { readInput, sharedPolicyFile, writeOutput } from './files.js';
import { gitRepository } from './git-repository.js';
import { failOnOf, NETWORK_OPTIONS, OUTPUT_OPTIONS } from './options.js';
import { cliPorts } from './ports.js';

const DEFAULT_CONFIG = '.github/lockgate.toml';

export const reviewCommand: Command = {
  name: 'review',
  usage: '--base REF --head REF [--repo DIR] | --base-file A --head-file B',
  summary: 'Judges what changes between two commits, or between two lockfiles.',
  options: {
    base: { type: 'string' },
    head: { type: 'string' },
    repo: { type: 'string', default: '.' },
    'base-file': { type: 'string' },
    'head-file': { type: 'string' },
    config: { type: 'string' },
    'shared-policy': { type: 'string' },
    lockfiles: { type: 'string', multiple: true },
    shard: { type: 'string' },
    'fail-on': { type: 'string' },
    audit: { type: 'boolean', default: false },
    ...NETWORK_OPTIONS,
    ...OUTPUT_OPTIONS,
  },

  async run(args, io) {
    const repository = await repositoryOf(args);
    const report = await review(
      {
        configPath: text(args, 'config') ?? DEFAULT_CONFIG,
        lockfileGlobs: lockfileGlobs(args),
        overrides: { failOn: failOnOf(text(args, 'fail-on')), audit: flag(args, 'audit') || null },
        pypiUrl: text(args, 'pypi-url') ?? '',
        osvUrl: text(args, 'osv-url') ?? '',
        contents: { read: true },
        shard: shardOf(text(args, 'shard')),
        toolVersion: io.toolVersion,
      },
      cliPorts(args, io, repository),
    );
    await show(report, args, io);
    return shouldFail(report.verdict, report.policy) ? 1 : 0;
  },
};

async function show(report: Report, args: CommandArguments, { out }: CommandIo): Promise<void> {
  const [sarifFile, htmlFile] = [text(args, 'sarif'), text(args, 'html')];
  if (sarifFile !== null) await writeOutput(sarifFile, sarif.render(report));
  if (htmlFile !== null) await writeOutput(htmlFile, html.render(report));
  if (flag(args, 'json')) out(json.render(report));
  else out(flag(args, 'markdown') ? markdown.render(report) : plain.render(report));
}

async function repositoryOf(args: CommandArguments): Promise<Repository> {
  const [baseFile, headFile] = [text(args, 'base-file'), text(args, 'head-file')];
  const [base, head] = [text(args, 'base'), text(args, 'head')];
  const files = baseFile !== null && headFile !== null;
  const commits = base !== null && head !== null;
  if (files === commits) throw usage('Give either --base and --head, or --base-file and --head-file.');
  const sharedPolicy = await sharedPolicyFile(args);
  if (commits) return gitRepository({ directory: text(args, 'repo') ?? '.', base, head, sharedPolicy });
  return pairOf(baseFile ?? '', headFile ?? '', text(args, 'config'), sharedPolicy);
}

async function pairOf(
  baseFile: string,
  headFile: string,
  config: string | null,
  sharedPolicy: Uint8Array | null,
): Promise<Repository> {
  return filePairRepository({
    path: basename(headFile),
    base: { label: baseFile, bytes: await readInput(baseFile) },
    head: { label: headFile, bytes: await readInput(headFile) },
    policy: await policyFile(config),
    sharedPolicy,
  });
}

/** A policy that was asked for must be there; the default path may be empty. */
async function policyFile(config: string | null) {
  if (config !== null) return { path: config, bytes: await readInput(config) };
  const bytes = await readFile(DEFAULT_CONFIG).catch(() => null);
  return bytes === null ? null : { path: DEFAULT_CONFIG, bytes };
}

/** Files that are named outright are lockfiles whatever they are called; passing one by would read as if nothing changed. */
function lockfileGlobs(args: CommandArguments): readonly string[] {
  const asked = texts(args, 'lockfiles');
  return asked.length === 0 && text(args, 'head-file') !== null ? ['*'] : asked;
}

function shardOf(value: string | null): Shard | null {
  const shard = value === null ? null : parseShard(value);
  if (value !== null && shard === null)
    throw usage(`--shard is "${value}"; it takes a part and a number of parts such as 2/8.`);
  return shard;
}

const usage = (message: string): ActionError => new ActionError('usage', message, 'See `lockgate review --help`.');
