import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { type EventSource, parseEvent } from '../../src/github/event.js';
import { ActionError } from '../../src/model/error.js';

const ZERO = '0'.repeat(40);
const SHA = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);

interface WebhookExamples {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}

const webhooks = createRequire(import.meta.url)(
  '@octokit/webhooks-examples/api.github.com/index.json',
) as readonly WebhookExamples[];

const examplesOf = (event: string) =>
  (webhooks.find(({ name }) => name === event)?.examples ?? []).map((payload, index) => ({
    name: `${event} example ${index}: ${String(payload['action'])}`,
    payload,
  }));

const source = (eventName: string, payload: unknown): EventSource => ({ eventName, sha: SHA, payload });

describe('payloads that GitHub has sent', () => {
  test('there are enough of them', () => {
    expect(examplesOf('pull_request').length).toBeGreaterThanOrEqual(29);
    expect(examplesOf('merge_group').length).toBeGreaterThanOrEqual(1);
  });

  test.each(examplesOf('pull_request'))('$name', ({ payload }) => {
    const pull = payload['pull_request'] as { number: number; base: { sha: string }; head: { sha: string } };
    expect(parseEvent(source('pull_request', payload))).toMatchObject({
      kind: 'pull-request',
      action: payload['action'],
      number: pull.number,
      baseSha: pull.base.sha,
      headSha: pull.head.sha,
    });
  });

  test.each(examplesOf('merge_group'))('$name', ({ payload }) => {
    const group = payload['merge_group'] as { base_sha: string; head_sha: string };
    expect(parseEvent(source('merge_group', payload))).toEqual({
      kind: 'merge-group',
      baseSha: group.base_sha,
      headSha: group.head_sha,
    });
  });
});

describe('payloads of the other events that GitHub has sent', () => {
  test.each(examplesOf('push'))('$name', ({ payload }) => {
    const { before, after } = payload as { readonly before: string; readonly after: string };
    const parse = () => parseEvent(source('push', payload));
    if (after === ZERO) expect(parse).toThrow(/deletes a branch/u);
    else expect(parse()).toEqual({ kind: 'push', baseSha: before === ZERO ? null : before, headSha: after });
  });

  // None of them follows a pull request, and a run must not take one for it.
  test.each(examplesOf('workflow_run'))('$name', ({ payload }) => {
    expect(() => parseEvent(source('workflow_run', payload))).toThrow(/belongs to no pull request/u);
  });

  test.each(examplesOf('workflow_run'))('$name, had it followed a pull request', ({ payload }) => {
    const run = payload['workflow_run'] as Readonly<Record<string, unknown>>;
    const followed = { ...payload, workflow_run: { ...run, event: 'pull_request' } };
    expect(parseEvent(source('workflow_run', followed))).toEqual({
      kind: 'workflow-run',
      headSha: run['head_sha'],
      head: expect.stringMatching(/^octo-org:\S+$/u),
    });
  });

  test.each(examplesOf('workflow_dispatch'))('$name', ({ payload }) => {
    expect(parseEvent(source('workflow_dispatch', payload))).toEqual({
      kind: 'whole',
      name: 'workflow_dispatch',
      headSha: SHA,
    });
  });
});

const pullPayload = (headRepo: string | null) => ({
  action: 'opened',
  pull_request: {
    number: 7,
    base: { sha: SHA, repo: { full_name: 'octocat/hello' } },
    head: { sha: OTHER, repo: headRepo === null ? null : { full_name: headRepo } },
    user: { login: 'dependabot[bot]' },
  },
});

describe('where the head lies', () => {
  test.each([
    { name: 'a branch of the same repository', headRepo: 'octocat/hello', fork: false },
    { name: 'a fork', headRepo: 'someone/hello', fork: true },
    { name: 'a fork that has been deleted', headRepo: null, fork: true },
  ])('$name', ({ headRepo, fork }) => {
    expect(parseEvent(source('pull_request_target', pullPayload(headRepo)))).toEqual({
      kind: 'pull-request',
      name: 'pull_request_target',
      action: 'opened',
      number: 7,
      baseSha: SHA,
      headSha: OTHER,
      fork,
      author: 'dependabot[bot]',
    });
  });
});

describe('events without a pull request', () => {
  test.each([
    { name: 'push', payload: { before: OTHER, after: SHA }, is: { kind: 'push', baseSha: OTHER, headSha: SHA } },
    {
      name: 'push of a new branch',
      payload: { before: ZERO, after: SHA },
      is: { kind: 'push', baseSha: null, headSha: SHA },
    },
  ])('$name', ({ payload, is }) => {
    expect(parseEvent(source('push', payload))).toEqual(is);
  });

  test.each(['schedule', 'workflow_dispatch'])('%s reviews the commit of the run', (eventName) => {
    expect(parseEvent(source(eventName, {}))).toEqual({ kind: 'whole', name: eventName, headSha: SHA });
  });
});

describe('what cannot be reviewed', () => {
  test.each([
    { name: 'an event without commits', eventName: 'issues', payload: {}, says: /"issues".*names no pair of commits/u },
    { name: 'a deleted branch', eventName: 'push', payload: { before: SHA, after: ZERO }, says: /deletes a branch/u },
    {
      name: 'a payload that is no object',
      eventName: 'pull_request',
      payload: null,
      says: /payload of the pull_request/u,
    },
    {
      name: 'a commit id that could be something else',
      eventName: 'merge_group',
      payload: { merge_group: { base_sha: 'main', head_sha: SHA } },
      says: /"merge_group\.base_sha"/u,
    },
  ])('$name', ({ eventName, payload, says }) => {
    const parse = () => parseEvent(source(eventName, payload));
    expect(parse).toThrow(ActionError);
    expect(parse).toThrow(says);
  });

  test('the remedy names every event that works', () => {
    let remedy = '';
    try {
      parseEvent(source('issue_comment', {}));
    } catch (error) {
      remedy = error instanceof ActionError ? error.remedy : '';
    }
    expect(remedy).toBe(
      'Run it on one of: pull_request, pull_request_target, merge_group, workflow_run, push, schedule, workflow_dispatch.',
    );
  });
});

describe('a workflow that follows another', () => {
  const payload = (over: Record<string, unknown> = {}) => ({
    action: 'completed',
    workflow_run: {
      event: 'pull_request',
      head_sha: OTHER,
      head_branch: 'update',
      head_repository: { owner: { login: 'someone' } },
      ...over,
    },
  });

  test('names the head of its pull request', () => {
    expect(parseEvent(source('workflow_run', payload()))).toEqual({
      kind: 'workflow-run',
      headSha: OTHER,
      head: 'someone:update',
    });
  });

  test.each([
    { name: 'a push', over: { event: 'push' } },
    { name: 'a fork that is gone', over: { head_repository: null } },
    { name: 'no branch', over: { head_branch: null } },
  ])('after $name it is told how to leave that out', ({ over }) => {
    const parse = () => parseEvent(source('workflow_run', payload(over)));

    expect(parse).toThrow(ActionError);
    expect(parse).toThrow(/belongs to no pull request/u);
  });
});
