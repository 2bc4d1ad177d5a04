import type { GitHub } from './client.js';
import { COMMENT_LIMITS, cutToFit } from './fit.js';
import { type Marker, readMarker, withMarker } from './marker.js';
import { refusalOf } from './permissions.js';

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
  /** The body with what there is to say of the one in whose place it comes. */
  readonly inPlaceOf: (body: string, earlier: string) => string;
  /** Asked once, before anything is written, and only if something is to be. */
  readonly mayWrite: () => Promise<boolean>;
}

/**
 * Writes the report once: edits the comment of an earlier run in place, leaves an equal one alone. Null: nothing to write, or it may not be.
 * Two runs at once may both find none and both create one; whichever looks last then turns the older one into a pointer to the newer.
 */
export async function writeComment(
  github: GitHub,
  channel: CommentChannel,
  request: CommentRequest,
): Promise<WrittenComment | null> {
  const body = withMarker(cutToFit(request.text, COMMENT_LIMITS), request);
  const own = request.lookForExisting ? await findOwn(github, channel, request.key) : [];
  const existing = own.at(-1);
  if (existing === undefined && !request.create) return null;
  const isSame = existing !== undefined && readMarker(existing.body)?.hash === readMarker(body)?.hash;
  if (!isSame && !(await request.mayWrite())) return null;
  const edited = existing === undefined ? null : await bringUpToDate(channel, existing, { body, isSame, request });
  if (edited !== null) {
    await tolerantly(() => retire(channel, own, request));
    return edited;
  }
  if (!request.create) return null;
  const created = await channel.create(body);
  await tolerantly(async () => retire(channel, await findOwn(github, channel, request.key), request));
  return created;
}

/** The report is written by then: what GitHub refuses of the tidying is left to the next run. */
async function tolerantly(tidy: () => Promise<void>): Promise<void> {
  try {
    await tidy();
  } catch (error) {
    refusalOf(error); // anything but an answer of GitHub's is a bug and goes on
  }
}

interface Replacement {
  readonly body: string;
  readonly isSame: boolean;
  readonly request: CommentRequest;
}

/** Null when it has been deleted since it was listed. */
async function bringUpToDate(
  channel: CommentChannel,
  existing: ExistingComment,
  { body, isSame, request }: Replacement,
): Promise<WrittenComment | null> {
  if (isSame) return { url: existing.url };
  try {
    return await channel.update(existing.id, request.inPlaceOf(body, existing.body));
  } catch (error) {
    if (refusalOf(error).status === 404) return null;
    throw error;
  }
}

/** Two runs at once leave one too many; what else there may be is seen to by later runs, because a run has few writes. */
const MAX_RETIRED = 1;

/** Leaves one report: every comment of ours but the newest says where that is. */
async function retire(
  channel: CommentChannel,
  own: readonly ExistingComment[],
  marker: Omit<Marker, 'hash'>,
): Promise<void> {
  const newest = own.at(-1);
  if (newest === undefined) return;
  const body = withMarker(`This report is out of date. The current one is [here](${newest.url}).\n`, marker);
  const stale = own.slice(0, -1).filter((comment) => readMarker(comment.body)?.hash !== readMarker(body)?.hash);
  for (const { id } of stale.slice(0, MAX_RETIRED)) await channel.update(id, body);
}

/**
 * The comments with our marker that our own login wrote, oldest first. `pull-requests: write` may edit anybody's comment, so the
 * marker alone would let a look-alike of someone else be overwritten, or speak for us.
 */
async function findOwn(github: GitHub, channel: CommentChannel, key: string): Promise<readonly ExistingComment[]> {
  const marked = (await listAll(channel)).filter(({ body }) => isOurs(readMarker(body), key));
  if (marked.length === 0) return [];
  const viewer = await github.viewer();
  return marked.filter(({ author }) => isViewer(author, viewer)).toSorted((a, b) => a.id - b.id);
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
