import type { GitHub } from './client.js';
import { COMMENT_LIMITS, cutToFit } from './fit.js';
import { type Marker, readMarker, withMarker } from './marker.js';

/** Where a pull request's report can stand; both places work the same way. */
export interface CommentChannel {
  /** As the object of "Cannot write". */
  readonly what: string;
  /** One page of existing ones, oldest first; fewer than `PAGE_SIZE` mean that it is the last. */
  readonly list: (page: number) => Promise<readonly ExistingComment[]>;
  readonly create: (body: string) => Promise<WrittenComment>;
  readonly update: (id: number, body: string) => Promise<WrittenComment>;
}

export interface ExistingComment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
  readonly author: Author | null;
}

export interface Author {
  readonly login: string;
  /** `Bot` for apps, among them the job's own token. */
  readonly type: string;
}

export interface WrittenComment {
  readonly url: string;
}

export const PAGE_SIZE = 100;
const MAX_PAGES = 10;

export interface CommentRequest {
  readonly text: string;
  readonly key: string;
  readonly head: string;
  /** False: only bring an existing comment up to date, so that it does not stay red for ever. */
  readonly create: boolean;
  /** False when nothing of ours can be there yet. */
  readonly lookForExisting: boolean;
}

/** Writes the report once: edits the comment of an earlier run in place, leaves an equal one alone. Null: nothing to write. */
export async function writeComment(
  github: GitHub,
  channel: CommentChannel,
  request: CommentRequest,
): Promise<WrittenComment | null> {
  const text = cutToFit(request.text, COMMENT_LIMITS);
  const body = withMarker(text, request);
  const existing = request.lookForExisting ? await findOwn(github, channel, request.key) : null;
  if (existing === null) return request.create ? channel.create(body) : null;
  if (readMarker(existing.body)?.hash === readMarker(body)?.hash) return { url: existing.url };
  return channel.update(existing.id, body);
}

/**
 * The newest comment with our marker that our own login wrote. `pull-requests: write` may edit anybody's comment, so the marker
 * alone would let a look-alike of someone else be overwritten, or speak for us.
 */
async function findOwn(github: GitHub, channel: CommentChannel, key: string): Promise<ExistingComment | null> {
  const marked = (await listAll(channel)).filter(({ body }) => isOurs(readMarker(body), key));
  if (marked.length === 0) return null;
  const viewer = await github.viewer();
  return marked.findLast(({ author }) => isViewer(author, viewer)) ?? null;
}

const isOurs = (marker: Marker | null, key: string): boolean => marker?.key === key;

/** Without a viewer (GraphQL out of reach), any bot that writes our marker is taken for us; a person never is. */
export function isViewer(author: Author | null, viewer: string | null): boolean {
  if (author === null) return false;
  if (viewer === null) return author.type === 'Bot';
  return author.login === viewer || (author.type === 'Bot' && author.login === `${viewer}[bot]`);
}

async function listAll(channel: CommentChannel): Promise<readonly ExistingComment[]> {
  const all: ExistingComment[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const comments = await channel.list(page);
    all.push(...comments);
    if (comments.length < PAGE_SIZE) break;
  }
  return all;
}
