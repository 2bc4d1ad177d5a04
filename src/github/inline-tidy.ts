import type { GitHub } from './client.js';
import { errorsOf, type GraphqlError } from './graphql-errors.js';
import type { Tidying } from './inline-plan.js';

/** Changes in one document; what is left is for the next run. GitHub counts a document as one request. */
const MAX_STEPS = 30;

interface Step {
  readonly kind: keyof typeof MUTATIONS;
  readonly id: string;
  readonly body: string | null;
}

/**
 * `minimizeComment` because `pull-requests: write` suffices for it: resolving a thread (`resolveReviewThread`) would take `contents: write`,
 * which no reviewer of dependencies should have. All data goes in as variables.
 */
const MUTATIONS = {
  remove: (at: number) => `remove${at}: deletePullRequestReviewComment(input: { id: $id${at} }) { clientMutationId }`,
  edit: (at: number) =>
    `edit${at}: updatePullRequestReviewComment(input: { pullRequestReviewCommentId: $id${at}, body: $body${at} }) { clientMutationId }`,
  hide: (at: number) =>
    `hide${at}: minimizeComment(input: { subjectId: $id${at}, classifier: RESOLVED }) { clientMutationId }`,
} as const;

export interface TidyDocument {
  readonly query: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** One document for all that has to be done; null for nothing. A mutation's fields are carried out in order. */
export function tidyDocument({ remove, retire, edit }: Tidying): TidyDocument | null {
  const steps: readonly Step[] = [
    ...remove.map((id): Step => ({ kind: 'remove', id, body: null })),
    ...retire.flatMap(({ id, body }): readonly Step[] => [
      // Hidden first: what the marker calls gone is not looked at again.
      { kind: 'hide', id, body: null },
      { kind: 'edit', id, body },
    ]),
    ...edit.map(({ id, body }): Step => ({ kind: 'edit', id, body })),
  ].slice(0, MAX_STEPS);
  if (steps.length === 0) return null;
  const names = steps.map(({ body }, at) => `$id${at}: ID!${body === null ? '' : `, $body${at}: String!`}`);
  const variables = steps.flatMap(({ id, body }, at) => [
    [`id${at}`, id] as const,
    ...(body === null ? [] : [[`body${at}`, body] as const]),
  ]);
  return {
    query: `mutation (${names.join(', ')}) {\n  ${steps.map(({ kind }, at) => MUTATIONS[kind](at)).join('\n  ')}\n}`,
    variables: Object.fromEntries(variables),
  };
}

/**
 * Carries it out and gives what GitHub refused. A comment that somebody has deleted meanwhile needs no tidying.
 * @throws Octokit's error when GitHub refuses the document as a whole.
 */
export async function tidyUp(github: GitHub, { query, variables }: TidyDocument): Promise<readonly GraphqlError[]> {
  const answer = await github.graphql(query, variables);
  return errorsOf(answer).filter(({ type }) => type !== 'NOT_FOUND');
}
