import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { profileJob } from './evidence/profiler.js';
import { heedComment } from './github/acceptance.js';
import { type Actions, createActions } from './github/actions.js';
import { annotate } from './github/annotations.js';
import { createGitHub, type GitHub } from './github/client.js';
import { conclusionOf, countFindings, titleOf } from './github/conclusion.js';
import { contentsOf } from './github/contents.js';
import { type Event, parseEvent } from './github/event.js';
import { giveUp } from './github/give-up.js';
import { DEFAULT_CONFIG, type Inputs, readInputs, salvageInputs } from './github/inputs.js';
import { jobKey } from './github/marker.js';
import { type PublishContext, publish } from './github/publish.js';
import { openRepository } from './github/repository.js';
import { type Runner, readRunner } from './github/runner.js';
import { createActionSourceHost } from './github/source-host.js';
import { resolveEvent } from './github/workflow-run.js';
import { createDiskCache } from './host/disk-cache.js';
import { createDns } from './host/dns.js';
import { createGrammar } from './host/grammar.js';
import { createHttp } from './host/http.js';
import { createLog } from './host/log.js';
import { serveThread } from './host/thread-side.js';
import { createThreads } from './host/threads.js';
import { ActionError } from './model/error.js';
import { once } from './model/once.js';
import type { Report } from './model/report.js';
import { printable } from './model/text.js';
import { TOOL_VERSION } from './model/tool.js';
import { shouldFail } from './policy/decide.js';
import type { Clock, Log, Ports, Repository } from './ports.js';
import { createPythonReader } from './python/reader.js';
import { createAcceptanceReader } from './reading/acceptance.js';
import { annotationsOf } from './report/annotations.js';
import { html } from './report/html.js';
import { inlineReportOf } from './report/inline.js';
import { json } from './report/json.js';
import { markdown } from './report/markdown.js';
import { sarif } from './report/sarif.js';
import { summary } from './report/summary.js';
import { review } from './review.js';
import { rules } from './rules/catalog.js';

/** Time for everything that lies outside GitHub; what is not there by then is told as not checked. */
const REVIEW_DEADLINE = 8 * 60_000;
const CACHE_BYTES = 1024 * 1024 * 1024;

const clock: Clock = { now: Date.now };

// A thread is this file once more, and takes its work from the main one.
if (isMainThread) await main(createActions(process.env));
else serveThread(profileJob(once(() => createPythonReader(createGrammar()))));

/** The only catch-all: a mistake of whoever set this up is told with its remedy, anything else is a bug of ours. */
async function main(outer: Actions): Promise<void> {
  const secrets = new Set<string>();
  const mask = (secret: string): void => {
    secrets.add(secret);
    outer.mask(secret);
  };
  const actions: Actions = { ...outer, mask };
  const reached: Reached = { setting: null, surroundings: null, report: null, over: false };
  // What nobody awaits may fail too. The runner would be left with a stack trace, and the pull request with the report of an older commit.
  process.on('uncaughtException', (error) => {
    if (reached.over) return actions.fail(`After the failure: ${printable(String(error))}`);
    void fail(error, reached, actions, secrets).finally(() => process.exit());
  });
  try {
    await run(actions, reached);
  } catch (error) {
    await fail(error, reached, actions, secrets);
  }
}

async function run(actions: Actions, reached: Reached): Promise<void> {
  const setting = await setUp(actions, readInputs(actions.input));
  reached.setting = setting;
  if (setting.runner.eventName === 'issue_comment') {
    actions.output('complete', 'false');
    return answerComment(setting);
  }
  const surroundings = await lookAround(setting);
  reached.surroundings = surroundings;
  if (surroundings === null) {
    actions.output('complete', 'false');
    return actions.info(
      'The pull request has moved on or is closed since that workflow ran: there is nothing to review.',
    );
  }
  const report = await judge(surroundings);
  if (reached.over) return;
  reached.report = report;
  await deliver(report, surroundings);
}

/** How far a run has come. */
interface Reached {
  setting: Setting | null;
  surroundings: Surroundings | null;
  report: Report | null;
  /** It has failed: whatever is still under way must not write over that. */
  over: boolean;
}

async function fail(error: unknown, reached: Reached, actions: Actions, secrets: ReadonlySet<string>): Promise<void> {
  reached.over = true;
  const { setting, report } = reached;
  const surroundings = reached.surroundings ?? (setting === null ? await salvage(actions) : null);
  await giveUp(
    error,
    {
      task: setting?.runner.eventName === 'issue_comment' ? 'command' : 'review',
      audit: setting?.inputs.audit === true,
      secrets,
      context: surroundings && publishing(surroundings),
      runUrl: surroundings?.runner.runUrl ?? null,
      decided: report && (() => ({ title: titleOf(report), summary: summary.render(report) })),
    },
    actions,
  );
}

/** An input that cannot be used may still leave all that telling so takes. */
async function salvage(actions: Actions): Promise<Surroundings | null> {
  try {
    const inputs = salvageInputs(actions.input);
    return inputs === null ? null : await lookAround(await setUp(actions, inputs));
  } catch {
    return null; // the first error stands
  }
}

/** What every run has, whatever set it off. */
interface Setting {
  readonly actions: Actions;
  readonly inputs: Inputs;
  readonly runner: Runner;
  readonly payload: unknown;
  readonly log: Log;
  readonly github: GitHub;
}

interface Surroundings extends Setting {
  readonly event: Event;
}

async function setUp(actions: Actions, inputs: Inputs): Promise<Setting> {
  actions.mask(inputs.token);
  const runner = readRunner(process.env);
  const payload = await readPayload(runner.eventPath);
  const log = createLog({ write: actions.info, debug: actions.isDebug });
  const github = createGitHub({ ...inputs, ...runner, userAgent: `lockgate/${TOOL_VERSION}`, clock, log });
  return { actions, inputs, runner, payload, log, github };
}

/** null: what set this off is over. */
async function lookAround(setting: Setting): Promise<Surroundings | null> {
  const { runner, payload, github } = setting;
  const event = await resolveEvent(github, runner, parseEvent({ ...runner, payload }));
  return event === null ? null : { ...setting, event };
}

/** A comment is no review: nothing is judged, and only a command of somebody with write access has an effect. */
async function answerComment({ actions, inputs, runner, payload, log, github }: Setting): Promise<void> {
  if (!inputs.commands)
    return log.progress('Nothing to do: commands in comments are off. The input `commands: true` turns them on.');
  const levels = new Map(rules.map(({ id, level }) => [id, level]));
  const openAt = (commit: string) =>
    openRepository(github, runner, { kind: 'whole', name: 'workflow_dispatch', headSha: commit });
  await heedComment(payload, {
    github,
    place: { owner: runner.owner, repo: runner.repo },
    reader: createAcceptanceReader(openAt, {
      configPath: inputs.config,
      lockfileGlobs: inputs.lockfiles,
      rules: levels,
    }),
    configPath: inputs.config,
    levels,
    rulesAboutFiles: rules.flatMap(({ id, check }) => (check === undefined ? [id] : [])),
    clock,
    log,
    warn: actions.warning,
  });
}

async function readPayload(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ActionError(
      'event',
      `The event file ${path} (GITHUB_EVENT_PATH) cannot be read as JSON: ${String(error)}.`,
      'Run Lockgate as a step of a workflow; the runner writes this file.',
      error,
    );
  }
}

async function judge(surroundings: Surroundings): Promise<Report> {
  const { inputs, runner, event, github } = surroundings;
  const repository = await openRepository(github, runner, event);
  const request = {
    configPath: inputs.config,
    lockfileGlobs: inputs.lockfiles,
    overrides: { failOn: inputs.failOn, audit: inputs.audit },
    pypiUrl: inputs.pypiUrl,
    osvUrl: inputs.osvUrl,
    contents: contentsOf(event),
    shard: null,
    toolVersion: TOOL_VERSION,
  };
  return review(request, openPorts(repository, surroundings));
}

function openPorts(repository: Repository, { actions, inputs, runner, log }: Surroundings): Ports {
  // A client of its own: what its questions have to wait for must not use up the patience that the writes need.
  const asker = createGitHub({ ...inputs, ...runner, userAgent: `lockgate/${TOOL_VERSION}`, clock, log });
  const deadlineAt = clock.now() + REVIEW_DEADLINE;
  const directory = inputs.cache === null ? join(runner.temp, 'lockgate') : resolve(runner.workspace, inputs.cache);
  return {
    repository,
    http: (allowedHosts) => createHttp({ allowedHosts, deadlineAt, clock, log, version: TOOL_VERSION }),
    cache: createDiskCache({ directory, maxBytes: CACHE_BYTES, log }),
    clock,
    log,
    grammar: createGrammar(),
    threads: createThreads({ entry: new URL(import.meta.url), log }),
    sourceHost: createActionSourceHost(asker, runner.apiUrl),
    dns: createDns(),
    secret: (name) => readSecret(name, actions),
  };
}

function readSecret(name: string, { mask }: Actions): string | null {
  const value = process.env[name];
  if (value === undefined || value === '') return null;
  mask(value);
  return value;
}

/** All is decided and rendered before anything is written, and what needs no permission is written first. */
async function deliver(report: Report, surroundings: Surroundings): Promise<void> {
  const { actions, log } = surroundings;
  const [title, annotations] = [titleOf(report), annotationsOf(report)];
  const texts = {
    comment: markdown.render(report),
    summary: summary.render(report),
    files: renderFiles(report, surroundings),
  };

  setOutputs(report, actions);
  for (const { output, path, text } of texts.files) actions.output(output, await writeText(path, text, actions));
  if (!(await actions.summary(texts.summary)))
    log.progress('This runner takes no job summary; the JSON report has all.');

  const { commentUrl, annotated, overtaken } = await publish(
    {
      text: texts.comment,
      title,
      conclusion: conclusionOf(report),
      annotations,
      inline: inlineReportOf(report),
      hasFindings: report.verdict.outcome !== 'pass' || !report.verdict.complete,
      hasChanges: report.locks.length > 0,
      hasTasks: hasTasks(report),
      complete: report.verdict.complete,
    },
    publishing(surroundings),
  );
  if (overtaken !== null) await actions.summary(`> [!NOTE]\n> ${overtaken}\n\n${texts.summary}`);
  actions.output('comment-url', commentUrl ?? '');
  const left = annotated ? 0 : annotate(annotations, actions);
  if (left > 0) log.progress(`${left} more annotations are in the job summary: GitHub shows ten of each level a step.`);
  log.progress(title);
  if (shouldFail(report.verdict, report.policy)) {
    actions.fail(`${title}. The job summary says what, where, why it matters and what to do.`);
  }
}

function publishing(surroundings: Surroundings): PublishContext {
  const { actions, inputs, runner } = surroundings;
  return {
    ...surroundings,
    place: { owner: runner.owner, repo: runner.repo },
    key: jobKey(inputs.config, inputs.lockfiles, DEFAULT_CONFIG),
    attempt: runner.attempt,
    runUrl: runner.runUrl,
    warn: actions.warning,
  };
}

function hasTasks(report: Report): boolean {
  return report.problems.length + countFindings(report, 'block') + countFindings(report, 'warn') > 0;
}

interface RenderedFile {
  readonly output: 'report' | 'sarif' | 'html';
  readonly path: string;
  readonly text: string;
}

function renderFiles(report: Report, { inputs, runner }: Surroundings): readonly RenderedFile[] {
  const reportFile = inputs.reportFile ?? join(runner.temp, 'lockgate-report.json');
  const wanted = [
    { output: 'report' as const, file: reportFile, renderer: json },
    { output: 'sarif' as const, file: inputs.sarifFile, renderer: sarif },
    { output: 'html' as const, file: inputs.htmlFile, renderer: html },
  ];
  return wanted.flatMap(({ output, file, renderer }) =>
    file === null ? [] : [{ output, path: resolve(runner.workspace, file), text: renderer.render(report) }],
  );
}

/** Gives the path, or nothing when the file could not be written: the verdict does not hang on it. */
async function writeText(path: string, text: string, { warning }: Actions): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  } catch (error) {
    warning(`Cannot write ${path}: ${String(error)}. The verdict stands; give the file another place.`);
    return '';
  }
}

function setOutputs(report: Report, { output }: Actions): void {
  output('verdict', report.verdict.outcome);
  output('complete', String(report.verdict.complete));
  output('changed', String(report.diff.changes.length));
  output('blocked', String(countFindings(report, 'block')));
  output('warned', String(countFindings(report, 'warn')));
}
