/** `/lockgate allow …` in a comment: the built Action against an embedded GitHub. */

import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../../src/policy/parse.js';
import { rules } from '../../src/rules/catalog.js';
import {
  type ActionHarness,
  bodiesOf,
  LOCKS,
  messagesOf,
  PARCEL,
  type Pull,
  type RunGiven,
  startActionHarness,
} from '../support/action-harness.js';
import type { Permissions } from '../support/github-server.js';
import { sha256Of } from '../support/index-server.js';
import type { RunnerEvent } from '../support/run-action.js';

const POLICY = '.github/lockgate.toml';
const POLICY_TEXT = [
  '# Kept by @platform.',
  'fail-on   = "block"   # do not loosen',
  '',
  '[[deny]]',
  'name = "parcel-old"',
  'reason = "ask @platform"',
].join('\n');

const PERMISSION = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
const PULLS = '/repos/{owner}/{repo}/pulls';
const COMMENTS = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const ON: Permissions = { contents: 'write', pull_requests: 'write' };
const COMMAND = '/lockgate allow parcel-core==1.1.0 fresh-release because we wrote it';

let harness: ActionHarness;
let tip: string;

beforeAll(async () => {
  harness = await startActionHarness();
});

/** Each test has a base of its own, so that no branch of another stands in its way. */
beforeEach(async () => {
  tip = await harness.github.commit('main', { 'uv.lock': LOCKS.base, [POLICY]: POLICY_TEXT }, []);
  const place = { owner: harness.github.owner, repo: harness.github.repo };
  const { data } = await harness.github.api.pulls.list({ ...place, state: 'open', per_page: 100 });
  for (const { number } of data)
    await harness.github.api.pulls.update({ ...place, pull_number: number, state: 'closed' });
  harness.proxy.mend();
  harness.proxy.clear();
});

afterEach(() => {
  expect(harness.proxy.requests.flatMap(({ violations }) => violations)).toEqual([]);
});

afterAll(() => harness.close());

interface CommentExample {
  readonly name: string;
  readonly examples: readonly {
    readonly action: string;
    readonly issue: Readonly<Record<string, unknown>>;
    readonly comment: Readonly<Record<string, unknown>> & { readonly user: Readonly<Record<string, unknown>> };
  }[];
}

const webhooks = createRequire(import.meta.url)(
  '@octokit/webhooks-examples/api.github.com/index.json',
) as readonly CommentExample[];

interface CommentOver {
  readonly action?: string;
  readonly author?: string;
  readonly type?: string;
  readonly association?: string;
  readonly onPull?: boolean;
  readonly app?: object;
}

/** A payload that GitHub has sent, with a comment of a test in it. */
function commentEvent({ number }: Pick<Pull, 'number'>, body: string, over: CommentOver = {}): RunnerEvent {
  const {
    action = 'created',
    author = harness.github.owner,
    type = 'User',
    association = 'NONE',
    onPull = true,
  } = over;
  const example = webhooks
    .find(({ name }) => name === 'issue_comment')
    ?.examples.find((one) => one.action === 'created');
  if (example === undefined) throw new Error('no example of issue_comment');
  const issue = { ...example.issue, number, pull_request: onPull ? { url: 'https://github.invalid' } : undefined };
  const user = { ...example.comment.user, login: author, type };
  const comment = {
    ...example.comment,
    ...{ body, user, author_association: association, performed_via_github_app: over.app ?? null },
  };
  return { name: 'issue_comment', payload: { ...example, action, issue, comment } };
}

const openPull = (files = {}): Promise<Pull> =>
  harness.openPull({ 'uv.lock': LOCKS.pass, [POLICY]: POLICY_TEXT, ...files }, [tip]);

const comment = (event: RunnerEvent, given: RunGiven = {}) =>
  harness.run(event, { permissions: ON, ...given, inputs: { commands: 'true', ...given.inputs } });

const writes = (): readonly (string | null)[] =>
  harness.proxy.requests.filter(({ method }) => method !== 'GET').map(({ operation }) => operation);

const replies = (): readonly string[] => bodiesOf(harness.sent(COMMENTS));

/** Pull requests that are open besides the one of the test. */
async function openedBesides({ number }: Pull) {
  const { owner, repo } = harness.github;
  const { data } = await harness.github.api.pulls.list({ owner, repo, state: 'open' });
  return data.filter((pull) => pull.number !== number);
}

async function textAt(ref: string): Promise<string> {
  const { owner, repo, api } = harness.github;
  const { data } = await api.repos.getContent({ owner, repo, path: POLICY, ref });
  return 'content' in data ? Buffer.from(data.content, 'base64').toString('utf8') : '';
}

const LEVELS = new Map(rules.map(({ id, level }) => [id, level]));

describe('somebody with write access', () => {
  test('gets a pull request that adds the entry and leaves the rest alone', async () => {
    const pull = await openPull();
    const done = await comment(commentEvent(pull, `${COMMAND}\n\nThanks!`));

    expect(done.exitCode).toBe(0);
    const [opened] = await openedBesides(pull);
    expect(opened).toMatchObject({
      title: 'Allow fresh-release for parcel-core 1.1.0',
      base: { ref: 'main' },
      head: { ref: expect.stringMatching(/^lockgate\/allow-parcel-core-[0-9a-f]{12}$/u) },
      user: { login: 'github-actions[bot]' },
    });
    const text = await textAt(opened?.head.ref ?? '');
    expect(text.startsWith(`${POLICY_TEXT}\n\n[[allow]]\n`)).toBe(true);
    expect(parsePolicy(text, POLICY, LEVELS)).toMatchObject({
      problems: [],
      policy: {
        allow: [
          {
            ...{ name: 'parcel-core', version: '1.1.0', rules: ['fresh-release'], reason: 'we wrote it' },
            ...{ sha256: [sha256Of(PARCEL.good.wheel.bytes)], owner: `@${harness.github.owner}` },
          },
        ],
      },
    });
    expect(await textAt('main')).toBe(POLICY_TEXT);
    expect(replies()).toEqual([expect.stringContaining(opened?.html_url ?? 'no pull request')]);
  });

  test('the pull request changes that one file', async () => {
    const pull = await openPull();
    await comment(commentEvent(pull, COMMAND));

    const [opened] = await openedBesides(pull);
    const { owner, repo, api } = harness.github;
    const { data } = await api.repos.compareCommits({ owner, repo, base: 'main', head: opened?.head.ref ?? '' });
    expect(data.files?.map(({ filename }) => filename)).toEqual([POLICY]);
    expect(data.merge_base_commit.sha).toBe(tip);
  });

  test('is told of the same pull request when asking twice', async () => {
    const pull = await openPull();
    await comment(commentEvent(pull, COMMAND));
    const first = await openedBesides(pull);
    harness.proxy.clear();
    await comment(commentEvent(pull, COMMAND.replace('we wrote it', 'another reason')));

    expect((await openedBesides(pull)).map(({ number }) => number)).toEqual(first.map(({ number }) => number));
    expect(writes()).toEqual([COMMENTS]);
    expect(replies()).toEqual([expect.stringContaining('is open for this already')]);
  });

  test('gets a new one after the first was closed', async () => {
    const pull = await openPull();
    await comment(commentEvent(pull, COMMAND));
    const [first] = await openedBesides(pull);
    const { owner, repo, api } = harness.github;
    await api.pulls.update({ owner, repo, pull_number: first?.number ?? 0, state: 'closed' });
    await comment(commentEvent(pull, COMMAND.replace('we wrote it', 'another reason')));

    const [second] = await openedBesides(pull);
    expect(second?.number).not.toBe(first?.number);
    expect(second?.head.ref).toBe(first?.head.ref);
    expect(await textAt(second?.head.ref ?? '')).toContain('reason = "another reason"');
  });

  test('gets a policy file where there was none', async () => {
    tip = await harness.github.commit('main', { 'uv.lock': LOCKS.base }, []);
    const pull = await harness.openPull({ 'uv.lock': LOCKS.pass }, [tip]);
    await comment(commentEvent(pull, COMMAND));

    const [opened] = await openedBesides(pull);
    expect((await textAt(opened?.head.ref ?? '')).split('\n').slice(0, 2)).toEqual([
      '[[allow]]',
      'package = "pkg:pypi/parcel-core@1.1.0"',
    ]);
  });

  test('invariant 3: the policy of the pull request plays no part', async () => {
    const pull = await openPull({ [POLICY]: 'fail-on = "never"\n[[allow]]\nthis is broken' });
    const done = await comment(commentEvent(pull, COMMAND));

    expect(done.exitCode).toBe(0);
    const [opened] = await openedBesides(pull);
    expect(await textAt(opened?.head.ref ?? '')).toContain('# do not loosen');
  });

  test('invariant 8: words of a comment are data in everything that is written', async () => {
    const pull = await openPull();
    const reason = 'closes #1 @octo/team [x](https://evil.invalid) `a` </details> "\\" ]] [skip ci] ::error::x';
    const done = await comment(commentEvent(pull, COMMAND.replace('we wrote it', reason)));

    expect(done.exitCode).toBe(0);
    const [opened] = await openedBesides(pull);
    expect(opened?.body).toContain('closes');
    expect(opened?.body).not.toMatch(/closes #1|@octo\/|https:\/\/evil|<\/details>|\[skip ci\]/u);
    expect(`${opened?.title}`).not.toContain('skip ci');
    const messages = harness.sent('POST /repos/{owner}/{repo}/git/commits').map((request) => request.body);
    expect(JSON.stringify(messages)).not.toMatch(/skip ci|closes|@/u);
    const { policy } = parsePolicy(await textAt(opened?.head.ref ?? ''), POLICY, LEVELS);
    expect(policy.allow.map((entry) => entry.reason)).toEqual([reason]);
  });
});

describe('is refused with an answer', () => {
  test.each([
    { name: 'an unknown rule', body: '/lockgate allow parcel-core==1.1.0 fresh because x', says: 'is no rule' },
    {
      name: 'a rule about files',
      body: '/lockgate allow parcel-core==1.1.0 manifest-without-lock because x',
      says: 'no release',
    },
    {
      name: 'reported malware',
      body: '/lockgate allow parcel-core==1.1.0 known-malware because x',
      says: 'by a comment',
    },
    { name: 'no reason', body: '/lockgate allow parcel-core==1.1.0 fresh-release', says: 'reason is missing' },
    {
      name: 'another version',
      body: '/lockgate allow parcel-core==9.9 fresh-release because x',
      says: 'No lockfile of this',
    },
    {
      name: 'a mention as a rule',
      body: '/lockgate allow parcel-core==1.1.0 @octo/team because x',
      says: 'is no rule',
    },
  ])('$name', async ({ body, says }) => {
    const pull = await openPull();
    const done = await comment(commentEvent(pull, body));

    expect(done.exitCode).toBe(0);
    expect(writes()).toEqual([COMMENTS]);
    expect(replies()[0]).toContain(says);
    expect(replies()[0]).not.toMatch(/@\w/u);
    expect(await openedBesides(pull)).toEqual([]);
  });

  test('a denied package', async () => {
    tip = await harness.github.commit(
      'main',
      { 'uv.lock': LOCKS.base, [POLICY]: POLICY_TEXT.replace('-old', '-core') },
      [],
    );
    const pull = await harness.openPull({ 'uv.lock': LOCKS.pass }, [tip]);
    await comment(commentEvent(pull, COMMAND));

    expect(writes()).toEqual([COMMENTS]);
    expect(replies()[0]).toContain('The policy denies parcel-core');
    expect(replies()[0]).not.toMatch(/@\w/u);
  });

  test('what the policy accepts already', async () => {
    const entry = '\n[[allow]]\npackage = "pkg:pypi/parcel-core"\nrules = ["fresh-release"]\nreason = "ours"\n';
    tip = await harness.github.commit('main', { 'uv.lock': LOCKS.base, [POLICY]: `${POLICY_TEXT}\n${entry}` }, []);
    const pull = await harness.openPull({ 'uv.lock': LOCKS.pass }, [tip]);
    await comment(commentEvent(pull, COMMAND));

    expect(writes()).toEqual([COMMENTS]);
    expect(replies()[0]).toContain('accepts this already');
  });

  test('a policy of the base that is broken', async () => {
    tip = await harness.github.commit('main', { 'uv.lock': LOCKS.base, [POLICY]: 'nonsense = 1\n' }, []);
    const pull = await harness.openPull({ 'uv.lock': LOCKS.pass }, [tip]);
    const done = await comment(commentEvent(pull, COMMAND));

    expect(done.exitCode).toBe(0);
    expect(writes()).toEqual([COMMENTS]);
    expect(replies()[0]).toContain('mend it first');
  });

  test('a pull request that is closed', async () => {
    const pull = await openPull();
    const { owner, repo, api } = harness.github;
    await api.pulls.update({ owner, repo, pull_number: pull.number, state: 'closed' });
    await comment(commentEvent(pull, COMMAND));

    expect(writes()).toEqual([COMMENTS]);
    expect(replies()[0]).toContain('is closed');
  });
});

describe('nothing but a line in the log', () => {
  test.each<{ readonly name: string; readonly body?: string; readonly over?: CommentOver; readonly says: string }>([
    { name: 'an ordinary comment', body: 'LGTM', says: 'is no command' },
    { name: 'a command further down', body: `Hi\n${COMMAND}`, says: 'is no command' },
    { name: 'an edited comment', over: { action: 'edited' }, says: 'only new comments' },
    { name: 'a deleted comment', over: { action: 'deleted' }, says: 'only new comments' },
    { name: 'an issue', over: { onPull: false }, says: 'on an issue' },
    { name: 'a bot', over: { type: 'Bot', author: 'renovate[bot]' }, says: 'commands of bots' },
    { name: 'an app in somebody’s name', over: { app: { id: 1 } }, says: 'commands of bots and apps' },
  ])('$name: GitHub is not even asked', async ({ body = COMMAND, over = {}, says }) => {
    const done = await comment(commentEvent({ number: 1 }, body, over));

    expect(done.exitCode).toBe(0);
    expect(done.log).toContain(says);
    expect(harness.proxy.requests).toEqual([]);
    expect(done.outputs).toEqual({ complete: 'false' });
  });

  test.each([
    { name: 'a stranger', association: 'NONE', body: COMMAND },
    { name: 'a stranger whom the event calls a member', association: 'MEMBER', body: COMMAND },
    { name: 'a stranger with a malformed command', association: 'CONTRIBUTOR', body: '/lockgate allow' },
  ])('$name', async ({ association, body }) => {
    const pull = await openPull();
    const done = await comment(commentEvent(pull, body, { author: 'stranger', association }));

    expect(done.exitCode).toBe(0);
    expect(done.log).toContain('stranger has no write access');
    expect(harness.proxy.requests.map(({ operation }) => operation)).toEqual([PERMISSION]);
  });

  test('somebody who may only read', async () => {
    const pull = await openPull();
    harness.proxy.fail({
      operation: PERMISSION,
      times: 1,
      answer: { status: 200, body: { permission: 'read', role_name: 'triage', user: null } },
    });
    const done = await comment(commentEvent(pull, COMMAND, { author: 'stranger' }));

    expect(done.exitCode).toBe(0);
    expect(harness.proxy.requests).toHaveLength(1);
  });

  test('where commands are off, which is the default', async () => {
    const pull = await openPull();
    const done = await harness.run(commentEvent(pull, COMMAND), { permissions: ON });

    expect(done.exitCode).toBe(0);
    expect(done.log).toContain('commands in comments are off');
    expect(harness.proxy.requests).toEqual([]);
  });
});

describe('a repository that lets Lockgate do less', () => {
  test('who may write is not known: nothing is done, and the job fails', async () => {
    const pull = await openPull();
    harness.proxy.fail({ operation: PERMISSION, times: 9, answer: { status: 403, body: { message: 'Forbidden' } } });
    const done = await comment(commentEvent(pull, COMMAND));

    expect(done.exitCode).toBe(1);
    expect(messagesOf(done, 'error')[0]).toContain('could not be asked');
    expect(writes()).toEqual([]);
  });

  test('a token that may not write contents: told in the answer, and the job says what to add', async () => {
    const pull = await openPull();
    const done = await comment(commentEvent(pull, COMMAND), {
      permissions: { contents: 'read', pull_requests: 'write' },
    });

    expect(done.exitCode).toBe(1);
    expect(messagesOf(done, 'error')[0]).toMatch(/contents: write\n {2}pull-requests: write/u);
    expect(replies()[0]).toContain('could not be proposed');
    expect(await openedBesides(pull)).toEqual([]);
  });

  test('workflows may not open pull requests: the branch is there, and the answer says how to go on', async () => {
    const pull = await openPull();
    const message = 'GitHub Actions is not permitted to create or approve pull requests.';
    harness.proxy.fail({ operation: `POST ${PULLS}`, times: 1, answer: { status: 403, body: { message } } });
    const done = await comment(commentEvent(pull, COMMAND));

    expect(done.exitCode).toBe(0);
    expect(replies()[0]).toMatch(/compare\/main\.\.\.lockgate\/allow-parcel-core-[0-9a-f]{12}\?expand=1/u);
  });

  test('an answer that cannot be written is in the log', async () => {
    const pull = await openPull();
    harness.proxy.fail({ operation: COMMENTS, times: 9, answer: { status: 403, body: { message: 'Forbidden' } } });
    const done = await comment(commentEvent(pull, COMMAND));

    expect(done.exitCode).toBe(0);
    expect(messagesOf(done, 'warning')[0]).toContain('adds the entry');
    expect(await openedBesides(pull)).toHaveLength(1);
  });
});

test('a schedule asks for no file of a release, and says so', async () => {
  const { head } = await openPull();
  const event = { name: 'schedule', payload: { schedule: '0 6 * * *' } };
  const before = harness.index.requests.length;
  const done = await harness.run(event, { sha: head, permissions: { contents: 'read', issues: 'write' } });

  expect(done.outputs).toMatchObject({ verdict: 'pass', complete: 'true' });
  expect(harness.index.requests.slice(before).filter(({ path }) => path.startsWith('/files/'))).toEqual([]);
  expect(done.report).toMatchObject({ contents: { read: false } });
  expect(done.summary).toContain('The code of the releases was not read');
});
