import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Event, PullRequestEvent } from '../../src/github/event.js';
import { withMarker } from '../../src/github/marker.js';
import { checkRunName, type Publication, type PublishContext, publish } from '../../src/github/publish.js';
import type { Annotation } from '../../src/report/annotations.js';
import { connect, type RecordedLog, recordLog } from '../support/github-client.js';
import {
  FORK_PERMISSIONS,
  FULL_PERMISSIONS,
  type GitHubServer,
  type Permissions,
  startGitHubServer,
} from '../support/github-server.js';
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.js';

const BOT = 'github-actions[bot]';
const LIST_REVIEWS = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
const CREATE_REVIEW = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
const UPDATE_REVIEW = 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}';
const LIST_CHECKS = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
const CREATE_CHECK = 'POST /repos/{owner}/{repo}/check-runs';
const UPDATE_CHECK = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';

let github: GitHubServer;
let proxy: RecordingProxy;
let base: string;
let pulls = 0;
let event: PullRequestEvent;
let log: RecordedLog;
let warnings: string[];

beforeAll(async () => {
  github = await startGitHubServer();
  proxy = await startRecordingProxy({ upstream: github.url, viewer: BOT });
  base = await github.commit('main', { 'uv.lock': 'version = 1\n' }, []);
});

beforeEach(async () => {
  pulls += 1;
  const headSha = await github.commit(`feature-${pulls}`, { 'uv.lock': `version = ${pulls + 1}\n` }, [base]);
  const number = await github.openPull(`feature-${pulls}`, 'main');
  const action = 'synchronize';
  event = {
    kind: 'pull-request',
    name: 'pull_request',
    action,
    number,
    baseSha: base,
    headSha,
    fork: false,
    author: 'octocat',
  };
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

const block: Publication = {
  text: '# Block\n',
  title: 'Block: 1 finding blocks',
  conclusion: 'failure',
  annotations: [],
  inline: { remarks: [], settled: [], uncheckedSubjects: [], uncheckedPaths: [], blind: false },
  hasFindings: true,
  hasChanges: true,
  hasTasks: true,
  complete: true,
};
const pass: Publication = {
  ...block,
  text: '# Pass\n',
  title: 'Pass: nothing found',
  conclusion: 'success',
  hasFindings: false,
  hasTasks: false,
};
const unchanged: Publication = { ...pass, text: '# No lockfile changed\n', hasChanges: false };

interface Given extends Partial<Omit<PublishContext, 'event'>> {
  readonly permissions?: Permissions;
  readonly event?: Event;
  readonly settings?: Partial<PublishContext['inputs']>;
}

async function write(publication: Publication, given: Given = {}) {
  const { permissions = FULL_PERMISSIONS, settings, ...rest } = given;
  return publish(publication, {
    github: connect(proxy.url, await github.token(permissions), log),
    place: { owner: github.owner, repo: github.repo },
    event,
    inputs: {
      comment: 'always',
      commentAs: 'review',
      inlineComments: 'false',
      checkRun: 'auto',
      issue: 'auto',
      lockfiles: [],
      config: '.github/lockgate.toml',
      ...settings,
    },
    key: 'default',
    attempt: 1,
    runUrl: null,
    log,
    warn: (message) => warnings.push(message),
    ...rest,
  });
}

const place = () => ({ owner: github.owner, repo: github.repo });
const operations = () => proxy.requests.map(({ operation }) => operation);
const sentTo = (operation: string) => proxy.requests.filter((request) => request.operation === operation);

async function reviews() {
  const { data } = await github.api.pulls.listReviews({ ...place(), pull_number: event.number });
  return data.map(({ user, state }) => `${user?.login} ${state}`);
}

async function checkRuns() {
  const { data } = await github.api.checks.listForRef({ ...place(), ref: event.headSha, filter: 'all' });
  return data.check_runs.map(({ name, status, conclusion }) => `${name} ${status} ${conclusion}`);
}

describe('the review', () => {
  test('is written by the job’s own login, as a comment on the head commit', async () => {
    const { commentUrl } = await write(block);
    expect(commentUrl).toMatch(/^http/u);
    expect(await reviews()).toEqual([`${BOT} COMMENTED`]);
    expect(sentTo(CREATE_REVIEW)[0]?.body).toMatchObject({ event: 'COMMENT', commit_id: event.headSha });
  });

  test('is edited in place when the verdict turns, so that nothing stays red', async () => {
    await write(block);
    await write(pass, { settings: { comment: 'on-findings' } });
    expect(await reviews()).toEqual([`${BOT} COMMENTED`]);
    expect(sentTo(UPDATE_REVIEW).map(({ body }) => body)).toEqual([
      { body: withMarker('# Pass\n', { key: 'default', head: event.headSha }) },
    ]);
  });

  test('is left alone when it says the same', async () => {
    const first = await write(block);
    proxy.clear();
    const second = await write(block);
    expect(second.commentUrl).toBe(first.commentUrl);
    expect(operations()).toEqual([LIST_REVIEWS, 'POST /graphql', LIST_CHECKS]);
  });

  test('is found on a later page', async () => {
    for (let number = 0; number < 100; number += 1) {
      await github.stranger.pulls.createReview({
        ...place(),
        pull_number: event.number,
        event: 'COMMENT',
        body: `remark ${number}`,
      });
    }
    await write(block);
    await write(pass);
    expect(sentTo(UPDATE_REVIEW)).toHaveLength(1);
  });

  test.each([
    { name: 'a person’s look-alike', viewer: BOT },
    { name: 'a person’s look-alike where GraphQL is out of reach', viewer: null },
  ])('$name is neither edited nor taken for ours', async ({ viewer }) => {
    const body = withMarker('# Pass\n', { key: 'default', head: event.headSha });
    await github.stranger.pulls.createReview({ ...place(), pull_number: event.number, event: 'COMMENT', body });
    const other = await startRecordingProxy({ upstream: github.url, viewer });
    const { commentUrl } = await write(pass, {
      github: connect(other.url, await github.token(FULL_PERMISSIONS), log),
    });
    expect(commentUrl).not.toBeNull();
    expect(await reviews()).toEqual(['stranger COMMENTED', `${BOT} COMMENTED`]);
    await other.close();
  });

  test('another Lockgate job’s is left to it', async () => {
    await write(block, { key: 'services' });
    await write(pass);
    expect(sentTo(UPDATE_REVIEW)).toEqual([]);
    expect(await reviews()).toHaveLength(2);
  });

  test('of a report that is too long is cut to what GitHub takes', async () => {
    await write({ ...block, text: `${'漢字 '.repeat(50)}\n`.repeat(2000) });
    expect(await reviews()).toHaveLength(1);
  });
});

describe('when to comment', () => {
  test.each([
    { name: 'always, on a pass', publication: pass, comment: 'always', written: 1 },
    { name: 'always, but no lockfile changed', publication: unchanged, comment: 'always', written: 0 },
    { name: 'on-findings, on a pass', publication: pass, comment: 'on-findings', written: 0 },
    { name: 'on-findings, on a block', publication: block, comment: 'on-findings', written: 1 },
    { name: 'never, on a block', publication: block, comment: 'never', written: 0 },
  ] as const)('$name: $written', async ({ publication, comment, written }) => {
    await write(publication, { settings: { comment } });
    expect(await reviews()).toHaveLength(written);
  });

  test('a comment from before is brought up to date when no lockfile changes any more', async () => {
    await write(block);
    await write(unchanged);
    expect(sentTo(UPDATE_REVIEW)).toHaveLength(1);
  });

  test('no lockfile changed in a pull request just opened: nothing is read, the check run alone is written', async () => {
    await write(unchanged, { event: { ...event, action: 'opened' } });
    expect(operations()).toEqual([CREATE_CHECK]);
  });

  test.each<{ readonly name: string; readonly event: () => Event }>([
    { name: 'a merge group', event: () => ({ kind: 'merge-group', baseSha: base, headSha: event.headSha }) },
    { name: 'a push', event: () => ({ kind: 'push', baseSha: base, headSha: event.headSha }) },
  ])('$name has no comment, but a check', async (given) => {
    const { commentUrl } = await write(block, { event: given.event() });
    expect(commentUrl).toBeNull();
    expect(await checkRuns()).toEqual(['lockgate completed failure']);
  });
});

describe('monitoring keeps one issue', () => {
  const MONITORING: Permissions = { contents: 'read', issues: 'write' };
  const unclear: Publication = { ...pass, text: '# Not all was checked\n', hasFindings: true, complete: false };

  const monitor = (publication: Publication, key: string, given: Given = {}) =>
    write(publication, {
      event: { kind: 'whole', name: 'schedule', headSha: event.headSha },
      key,
      permissions: MONITORING,
      ...given,
    });

  async function issues(key: string) {
    const { data } = await github.api.issues.listForRepo({ ...place(), state: 'all' });
    return data
      .filter(({ body }) => body?.includes(`key=${key} `))
      .map(({ title, state, body }) => `${state} ${title} | ${body?.split('\n')[1]}`);
  }

  const OPEN = 'open Lockgate: Block: 1 finding blocks | # Block';

  interface Row {
    readonly name: string;
    readonly runs: readonly Publication[];
    readonly is: readonly string[];
  }

  test.each<Row>([
    { name: 'opened for what was found', runs: [block], is: [OPEN] },
    { name: 'not for nothing', runs: [pass], is: [] },
    { name: 'not for an outage', runs: [unclear], is: [] },
    {
      name: 'edited in place',
      runs: [block, { ...block, text: '# Other\n' }],
      is: [OPEN.replace('# Block', '# Other')],
    },
    { name: 'closed when nothing is left', runs: [block, pass], is: ['closed Lockgate: Pass: nothing found | # Pass'] },
    {
      name: 'left open while not everything can be checked',
      runs: [block, unclear],
      is: ['open Lockgate: Pass: nothing found | # Not all was checked'],
    },
    { name: 'opened again', runs: [block, pass, block], is: [OPEN] },
  ])('$name', async ({ name, runs, is }) => {
    const key = name.replaceAll(' ', '-');
    for (const publication of runs) await monitor(publication, key);

    expect(await issues(key)).toEqual(is);
  });

  test('and leaves an equal one alone', async () => {
    await monitor(block, 'equal');
    const before = proxy.requests.length;
    await monitor(block, 'equal');

    const after = proxy.requests.slice(before).filter(({ method }) => method !== 'GET');
    expect(after.map(({ path }) => path)).toEqual(['/graphql']);
  });

  test('and never edits somebody else’s look-alike', async () => {
    const body = withMarker('# Mine\n', { key: 'look-alike', head: event.headSha });
    await github.api.issues.create({ ...place(), title: 'Lockgate: all is well', body, labels: ['lockgate'] });
    await monitor(block, 'look-alike');

    expect((await issues('look-alike')).toSorted()).toEqual([OPEN, 'open Lockgate: all is well | # Mine']);
  });

  test('or goes on without, and says what it would need', async () => {
    const { commentUrl } = await monitor(block, 'refused', {
      permissions: { contents: 'read' },
      settings: { issue: 'true' },
    });

    expect(commentUrl).toBeNull();
    expect(warnings.join('\n')).toContain('issues: write');
    expect(await issues('refused')).toEqual([]);
  });

  test('or none at all', async () => {
    await monitor(block, 'off', { settings: { issue: 'false' } });

    expect(operations()).toEqual([]);
  });
});

test('a sticky comment is one issue comment, edited in place', async () => {
  const settings = { commentAs: 'sticky' } as const;
  await write(block, { settings });
  await write(pass, { settings });
  const { data } = await github.api.issues.listComments({ ...place(), issue_number: event.number });
  expect(data.map(({ body }) => body)).toEqual([withMarker('# Pass\n', { key: 'default', head: event.headSha })]);
  expect(await reviews()).toEqual([]);
});

const annotations = (number: number): readonly Annotation[] =>
  Array.from({ length: number }, (_, index) => ({
    path: 'uv.lock',
    line: index + 1,
    level: 'block',
    title: `title ${index} ${'t'.repeat(300)}`,
    message: `message ${index} ${'m'.repeat(70_000)}`,
  }));

describe('the check run', () => {
  test.each([
    { conclusion: 'success', publication: pass },
    { conclusion: 'neutral', publication: { ...block, conclusion: 'neutral' } },
    { conclusion: 'failure', publication: block },
  ] as const)('$conclusion', async ({ conclusion, publication }) => {
    await write(publication);
    expect(await checkRuns()).toEqual([`lockgate completed ${conclusion}`]);
  });

  test('without annotations is updated, not doubled', async () => {
    await write(block);
    await write(pass);
    expect(await checkRuns()).toEqual(['lockgate completed success']);
    expect(sentTo(UPDATE_CHECK)).toHaveLength(1);
  });

  test('with annotations is superseded, because an update could not take them away', async () => {
    await write({ ...block, annotations: annotations(1) });
    await write(pass);
    expect(sentTo(CREATE_CHECK)).toHaveLength(2);
    const { data } = await github.api.checks.listForRef({ ...place(), ref: event.headSha, filter: 'latest' });
    expect(data.check_runs.map(({ conclusion }) => conclusion)).toEqual(['success']);
  });

  test.each([
    { number: 50, batches: [50] },
    { number: 51, batches: [50, 1] },
    { number: 300, batches: [50, 50] },
  ])('$number annotations are sent in batches of $batches', async ({ number, batches }) => {
    const { annotated } = await write({ ...block, annotations: annotations(number) });
    expect(annotated).toBe(true);
    const sent = [...sentTo(CREATE_CHECK), ...sentTo(UPDATE_CHECK)].map(
      ({ body }) => (body as { output: { annotations: readonly unknown[] } }).output.annotations.length,
    );
    expect(sent).toEqual(batches);
  });

  test('another tool’s of the same name is left to it', async () => {
    await github.api.checks.create({ ...place(), name: 'lockgate', head_sha: event.headSha, external_id: 'other' });
    await write(block);
    expect(sentTo(UPDATE_CHECK)).toEqual([]);
  });

  test('can be switched off', async () => {
    await write(block, { settings: { checkRun: 'false' } });
    expect(await checkRuns()).toEqual([]);
  });

  test.each([
    { name: 'a job with default settings', given: { lockfiles: [], config: '.github/lockgate.toml' }, is: 'lockgate' },
    {
      name: 'a job of one part of a monorepo',
      given: { lockfiles: ['api/uv.lock', 'web/uv.lock'], config: '.github/lockgate.toml' },
      is: 'lockgate (api/uv.lock, web/uv.lock)',
    },
    {
      name: 'a job with its own policy',
      given: { lockfiles: [], config: 'strict.toml' },
      is: 'lockgate (strict.toml)',
    },
  ])('is named for $name', ({ given, is }) => {
    expect(checkRunName(given)).toBe(is);
  });
});

describe('a refused write changes nothing else', () => {
  const yaml = 'permissions:\n  contents: read\n  pull-requests: write\n  checks: write';

  test('without pull-requests: write', async () => {
    const { commentUrl, annotated } = await write(block, { permissions: { contents: 'read', checks: 'write' } });
    expect({ commentUrl, annotated }).toEqual({ commentUrl: null, annotated: true });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('Cannot write the pull request review: GitHub answered 403');
    expect(warnings[0]).toContain('`pull-requests: write`');
    expect(warnings[0]).toContain(yaml);
  });

  test('without checks: write, auto says so in the log alone', async () => {
    const { commentUrl, annotated } = await write(block, {
      permissions: { contents: 'read', pull_requests: 'write' },
    });
    expect(commentUrl).not.toBeNull();
    expect(annotated).toBe(false);
    expect(warnings).toEqual([]);
    expect(log.lines.join('\n')).toContain('`checks: write`');
  });

  test('without checks: write, a check run that was asked for is a warning', async () => {
    await write(block, { permissions: { contents: 'read', pull_requests: 'write' }, settings: { checkRun: 'true' } });
    expect(warnings.join('\n')).toContain(yaml);
  });

  test('a fork’s token that may only read: the way out is told', async () => {
    const published = await write(block, { permissions: FORK_PERMISSIONS, event: { ...event, fork: true } });
    expect(published).toEqual({ commentUrl: null, annotated: false, overtaken: null });
    expect(warnings.join('\n')).toMatch(/from a fork .* `pull_request_target`/u);
    expect(warnings.join('\n')).not.toContain(yaml);
  });

  test.each([
    { name: 'a server error', status: 502, says: 'GitHub answered 502' },
    { name: 'a refused text', status: 422, says: 'GitHub answered 422: Injected' },
    { name: 'a locked conversation', status: 403, says: 'GitHub answered 403: Injected' },
  ])('$name', async ({ status, says }) => {
    proxy.fail({ operation: CREATE_REVIEW, times: 1, answer: { status } });
    const { commentUrl, annotated } = await write(block);
    expect({ commentUrl, annotated }).toEqual({ commentUrl: null, annotated: true });
    expect(warnings.join('\n')).toContain(says);
    expect(warnings.join('\n')).toContain('The verdict stands');
  });

  test('of a commit that is not the head any more: the report is left to the newer one’s run', async () => {
    await write(block);
    proxy.clear();
    const newer = event.headSha;
    const { commentUrl, overtaken } = await write(pass, { event: { ...event, headSha: base } });
    expect(commentUrl).toBeNull();
    expect(overtaken).toContain(`head is ${newer.slice(0, 7)} by now, and this run reviewed ${base.slice(0, 7)}`);
    expect(operations()).not.toContain(UPDATE_REVIEW);
    expect(operations()).toContain(CREATE_CHECK);
  });

  test('an equal report is not held against the head: nothing is written', async () => {
    await write(block);
    proxy.clear();
    await write(block);
    expect(operations()).not.toContain('GET /repos/{owner}/{repo}/pulls/{pull_number}');
  });

  test('a connection that breaks while writing', async () => {
    proxy.fail({ operation: CREATE_REVIEW, times: 1, answer: null });
    const { annotated } = await write(block);
    expect(annotated).toBe(true);
    expect(warnings.join('\n')).toContain('GitHub could not be reached');
  });

  test('a rate limit that resets soon is waited out', async () => {
    proxy.fail({ operation: CREATE_REVIEW, times: 1, answer: { status: 429, headers: { 'retry-after': '0' } } });
    const { commentUrl } = await write(block);
    expect(commentUrl).not.toBeNull();
    expect(warnings).toEqual([]);
    expect(await reviews()).toHaveLength(1);
  });

  test('one that does not is told as such', async () => {
    proxy.fail({ operation: CREATE_REVIEW, times: 1, answer: { status: 429, headers: { 'retry-after': '900' } } });
    await write(block);
    expect(warnings.join('\n')).toContain('rate limit is used up (429)');
  });

  test('a mistake of our own is not mistaken for GitHub’s', async () => {
    const broken = { ...block, annotations: [null] } as unknown as Publication;
    await expect(write(broken)).rejects.toThrow(TypeError);
  });
});
