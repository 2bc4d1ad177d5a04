import { describe, expect, test } from '@jest/globals';
import { readRunner } from '../../src/github/runner.js';
import { ActionError } from '../../src/model/error.js';

const environment = {
  GITHUB_REPOSITORY: 'octocat/hello',
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_EVENT_PATH: '/runner/event.json',
  GITHUB_SHA: 'a'.repeat(40),
  GITHUB_API_URL: 'https://ghe.invalid/api/v3/',
  GITHUB_GRAPHQL_URL: 'https://ghe.invalid/api/graphql',
  GITHUB_SERVER_URL: 'https://ghe.invalid',
  GITHUB_RUN_ID: '42',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_WORKSPACE: '/runner/work',
  RUNNER_TEMP: '/runner/temp',
};

test('a runner of GitHub Enterprise Server', () => {
  expect(readRunner(environment)).toEqual({
    owner: 'octocat',
    repo: 'hello',
    eventName: 'pull_request',
    eventPath: '/runner/event.json',
    sha: 'a'.repeat(40),
    apiUrl: 'https://ghe.invalid/api/v3',
    graphqlUrl: 'https://ghe.invalid/api/graphql',
    runUrl: 'https://ghe.invalid/octocat/hello/actions/runs/42',
    attempt: 2,
    workspace: '/runner/work',
    temp: '/runner/temp',
  });
});

test('what only some runners set may be missing', () => {
  const { GITHUB_GRAPHQL_URL: _, GITHUB_RUN_ID: __, GITHUB_RUN_ATTEMPT: ___, ...rest } = environment;
  expect(readRunner(rest)).toMatchObject({ graphqlUrl: null, runUrl: null, attempt: 1 });
});

describe('outside of a workflow', () => {
  test.each(['GITHUB_REPOSITORY', 'GITHUB_EVENT_NAME', 'GITHUB_EVENT_PATH', 'GITHUB_SHA', 'GITHUB_API_URL'])(
    'a missing %s is named',
    (name) => {
      const read = () => readRunner({ ...environment, [name]: undefined });
      expect(read).toThrow(ActionError);
      expect(read).toThrow(name);
    },
  );
});
