import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PullRequestEvent } from '../../src/github/event.js';
import { findingId, readInlineMarker, subjectId, withInlineMarker } from '../../src/github/inline-marker.js';
import { type Publication, type PublishContext, publish } from '../../src/github/publish.js';
import type { Level } from '../../src/model/level.js';
import type { InlineRemark, InlineReport } from '../../src/report/inline.js';
import { connect, type RecordedLog, recordLog } from '../support/github-client.js';
import {
  FORK_PERMISSIONS,
  FULL_PERMISSIONS,
  type GitHubServer,
  type Permissions,
  startGitHubServer,
} from '../support/github-server.js';
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.js';
import type { NewThread, StoredThread } from '../support/review-threads.js';

const BOT = 'github-actions[bot]';
const CREATE_REVIEW = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
const UPDATE_REVIEW = 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}';
const UPDATE_CHECK = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
const COMPARE = 'GET /repos/{owner}/{repo}/compare/{basehead}';
const THREADS = 'POST /graphql reviewThreads';
const MUTATION = 'POST /graphql mutation';

let github: GitHubServer;
let proxy: RecordingProxy;
let base: string;
let pulls = 0;
let event: PullRequestEvent;
let log: RecordedLog;
let warnings: string[];

/** A lockfile of 200 lines; those named have another text. */
const lockText = (changed: readonly number[]): string =>
  Array.from({ length: 200 }, (_, at) => `line ${at + 1}${changed.includes(at + 1) ? ' changed' : ''}\n`).join('');

beforeAll(async () => {
  github = await startGitHubServer();
  proxy = await startRecordingProxy({ upstream: github.url, viewer: BOT });
  base = await github.commit('main', { 'uv.lock': lockText([]) }, []);
});

beforeEach(async () => {
  pulls += 1;
  const headSha = await github.commit(`feature-${pulls}`, { 'uv.lock': lockText([20, 100]) }, [base]);
  const number = await github.openPull(`feature-${pulls}`, 'main');
  event = { ...EVENT, number, baseSha: base, headSha };
  log = recordLog();
  warnings = [];
});

afterEach(() => {
  expect(proxy.requests.flatMap(({ violations }) => violations)).toEqual([]);
  proxy.clear();
});

afterAll(async () => {
  await proxy.close();
  await github.close();
});

const EVENT: PullRequestEvent = {
  kind: 'pull-request',
  name: 'pull_request',
  action: 'synchronize',
  number: 0,
  baseSha: '',
  headSha: '',
  fork: false,
  author: 'octocat',
};

interface RemarkInput {
  readonly level?: Level;
  readonly lines?: readonly number[];
  readonly path?: string;
  readonly text?: string;
}

/** What a rule says of `demo`; its text names it, so that comments can be told apart. */
function remark(
  ruleId: string,
  { level = 'block', lines = [20], path = 'uv.lock', text = ruleId }: RemarkInput = {},
): InlineRemark {
  return { ruleId, subject: 'pkg:pypi/demo@1.1', level, places: [{ path, lines }], text: () => text };
}

const QUIET: Omit<InlineReport, 'remarks'> = { settled: [], uncheckedSubjects: [], uncheckedPaths: [], blind: false };

const publicationOf = (remarks: readonly InlineRemark[], over: Partial<InlineReport> = {}): Publication => ({
  text: `# ${remarks.length} findings\n`,
  title: 'title',
  conclusion: 'failure',
  annotations: [],
  inline: { ...QUIET, remarks, ...over },
  hasFindings: remarks.length > 0,
  hasChanges: true,
  hasTasks: true,
  complete: true,
});

interface Given {
  readonly permissions?: Permissions;
  readonly event?: Partial<PullRequestEvent>;
  readonly settings?: Partial<PublishContext['inputs']>;
  readonly key?: string;
}

async function write(
  publication: Publication,
  { permissions = FULL_PERMISSIONS, settings, key = 'default', ...given }: Given = {},
) {
  return publish(publication, {
    github: connect(proxy.url, await github.token(permissions), log),
    place: { owner: github.owner, repo: github.repo },
    event: { ...event, ...given.event },
    inputs: {
      comment: 'always',
      commentAs: 'review',
      inlineComments: 'auto',
      checkRun: 'auto',
      issue: 'auto',
      lockfiles: [],
      config: '.github/lockgate.toml',
      ...settings,
    },
    key,
    attempt: 1,
    runUrl: null,
    log,
    warn: (message) => warnings.push(message),
  });
}

const threads = (): readonly StoredThread[] => proxy.threads.of(event.number);
/** `path:line text`, with what became of it. */
const shown = (): readonly string[] =>
  threads().map(({ path, line, comments: [first] }) =>
    [`${path}:${line}`, first?.body.split('\n')[1], first?.minimized].filter((part) => part != null).join(' '),
  );
const writes = (): readonly (string | null)[] =>
  proxy.requests
    .filter(({ method, operation }) => method !== 'GET' && operation !== THREADS && operation !== 'POST /graphql')
    .map(({ operation }) => operation);
const sentTo = (operation: string) => proxy.requests.filter((request) => request.operation === operation);

test('new comments go along with the review: one request for both', async () => {
  await write(publicationOf([remark('startup-hook'), remark('typosquat', { lines: [99] })]));
  expect(shown()).toEqual(['uv.lock:20 startup-hook', 'uv.lock:99 typosquat']);
  expect(sentTo(CREATE_REVIEW).map(({ body }) => body)).toMatchObject([
    {
      event: 'COMMENT',
      commit_id: event.headSha,
      comments: [{ path: 'uv.lock', line: 20, side: 'RIGHT' }, { line: 99 }],
    },
  ]);
});

test('of a pull request just opened, none of ours are looked for', async () => {
  await write(publicationOf([remark('startup-hook')]), { event: { action: 'opened' } });
  expect(shown()).toEqual(['uv.lock:20 startup-hook']);
  expect(sentTo(THREADS)).toEqual([]);
});

describe('a line', () => {
  test.each<{ readonly name: string; readonly given: RemarkInput; readonly is: readonly string[] }>([
    { name: 'that the diff does not show has none', given: { lines: [50] }, is: [] },
    { name: 'of a file that the diff does not show has none', given: { path: 'other.lock' }, is: [] },
    { name: 'of the context has one', given: { lines: [23] }, is: ['uv.lock:23 rule'] },
    { name: 'is the first that the diff shows', given: { lines: [50, 100, 20] }, is: ['uv.lock:100 rule'] },
  ])('$name', async ({ given, is }) => {
    await write(publicationOf([remark('rule', given)]));
    expect(shown()).toEqual(is);
    expect(warnings).toEqual([]);
  });

  test('of a file whose diff is too big to be shown has none', async () => {
    const files = [{ filename: 'uv.lock', status: 'modified' }];
    proxy.fail({ operation: COMPARE, times: 1, answer: { status: 200, body: { files } } });
    await write(publicationOf([remark('rule')]));
    expect(shown()).toEqual([]);
    expect(sentTo(CREATE_REVIEW)).toHaveLength(1);
  });
});

test('at most ten, blocks first', async () => {
  const blocks = Array.from({ length: 8 }, (_, at) => remark(`block-${at}`));
  const warns = Array.from({ length: 8 }, (_, at) => remark(`warn-${at}`, { level: 'warn' }));
  await write(publicationOf([...blocks, ...warns]));
  expect(shown().map((text) => text.split(' ')[1])).toEqual([
    ...blocks.map(({ ruleId }) => ruleId),
    ...['warn-0', 'warn-1'],
  ]);
  proxy.clear();
  await write(publicationOf([...blocks, ...warns]));
  expect(shown()).toHaveLength(10);
  expect(writes()).toEqual([]);
});

describe('a later run', () => {
  beforeEach(async () => {
    await write(publicationOf([remark('startup-hook'), remark('typosquat', { lines: [100] })]));
    proxy.clear();
  });

  const both = [remark('startup-hook'), remark('typosquat', { lines: [100] })];

  test('that finds the same writes nothing', async () => {
    await write(publicationOf(both));
    expect(shown()).toHaveLength(2);
    expect(writes()).toEqual([]);
  });

  test('writes only what is new, as one more review', async () => {
    await write(publicationOf([...both, remark('hash-mismatch', { lines: [101] })]));
    expect(shown()).toEqual(['uv.lock:20 startup-hook', 'uv.lock:100 typosquat', 'uv.lock:101 hash-mismatch']);
    expect(sentTo(CREATE_REVIEW).map(({ body }) => body)).toMatchObject([{ body: '', comments: [{ line: 101 }] }]);
  });

  test('keeps the comment of a finding that has moved', async () => {
    await write(publicationOf([remark('startup-hook', { lines: [99] }), both[1] ?? remark('')]));
    expect(shown()).toEqual(['uv.lock:20 startup-hook', 'uv.lock:100 typosquat']);
    expect(sentTo(CREATE_REVIEW)).toEqual([]);
  });

  test('says anew what is to be said otherwise', async () => {
    await write(publicationOf([remark('startup-hook', { text: 'other words' }), both[1] ?? remark('')]));
    expect(shown()).toEqual(['uv.lock:20 other words', 'uv.lock:100 typosquat']);
  });

  test('removes what is gone', async () => {
    await write(publicationOf([remark('typosquat', { lines: [100] })]));
    expect(shown()).toEqual(['uv.lock:100 typosquat']);
  });

  test('removes all when nothing is found', async () => {
    await write(publicationOf([]));
    expect(shown()).toEqual([]);
    expect(writes().filter((operation) => operation === MUTATION)).toHaveLength(1);
  });

  test('minimises what is gone and answered, says so, and lets it rest', async () => {
    answer(threads()[0], 'This is our own hook.');
    await write(publicationOf([]));
    expect(shown()).toEqual([
      `uv.lock:20 ✅ **No longer found** at \`${event.headSha.slice(0, 12)}\`. What was found before: RESOLVED`,
    ]);
    expect(threads()[0]?.comments.at(-1)?.body).toBe('This is our own hook.');
    proxy.clear();
    await write(publicationOf([]));
    expect(writes()).toEqual([]);
  });

  test('comments anew on what comes back after that', async () => {
    answer(threads()[0], 'Gone?');
    await write(publicationOf([]));
    await write(publicationOf([remark('startup-hook')]));
    expect(shown().slice(1)).toEqual(['uv.lock:20 startup-hook']);
  });

  test('leaves what somebody has resolved, gone or not', async () => {
    resolve(threads()[0]);
    await write(publicationOf([remark('startup-hook')]));
    await write(publicationOf([]));
    expect(shown()).toEqual(['uv.lock:20 startup-hook']);
  });

  test('leaves the comments of another Lockgate job', async () => {
    await write(publicationOf([]), { key: 'services' });
    expect(shown()).toHaveLength(2);
  });

  test.each<{ readonly name: string; readonly over: Partial<InlineReport>; readonly left: number }>([
    { name: 'the release was not checked in full', over: { uncheckedSubjects: ['pkg:pypi/demo@1.1'] }, left: 2 },
    { name: 'another release was not', over: { uncheckedSubjects: ['pkg:pypi/demo@1.2'] }, left: 0 },
    { name: 'the lockfile was not read in full', over: { uncheckedPaths: ['uv.lock'] }, left: 2 },
    { name: 'another lockfile was not', over: { uncheckedPaths: ['a/uv.lock'] }, left: 0 },
    { name: 'nobody knows what was not read', over: { blind: true }, left: 2 },
    {
      name: 'people accepted one, whatever was not checked',
      over: { blind: true, settled: [remark('typosquat')] },
      left: 1,
    },
  ])('takes a finding that is missing for gone, unless it may stand: $name', async ({ over, left }) => {
    await write(publicationOf([], over));
    expect(shown()).toHaveLength(left);
  });

  test('takes the double of another run away', async () => {
    open({ body: threads()[0]?.comments[0]?.body ?? '' });
    await write(publicationOf(both));
    expect(shown()).toEqual(['uv.lock:20 startup-hook', 'uv.lock:100 typosquat']);
  });

  test('keeps that double which people have answered', async () => {
    answer(open({ body: threads()[0]?.comments[0]?.body ?? '' }), 'Yes?');
    await write(publicationOf(both));
    expect(shown()).toEqual(['uv.lock:100 typosquat', 'uv.lock:20 startup-hook']);
  });

  test('of a head that is not the pull request’s any more changes nothing', async () => {
    await write(publicationOf([remark('hash-mismatch')]), { event: { headSha: base } });
    expect(shown()).toEqual(['uv.lock:20 startup-hook', 'uv.lock:100 typosquat']);
    expect(log.lines.join('\n')).toContain('left to the newer commit’s run');
  });

  test('switched off leaves everything as it is, and asks for nothing', async () => {
    await write(publicationOf([]), { settings: { inlineComments: 'false' } });
    expect(shown()).toHaveLength(2);
    expect(sentTo(THREADS)).toEqual([]);
  });

  test('stays within four writes, annotations included', async () => {
    const annotation = { level: 'block', path: 'uv.lock', line: 1, title: 'title', message: 'message' } as const;
    const annotations = Array.from({ length: 100 }, () => annotation);
    await write({ ...publicationOf([remark('hash-mismatch')]), annotations });
    expect(writes()).toEqual([UPDATE_REVIEW, CREATE_REVIEW, MUTATION, UPDATE_CHECK]);
  });
});

const answer = (thread: StoredThread | undefined, body: string): void => {
  if (thread !== undefined) proxy.threads.reply(thread, 'octocat', body);
};

const resolve = (thread: StoredThread | undefined): void => {
  if (thread !== undefined) thread.resolved = true;
};

const open = (over: Partial<NewThread>): StoredThread =>
  proxy.threads.open({ pull: event.number, path: 'uv.lock', line: 20, author: BOT, body: 'a remark', ...over });

describe('nobody else’s comment is touched', () => {
  const marked = (ruleId: string): string =>
    withInlineMarker('look-alike', {
      key: 'default',
      finding: findingId(ruleId, 'pkg:pypi/demo@1.1', 'uv.lock'),
      subject: subjectId('pkg:pypi/demo@1.1'),
      state: 'open',
    });

  test.each([
    { name: 'a person’s with our marker', given: { author: 'stranger', body: marked('startup-hook') } },
    { name: 'another bot’s with our marker', given: { author: 'other-app[bot]', body: marked('startup-hook') } },
    {
      name: 'a person’s who is named as the bot is',
      given: { author: 'github-actions', body: marked('startup-hook') },
    },
    { name: 'the token’s own without our marker', given: { body: 'another job’s remark' } },
    { name: 'the token’s own that quotes our marker', given: { body: `> quoted\n${marked('startup-hook')}` } },
  ])('$name', async ({ given }) => {
    await write(publicationOf([remark('x')]));
    const thread = open(given);
    await write(publicationOf([remark('startup-hook')]));
    expect(thread.comments.map(({ body }) => body)).toEqual([given.body]);
    expect(shown().at(-1)).toBe('uv.lock:20 startup-hook');
  });

  test('and a person’s look-alike stands for nothing', async () => {
    open({ author: 'stranger', body: marked('startup-hook') });
    await write(publicationOf([remark('startup-hook')]));
    expect(threads().map(({ comments: [first] }) => first?.author)).toEqual(['stranger', BOT]);
  });
});

describe('beside a sticky comment', () => {
  test.each([
    { name: 'there are none', inlineComments: 'auto', is: [] },
    { name: 'there are, when asked for', inlineComments: 'true', is: ['uv.lock:20 startup-hook'] },
  ] as const)('$name', async ({ inlineComments, is }) => {
    await write(publicationOf([remark('startup-hook')]), { settings: { commentAs: 'sticky', inlineComments } });
    expect(shown()).toEqual(is);
  });
});

describe('a refusal changes nothing else', () => {
  const illegal = { status: 422, body: { message: 'Unprocessable Entity', errors: ['Line could not be resolved'] } };

  test('a line that GitHub does not take: the review is written without, and the log tells', async () => {
    proxy.fail({ operation: CREATE_REVIEW, times: 1, answer: illegal });
    const { commentUrl, annotated } = await write(publicationOf([remark('startup-hook')]));
    expect({ commentUrl, annotated }).toEqual({ commentUrl: expect.stringMatching(/^http/u), annotated: true });
    expect(shown()).toEqual([]);
    expect(warnings).toEqual([]);
    expect(log.lines.join('\n')).toContain('No inline comments were written: GitHub answered 422');
  });

  test('the same beside a review that is there', async () => {
    await write(publicationOf([]));
    proxy.fail({ operation: CREATE_REVIEW, times: 1, answer: illegal });
    await write(publicationOf([remark('startup-hook')]));
    expect(warnings).toEqual([]);
    expect(log.lines.join('\n')).toContain('Line could not be resolved');
  });

  test.each([
    { name: 'a server error', answer: { status: 502 }, says: 'Cannot write the inline comments: GitHub answered 502' },
    {
      name: 'a permission',
      answer: { status: 403, body: { message: 'Resource not accessible by integration' } },
      says: 'pull-requests: write',
    },
    {
      name: 'a locked conversation',
      answer: { status: 403, body: { message: 'lock prevents review' } },
      says: 'is locked',
    },
  ])('new ones beside a review that is there: $name', async ({ answer: given, says }) => {
    await write(publicationOf([]));
    proxy.fail({ operation: CREATE_REVIEW, times: 1, answer: given });
    const { commentUrl, annotated } = await write(publicationOf([remark('startup-hook')]));
    expect(warnings.join('\n')).toContain(says);
    expect({ commentUrl, annotated }).toEqual({ commentUrl: expect.stringMatching(/^http/u), annotated: true });
  });

  test.each([
    {
      name: 'one of the changes',
      answer: {
        status: 200,
        body: {
          data: { remove0: null },
          errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
        },
      },
      says: /earlier runs: GitHub answered 403.*permissions:\n {2}contents: read\n {2}pull-requests: write/su,
    },
    { name: 'all of them', answer: { status: 403 }, says: /earlier runs: GitHub answered 403/u },
    {
      name: 'another error',
      answer: { status: 200, body: { errors: [{ message: 'Something went wrong' }] } },
      says: /Something went wrong/u,
    },
  ])('of earlier ones: $name', async ({ answer: given, says }) => {
    await write(publicationOf([remark('startup-hook')]));
    proxy.fail({ operation: MUTATION, times: 1, answer: given });
    const { annotated } = await write(publicationOf([]));
    expect(annotated).toBe(true);
    expect(warnings.join('\n')).toMatch(says);
  });

  test('a comment that was deleted meanwhile is no refusal', async () => {
    await write(publicationOf([remark('startup-hook'), remark('typosquat')]));
    const errors = [{ type: 'NOT_FOUND', path: ['remove0'], message: 'Could not resolve to a node' }];
    proxy.fail({ operation: MUTATION, times: 1, answer: { status: 200, body: { data: {}, errors } } });
    await write(publicationOf([]));
    expect(warnings).toEqual([]);
  });

  test.each([
    { name: 'a server error', answer: { status: 502 } },
    { name: 'a broken connection', answer: null },
    { name: 'an answer of another form', answer: { status: 200, body: { data: null } } },
    { name: 'an error', answer: { status: 200, body: { errors: [{ type: 'FORBIDDEN', message: 'no' }] } } },
  ])('where the conversations cannot be listed, none are doubled: $name', async ({ answer: given }) => {
    await write(publicationOf([remark('startup-hook')]));
    proxy.fail({ operation: THREADS, times: 1, answer: given });
    const { commentUrl } = await write(publicationOf([remark('startup-hook'), remark('typosquat')]));
    expect(commentUrl).not.toBeNull();
    expect(shown()).toEqual(['uv.lock:20 startup-hook']);
    expect(warnings).toEqual([]);
    expect(log.lines.join('\n')).toMatch(/inline comments/iu);
  });

  test('a fork’s token that may only read: one warning, for the report', async () => {
    const fork = { fork: true };
    await write(publicationOf([remark('startup-hook')]), { permissions: FORK_PERMISSIONS, event: fork });
    expect(warnings.filter((text) => text.includes('Cannot write'))).toHaveLength(1);
    expect(shown()).toEqual([]);
  });
});

test('more than a page of conversations is read to its end', async () => {
  await write(publicationOf([remark('startup-hook')]));
  const [own] = threads();
  const body = own?.comments[0]?.body ?? '';
  proxy.threads.remove(own?.comments[0]?.id ?? '');
  for (let number = 0; number < 120; number += 1) open({ author: 'octocat', body: `remark ${number}` });
  open({ body });
  proxy.clear();
  await write(publicationOf([remark('startup-hook')]));
  expect(sentTo(THREADS)).toHaveLength(2);
  expect(writes()).toEqual([]);
});

test('the marker survives GitHub’s line ends, and stands for its text', () => {
  const marker = { key: 'default', finding: 'ab', subject: 'cd', state: 'gone' } as const;
  const body = withInlineMarker('a text\nof two lines', marker);
  expect(readInlineMarker(body.replaceAll('\n', '\r\n'))).toEqual(readInlineMarker(body));
  expect(readInlineMarker(body)).toMatchObject(marker);
  expect(readInlineMarker(` ${body}`)).toBeNull();
});
