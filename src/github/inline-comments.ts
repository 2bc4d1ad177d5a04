import { once } from '../model/once.js';
import type { InlineReport } from '../report/inline.js';
import { type AttemptContext, attempt, tellRefusal, type Wanted } from './attempt.js';
import type { GitHub } from './client.js';
import type { CommentChannel, WrittenComment } from './comment.js';
import { rightLines } from './diff-lines.js';
import type { PullRequestEvent } from './event.js';
import type { GraphqlError } from './graphql-errors.js';
import { hasNew, type InlineInput, type NewComment, newComments, tidying } from './inline-plan.js';
import { type TidyDocument, tidyDocument, tidyUp } from './inline-tidy.js';
import { describeRefusal, type Refusal, refusalOf } from './permissions.js';
import type { Place } from './place.js';
import { listOwnThreads } from './review-threads.js';

export interface InlineContext extends AttemptContext {
  readonly github: GitHub;
  readonly place: Place;
  readonly event: PullRequestEvent;
  readonly key: string;
  /** False when nothing of ours can be there yet. */
  readonly lookForExisting: boolean;
}

/** The inline comments of one run, which go along with its report. */
export interface InlineComments {
  /** The report's channel; where it makes a review, new comments go along with that: one request for both. */
  readonly alongWith: (channel: CommentChannel, as: 'review' | 'sticky') => CommentChannel;
  /** Once the report is written: what did not go along, and the comments of earlier runs. */
  readonly finish: () => Promise<void>;
  /** Requests that wrote something, beyond the report's own. */
  readonly writes: () => number;
}

interface Prepared {
  readonly fresh: readonly NewComment[];
  readonly tidy: TidyDocument | null;
}

const NOTHING: Prepared = { fresh: [], tidy: null };

/**
 * Comments at lines of the diff, each about one finding. They repeat what the report says where a reviewer looks first, so nothing hangs on
 * them: whatever GitHub refuses is told, and the report stands without.
 */
export function openInlineComments(context: InlineContext, report: InlineReport): InlineComments {
  const prepared = once(() => prepare(context, report));
  let reportCreated = false;
  let wentAlong = false;
  let writes = 0;

  const createReview = (body: string, comments: readonly NewComment[]): Promise<WrittenComment> =>
    writeReview(context, body, comments);

  return {
    alongWith: (channel, as) => ({
      ...channel,
      async create(body) {
        reportCreated = true;
        const { fresh } = report.remarks.length === 0 || as === 'sticky' ? NOTHING : await prepared();
        if (fresh.length === 0) return channel.create(body);
        wentAlong = true;
        try {
          return await createReview(body, fresh);
        } catch (error) {
          const refusal = refusalOf(error);
          if (refusal.status !== 422) throw error;
          writes += 1;
          context.log.progress(leftOut(refusal));
          return channel.create(body);
        }
      },
    }),
    async finish() {
      // Where there was no report of ours, there are no comments of ours either.
      if (reportCreated && report.remarks.length === 0) return;
      const { fresh, tidy } = await prepared();
      if (!wentAlong && fresh.length > 0) {
        writes += 1;
        await attempt(context, NEW, () => createTolerantly(context, () => createReview('', fresh)));
      }
      if (tidy !== null) {
        writes += 1;
        await tidyTolerantly(context, tidy);
      }
    },
    writes: () => writes,
  };
}

const NEW: Wanted = { what: 'the inline comments', scope: 'pull-requests: write', quiet: false };
const EARLIER: Wanted = { ...NEW, what: 'the inline comments of earlier runs' };

async function writeReview(
  { github, place, event }: InlineContext,
  body: string,
  comments: readonly NewComment[],
): Promise<WrittenComment> {
  const { data } = await github.rest.pulls.createReview({
    ...{ owner: place.owner, repo: place.repo, pull_number: event.number },
    ...{ commit_id: event.headSha, event: 'COMMENT', body },
    comments: comments.map((comment) => ({ ...comment, side: 'RIGHT' })),
  });
  return { url: data.html_url };
}

/** A line that the diff does not show after all is nobody's to mend: the diff has moved on, or GitHub counts otherwise. */
async function createTolerantly({ log }: InlineContext, create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    const refusal = refusalOf(error);
    if (!isIllegalLine(refusal)) throw error;
    log.progress(leftOut(refusal));
  }
}

const isIllegalLine = ({ status, message }: Refusal): boolean =>
  status === 422 && /\b(?:line|path|position|diff|hunk)\b/iu.test(message);

const leftOut = (refusal: Refusal): string =>
  `No inline comments were written: ${describeRefusal(refusal)}. The report has all that they would say.`;

async function tidyTolerantly(context: InlineContext, document: TidyDocument): Promise<void> {
  const tidied = await attempt(context, EARLIER, () => tidyUp(context.github, document));
  const [first] = tidied.done ? tidied.value : [];
  if (first !== undefined) tellRefusal(context, EARLIER, refusalOfGraphql(first));
}

const STATUS: Readonly<Record<string, number>> = { FORBIDDEN: 403, RATE_LIMITED: 429 };

const refusalOfGraphql = ({ type, message }: GraphqlError): Refusal => ({ status: STATUS[type] ?? 422, message });

/** Reads what is there and what the diff shows. When either is not known, nothing that hangs on it is done. */
async function prepare(context: InlineContext, report: InlineReport): Promise<Prepared> {
  const { github, place, event, key, lookForExisting, log } = context;
  const listed = await orNull(context, () =>
    lookForExisting
      ? listOwnThreads(github, { owner: place.owner, repo: place.repo }, event.number)
      : Promise.resolve({ kind: 'listed', head: event.headSha, own: [] } as const),
  );
  if (listed === null) return NOTHING;
  if (listed.kind === 'unknown') {
    log.progress(
      `Inline comments are left as they are, because those of earlier runs cannot be listed: ${listed.reason}.`,
    );
    return NOTHING;
  }
  if (listed.head !== event.headSha) {
    log.progress('Inline comments are left to the run of the pull request’s new head.');
    return NOTHING;
  }
  const input: InlineInput = { report, key, head: event.headSha, threads: listed.own };
  const patches = hasNew(input) ? await orNull(context, () => readPatches(context)) : null;
  return {
    fresh: patches === null ? [] : newComments(input, shownBy(patches)),
    tidy: tidyDocument(tidying(input)),
  };
}

/** Reading for comments that nothing hangs on is worth no warning when it is refused. */
async function orNull<T>({ log }: InlineContext, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    log.progress(leftOut(refusalOf(error)));
    return null;
  }
}

/**
 * Patches of the files that changed between the merge base and the commit under review. Not the pull request's list of files: that is always
 * of its present head, whose lines may be others. GitHub gives 300 files, and no patch for one whose diff is big (20,000 lines or 500 KB) or
 * binary: such a file has no inline comments.
 */
async function readPatches({ github, place, event }: InlineContext): Promise<ReadonlyMap<string, string>> {
  const { data } = await github.rest.repos.compareCommitsWithBasehead({
    ...{ owner: place.owner, repo: place.repo },
    basehead: `${event.baseSha}...${event.headSha}`,
    per_page: 1,
  });
  return new Map((data.files ?? []).flatMap(({ filename, patch }) => (patch === undefined ? [] : [[filename, patch]])));
}

function shownBy(patches: ReadonlyMap<string, string>): (path: string) => ReadonlySet<number> {
  const known = new Map<string, ReadonlySet<number>>();
  return (path) => {
    const lines = known.get(path) ?? rightLines(patches.get(path) ?? '');
    known.set(path, lines);
    return lines;
  };
}
