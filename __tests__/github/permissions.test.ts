import { describe, expect, test } from '@jest/globals';
import { explainFailedWrite, type FailedWrite, refusalOf } from '../../src/github/permissions.js';

const failed = (given: Partial<FailedWrite['refusal']>, readOnlyFork = false): FailedWrite => ({
  what: 'the pull request review',
  scope: 'pull-requests: write',
  readOnlyFork,
  refusal: { status: 403, message: 'Resource not accessible by integration', ...given },
});

describe('a failed write is explained', () => {
  test('a missing permission, with the YAML to add', () => {
    expect(explainFailedWrite(failed({}))).toMatchInlineSnapshot(`
"Cannot write the pull request review: GitHub answered 403: Resource not accessible by integration. The verdict stands, and the whole report is in the job summary. The token lacks \`pull-requests: write\`. Give it to the job:
permissions:
  contents: read
  pull-requests: write
  checks: write"
`);
  });

  test('a fork', () => {
    expect(explainFailedWrite(failed({}, true))).toMatchInlineSnapshot(
      `"Cannot write the pull request review: GitHub answered 403: Resource not accessible by integration. The verdict stands, and the whole report is in the job summary. A pull request from a fork gets a token that may only read. Run this workflow on \`pull_request_target\` to have it: Lockgate checks nothing out and runs nothing of the pull request."`,
    );
  });

  test.each([
    { name: 'a rate limit', refusal: { message: 'API rate limit exceeded' }, says: /rate limit is used up \(403\)/u },
    {
      name: 'a locked conversation',
      refusal: { message: 'Unable to create comment because issue is locked.' },
      says: /The conversation is locked; unlock it/u,
    },
    {
      name: 'no answer',
      refusal: { status: 0, message: 'socket hang up' },
      says: /could not be reached: socket hang up/u,
    },
    {
      name: 'a refusal',
      refusal: { status: 422, message: 'Validation Failed' },
      says: /GitHub answered 422: Validation/u,
    },
  ])('$name, without advice on permissions', ({ refusal, says }) => {
    const text = explainFailedWrite(failed(refusal));
    expect(text).toMatch(says);
    expect(text).not.toContain('permissions:');
  });
});

describe('what GitHub said', () => {
  const thrown = (fields: object): Error =>
    Object.assign(new Error('Not Found - https://docs.github.com/rest/x'), fields);

  test('an answer, without the address of its documentation', () => {
    expect(refusalOf(thrown({ status: 404, response: {} }))).toEqual({ status: 404, message: 'Not Found' });
  });

  test('no answer: Octokit’s 500 is none of GitHub’s', () => {
    expect(refusalOf(thrown({ status: 500 }))).toMatchObject({ status: 0 });
  });

  test('text of a server cannot forge a line of the log', () => {
    const forged = Object.assign(new Error('a\n::error::b\u202E'), { status: 422, response: {} });
    expect(refusalOf(forged).message).toBe('a ::error::b\\u{202e}');
  });

  test('an error of our own is thrown on', () => {
    expect(() => refusalOf(new TypeError('undefined is not a function'))).toThrow(TypeError);
  });
});
