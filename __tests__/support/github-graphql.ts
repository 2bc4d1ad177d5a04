import { readFileSync } from 'node:fs';
import { buildSchema, type ExecutionResult, execute, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import type { ReviewThreads, StoredThread } from './review-threads.js';

export interface GraphqlQuestion {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const SCHEMA = new URL('../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url);

let schema: GraphQLSchema | null = null;

/** GitHub's own schema, as it publishes it (1.5 s to read, so only where something is asked of it). */
export function githubSchema(): GraphQLSchema {
  // The published text holds a few fields twice.
  schema ??= buildSchema(readFileSync(SCHEMA, 'utf8'), { assumeValidSDL: true });
  return schema;
}

/** What GitHub's schema does not allow of a document; empty for a good one. */
export function graphqlViolations({ query }: GraphqlQuestion): readonly string[] {
  try {
    return validate(githubSchema(), parse(query)).map(({ message }) => `GraphQL: ${message}`);
  } catch (error) {
    return [`GraphQL: ${String(error)}`];
  }
}

export interface GraphqlWorld {
  readonly viewer: string;
  readonly threads: ReviewThreads;
  /** Present head commit of a pull request. */
  readonly headOf: (pull: number) => Promise<string>;
}

/** GitHub's way to answer what is asked about review threads, with its schema behind it. */
export async function answerGraphql({ query, variables = {} }: GraphqlQuestion, world: GraphqlWorld): Promise<unknown> {
  const answer: ExecutionResult = await execute({
    schema: githubSchema(),
    document: parse(query),
    variableValues: { ...variables },
    rootValue: { ...queries(world), ...mutations(world) },
  });
  const errors = answer.errors?.map(({ message, path, extensions }) => ({ type: extensions['type'], path, message }));
  return JSON.parse(JSON.stringify(errors === undefined ? { data: answer.data } : { data: answer.data, errors }));
}

const queries = ({ viewer, threads, headOf }: GraphqlWorld) => ({
  viewer: { login: viewer },
  repository: () => ({
    pullRequest: async ({ number }: { readonly number: number }) => ({
      headRefOid: await headOf(number),
      reviewThreads: ({ first, after }: { readonly first: number; readonly after: string | null }) => {
        const all = threads.of(number);
        const start = Number(after ?? 0);
        return {
          pageInfo: { hasNextPage: start + first < all.length, endCursor: String(start + first) },
          nodes: all.slice(start, start + first).map((thread) => threadShape(thread, viewer)),
        };
      },
    }),
  }),
});

const threadShape = ({ id, path, resolved, comments }: StoredThread, viewer: string) => ({
  id,
  path,
  isResolved: resolved,
  comments: ({ first }: { readonly first: number }) => ({
    totalCount: comments.length,
    nodes: comments.slice(0, first).map((comment) => ({
      id: comment.id,
      body: comment.body,
      viewerDidAuthor: comment.author === viewer,
      // As GitHub has it: a bot's login is without `[bot]` here.
      author: {
        __typename: comment.author.endsWith('[bot]') ? 'Bot' : 'User',
        login: comment.author.replace(/\[bot\]$/u, ''),
      },
    })),
  }),
});

interface Given<Input> {
  readonly input: Input;
}

const mutations = ({ threads }: GraphqlWorld) => ({
  deletePullRequestReviewComment: ({ input }: Given<{ readonly id: string }>) => done(threads.remove(input.id)),
  updatePullRequestReviewComment: ({
    input,
  }: Given<{ readonly pullRequestReviewCommentId: string; readonly body: string }>) =>
    done(threads.edit(input.pullRequestReviewCommentId, input.body)),
  minimizeComment: ({ input }: Given<{ readonly subjectId: string; readonly classifier: string }>) =>
    done(threads.minimize(input.subjectId, input.classifier)),
});

function done(found: boolean): { readonly clientMutationId: null } {
  if (found) return { clientMutationId: null };
  throw new GraphQLError('Could not resolve to a node with the global id given.', {
    extensions: { type: 'NOT_FOUND' },
  });
}
