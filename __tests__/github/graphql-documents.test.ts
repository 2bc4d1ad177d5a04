import { expect, test } from '@jest/globals';
import { VIEWER_QUERY } from '../../src/github/client.js';
import { errorsOf } from '../../src/github/graphql-errors.js';
import type { Tidying } from '../../src/github/inline-plan.js';
import { tidyDocument } from '../../src/github/inline-tidy.js';
import { THREADS_QUERY } from '../../src/github/review-threads.js';
import { graphqlViolations } from '../support/github-graphql.js';

const NONE: Tidying = { remove: [], retire: [], edit: [] };
const edit = (id: string) => ({ id, body: `body of ${id}` });

const everything: Tidying = { remove: ['a', 'b'], retire: [edit('c')], edit: [edit('d')] };
const many: Tidying = { ...NONE, retire: Array.from({ length: 40 }, (_, at) => edit(`thread-${at}`)) };

test.each([
  { name: 'who the token is', query: VIEWER_QUERY },
  { name: 'the conversations', query: THREADS_QUERY },
  { name: 'one comment to remove', query: tidyDocument({ ...NONE, remove: ['a'] })?.query ?? '' },
  { name: 'all kinds of changes', query: tidyDocument(everything)?.query ?? '' },
  { name: 'more changes than a run makes', query: tidyDocument(many)?.query ?? '' },
])('GitHub’s schema has it: $name', ({ query }) => {
  expect(graphqlViolations({ query })).toEqual([]);
});

test('the check sees what the schema has not', () => {
  expect(graphqlViolations({ query: '{ viewer { nickname } }' })).toEqual([expect.stringContaining('nickname')]);
});

test('ids and texts are variables, never part of a document', () => {
  const hostile = '") { clientMutationId } evil: addStar(input: { starrableId: "x';
  const document = tidyDocument({ remove: [hostile], retire: [{ id: hostile, body: hostile }], edit: [] });
  expect(document).toMatchInlineSnapshot(`
{
  "query": "mutation ($id0: ID!, $id1: ID!, $id2: ID!, $body2: String!) {
  remove0: deletePullRequestReviewComment(input: { id: $id0 }) { clientMutationId }
  hide1: minimizeComment(input: { subjectId: $id1, classifier: RESOLVED }) { clientMutationId }
  edit2: updatePullRequestReviewComment(input: { pullRequestReviewCommentId: $id2, body: $body2 }) { clientMutationId }
}",
  "variables": {
    "body2": "") { clientMutationId } evil: addStar(input: { starrableId: "x",
    "id0": "") { clientMutationId } evil: addStar(input: { starrableId: "x",
    "id1": "") { clientMutationId } evil: addStar(input: { starrableId: "x",
    "id2": "") { clientMutationId } evil: addStar(input: { starrableId: "x",
  },
}
`);
});

test('nothing to do is no document', () => {
  expect(tidyDocument(NONE)).toBeNull();
});

test.each([
  { name: 'a success', answer: { data: {} }, is: [] },
  {
    name: 'a refusal',
    answer: { errors: [{ type: 'FORBIDDEN', message: 'no\n' }] },
    is: [{ type: 'FORBIDDEN', message: 'no' }],
  },
  { name: 'an error without a type', answer: { errors: [{ message: 'no' }] }, is: [{ type: '', message: 'no' }] },
  { name: 'something else', answer: 'no', is: [] },
])('errors of $name', ({ answer, is }) => {
  expect(errorsOf(answer)).toEqual(is);
});
