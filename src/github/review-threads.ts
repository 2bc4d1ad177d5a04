import * as v from 'valibot';
import type { GitHub } from './client.js';
import { isViewer } from './comment.js';
import { errorsOf } from './graphql-errors.js';
import { type InlineMarker, readInlineMarker } from './inline-marker.js';
import type { Place } from './place.js';

/** A thread of a pull request that a comment of ours opens. */
export interface OwnThread {
  readonly path: string;
  /** Of the comment, for GraphQL. */
  readonly id: string;
  readonly body: string;
  readonly marker: InlineMarker;
  /** Somebody has replied. */
  readonly answered: boolean;
  /** Somebody has resolved the conversation. */
  readonly resolved: boolean;
}

export type ThreadList =
  | {
      readonly kind: 'listed';
      /** Head of the pull request by now: another one than that under review has a run of its own. */
      readonly head: string;
      readonly own: readonly OwnThread[];
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Beyond it, comments of ours could go unseen and be doubled; GitHub gives 100 threads a page. */
const MAX_PAGES = 5;

/** REST lists comments too, but tells neither which threads are resolved nor who the token is. */
export const THREADS_QUERY = `
query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  viewer { login }
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      headRefOid
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          path
          isResolved
          comments(first: 1) {
            totalCount
            nodes { id body viewerDidAuthor author { __typename login } }
          }
        }
      }
    }
  }
}`;

const Comment = v.object({
  id: v.string(),
  body: v.string(),
  viewerDidAuthor: v.boolean(),
  author: v.nullable(v.object({ __typename: v.string(), login: v.string() })),
});

const Thread = v.object({
  path: v.string(),
  isResolved: v.boolean(),
  comments: v.object({ totalCount: v.number(), nodes: v.array(Comment) }),
});

const Answer = v.object({
  data: v.object({
    viewer: v.object({ login: v.string() }),
    repository: v.object({
      pullRequest: v.object({
        headRefOid: v.string(),
        reviewThreads: v.object({
          pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullable(v.string()) }),
          nodes: v.array(Thread),
        }),
      }),
    }),
  }),
});

type Page = v.InferOutput<typeof Answer>['data'];

/** @throws Octokit's error when GitHub refuses. */
export async function listOwnThreads(github: GitHub, place: Place, pull: number): Promise<ThreadList> {
  const own: OwnThread[] = [];
  let after: string | null = null;
  for (let pages = 1; pages <= MAX_PAGES; pages += 1) {
    const answer = await github.graphql(THREADS_QUERY, { ...place, number: pull, after });
    if (answer === null) return { kind: 'unknown', reason: 'this server has no GraphQL beside its API' };
    const read = v.safeParse(Answer, answer);
    if (!read.success) return { kind: 'unknown', reason: reasonOf(answer) };
    const page: Page = read.output.data;
    const { headRefOid: head, reviewThreads: threads } = page.repository.pullRequest;
    own.push(...threads.nodes.flatMap((thread) => ownThread(thread, page.viewer.login)));
    if (!threads.pageInfo.hasNextPage) return { kind: 'listed', head, own };
    after = threads.pageInfo.endCursor;
  }
  return { kind: 'unknown', reason: `the pull request has more than ${MAX_PAGES * 100} conversations` };
}

const reasonOf = (answer: unknown): string => errorsOf(answer)[0]?.message ?? 'GraphQL gave an answer of another form';

/**
 * Ours are those that open with our marker and that this token wrote: `pull-requests: write` may edit anybody's comment, and anybody may write
 * our marker.
 */
function ownThread(
  { path, isResolved, comments }: Page['repository']['pullRequest']['reviewThreads']['nodes'][number],
  viewer: string,
): readonly OwnThread[] {
  const first = comments.nodes[0];
  const marker = first === undefined ? null : readInlineMarker(first.body);
  if (first === undefined || marker === null) return [];
  if (!first.viewerDidAuthor && !isViewer(authorOf(first), viewer)) return [];
  const answered = comments.totalCount > 1;
  return [{ path, id: first.id, body: first.body, marker, answered, resolved: isResolved }];
}

/** GraphQL leaves out of a bot's login the `[bot]` that REST and `viewer` have. */
function authorOf({ author }: v.InferOutput<typeof Comment>) {
  if (author === null) return null;
  const { __typename: type, login } = author;
  return { type, login: type === 'Bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login };
}
