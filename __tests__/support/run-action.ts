import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { defaultInputs } from './action-inputs.js';

/** Another bundle than the committed one can be tried with LOCKGATE_DIST. */
const BUNDLE = join(process.env['LOCKGATE_DIST'] ?? fileURLToPath(new URL('../../dist', import.meta.url)), 'index.js');

export interface ActionRequest {
  /** Over the defaults of action.yml. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly event: RunnerEvent;
  readonly repository: string;
  readonly apiUrl: string;
  /** GITHUB_SHA; for a pull request a test merge, which nothing may be reported on. */
  readonly sha?: string;
  readonly attempt?: number;
  /** What the runner's machine sets besides, such as its proxy. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with each line of the log as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface RunnerEvent {
  readonly name: string;
  readonly payload: unknown;
}

export interface ActionRun {
  readonly exitCode: number;
  readonly log: string;
  /** Workflow commands of the log: `error`, `warning`, `notice`, `add-mask`. */
  readonly commands: readonly WorkflowCommand[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Content of the JSON report; null when there is none. */
  readonly report: Readonly<Record<string, unknown>> | null;
}

export interface WorkflowCommand {
  readonly name: string;
  readonly properties: string;
  readonly message: string;
}

/** Spawns the built bundle as GitHub's runner does: inputs and event by environment, outputs and summary by file. */
export async function runAction(request: ActionRequest): Promise<ActionRun> {
  if (!existsSync(BUNDLE))
    throw new Error('dist/index.js is missing: run `npm run build` before the end-to-end tests.');
  const folder = await mkdtemp(join(tmpdir(), 'lockgate-e2e-'));
  try {
    const environment = await environmentOf(request, folder);
    const { exitCode, log } = await spawnBundle(environment, folder, request.onLine);
    const outputs = parseOutputs(await readFile(join(folder, 'output.txt'), 'utf8'));
    const report = outputs['report'];
    return {
      exitCode,
      log,
      commands: parseCommands(log),
      outputs,
      summary: await readFile(join(folder, 'summary.md'), 'utf8'),
      report: report === undefined ? null : JSON.parse(await readFile(report, 'utf8')),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function environmentOf(request: ActionRequest, folder: string): Promise<Readonly<Record<string, string>>> {
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const inputs = Object.entries(request.inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return {
    PATH: process.env['PATH'] ?? '',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: request.apiUrl,
    GITHUB_GRAPHQL_URL: `${request.apiUrl}/graphql`,
    GITHUB_SERVER_URL: 'https://github.invalid',
    ...request.environment,
    GITHUB_EVENT_NAME: request.event.name,
    GITHUB_EVENT_PATH: await file('event.json', JSON.stringify(request.event.payload)),
    GITHUB_OUTPUT: await file('output.txt', ''),
    GITHUB_STEP_SUMMARY: await file('summary.md', ''),
    GITHUB_REPOSITORY: request.repository,
    GITHUB_RUN_ATTEMPT: String(request.attempt ?? 1),
    GITHUB_RUN_ID: '42',
    GITHUB_SHA: request.sha ?? 'f'.repeat(40),
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: folder,
    ...(await defaultInputs()),
    ...Object.fromEntries(inputs),
  };
}

function spawnBundle(environment: Readonly<Record<string, string>>, cwd: string, onLine?: (line: string) => void) {
  return new Promise<{ readonly exitCode: number; readonly log: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [BUNDLE], { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    if (onLine !== undefined) createInterface({ input: child.stdout }).on('line', onLine);
    child.once('error', reject);
    child.once('close', (code) => resolve({ exitCode: code ?? -1, log: Buffer.concat(chunks).toString('utf8') }));
  });
}

// `name<<delimiter`, the value, the delimiter (GitHub Docs, "Workflow commands for GitHub Actions", multiline strings).
const OUTPUT = /^(?<name>[^=\n]+?)<<(?<delimiter>\S+)\n(?<value>[\s\S]*?)\n?\k<delimiter>$/gmu;

const parseOutputs = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(OUTPUT)].map(({ groups }) => [groups?.['name'] ?? '', groups?.['value'] ?? '']));

const parseCommands = (log: string): readonly WorkflowCommand[] =>
  [...log.matchAll(/^::(?<name>[\w-]+)(?: (?<properties>.*?))?::(?<message>.*)$/gmu)].map(({ groups }) => ({
    name: groups?.['name'] ?? '',
    properties: groups?.['properties'] ?? '',
    message: (groups?.['message'] ?? '').replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%'),
  }));

interface WebhookExamples {
  readonly name: string;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

const webhooks = createRequire(import.meta.url)(
  '@octokit/webhooks-examples/api.github.com/index.json',
) as readonly WebhookExamples[];

function exampleOf(event: string, action: string): Readonly<Record<string, unknown>> {
  const example = webhooks
    .find(({ name }) => name === event)
    ?.examples.find((candidate) => candidate['action'] === action);
  if (example === undefined) throw new Error(`no example of ${event} ${action}`);
  return example;
}

export interface PullPayload {
  readonly action: 'opened' | 'synchronize';
  readonly number: number;
  readonly base: string;
  readonly head: string;
  readonly repository: string;
  /** Full name of the head's repository, when it is another one. */
  readonly fork?: string;
}

export const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** A payload that GitHub has sent, with the commits of a test in it. */
export function pullPayload({ action, number, base, head, repository, fork }: PullPayload): unknown {
  const example = exampleOf('pull_request', action);
  const pull = objectOf(example['pull_request']);
  const side = (name: 'base' | 'head', sha: string, fullName: string): unknown => {
    const original = objectOf(pull[name]);
    return { ...original, sha, repo: { ...objectOf(original['repo']), full_name: fullName } };
  };
  return {
    ...example,
    number,
    pull_request: {
      ...pull,
      number,
      base: side('base', base, repository),
      head: side('head', head, fork ?? repository),
    },
  };
}

/** A merge queue's payload with the commits of a test in it. */
export function mergeGroupPayload(base: string, head: string): unknown {
  const example = exampleOf('merge_group', 'checks_requested');
  return { ...example, merge_group: { ...objectOf(example['merge_group']), base_sha: base, head_sha: head } };
}
