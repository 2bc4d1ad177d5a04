import { expect, test } from '@jest/globals';
import { readCommentEvent } from '../../src/github/acceptance-event.js';

interface Over {
  readonly action?: string;
  readonly issue?: object;
  readonly comment?: object;
}

const payload = ({ action = 'created', issue = {}, comment = {} }: Over = {}) => ({
  action,
  issue: { number: 7, pull_request: { url: 'https://github.invalid' }, ...issue },
  comment: {
    ...{ body: 'hello', author_association: 'OWNER', performed_via_github_app: null },
    ...{ user: { login: 'octocat', type: 'User' }, ...comment },
  },
});

test('a comment of a person', () => {
  expect(readCommentEvent(payload())).toEqual({
    ...{ kind: 'comment', pull: 7, body: 'hello', author: 'octocat', byBot: false },
  });
});

test.each([
  { name: 'an app', comment: { user: { login: 'dependabot[bot]', type: 'Bot' } } },
  { name: 'a bot by its name alone', comment: { user: { login: 'x[bot]', type: 'User' } } },
  { name: 'an organisation', comment: { user: { login: 'corp', type: 'Organization' } } },
  { name: 'an app in the name of a person', comment: { performed_via_github_app: { id: 1 } } },
])('no person: $name', ({ comment }) => {
  expect(readCommentEvent(payload({ comment }))).toMatchObject({ byBot: true });
});

test.each<{ readonly name: string; readonly over: Over }>([
  { name: 'an edited comment', over: { action: 'edited' } },
  { name: 'a comment on an issue', over: { issue: { pull_request: undefined } } },
  { name: 'a comment whose author is gone', over: { comment: { user: null } } },
])('passed over: $name', ({ over }) => {
  expect(readCommentEvent(payload(over))).toMatchObject({ kind: 'ignored' });
});

test.each<{ readonly name: string; readonly given: unknown }>([
  { name: 'nothing', given: null },
  { name: 'another event', given: { action: 'created' } },
  { name: 'a number that is none', given: payload({ issue: { number: '7' } }) },
  { name: 'a login that is a path', given: payload({ comment: { user: { login: '../x', type: 'User' } } }) },
])('a payload that is not the event’s: $name', ({ given }) => {
  expect(() => readCommentEvent(given)).toThrow(expect.objectContaining({ code: 'event' }));
});
