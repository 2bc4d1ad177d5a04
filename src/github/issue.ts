import type { GitHub } from './client.js';
import { isViewer, PAGE_SIZE, type WrittenComment } from './comment.js';
import { COMMENT_LIMITS, cutToFit } from './fit.js';
import { readMarker, withMarker } from './marker.js';
import type { Place } from './place.js';

/** What monitoring has to say; the one issue of the repository is made to say it. */
export interface IssueRequest {
  readonly title: string;
  readonly text: string;
  readonly key: string;
  readonly head: string;
  /**
   * `open`: there is something to do. `closed`: everything was checked and nothing is left. `unclear`: nothing was found, but not everything could
   * be checked, so an open issue stays open and none is made.
   */
  readonly state: 'open' | 'closed' | 'unclear';
}

const LABEL = 'lockgate';
const MAX_TITLE = 250;

/** Makes, edits, reopens or closes the issue; null when there is none and none is wanted. An equal one is left alone. */
export async function keepIssue(github: GitHub, place: Place, request: IssueRequest): Promise<WrittenComment | null> {
  const { rest } = github;
  const existing = await findOwn(github, place, request.key);
  const body = withMarker(cutToFit(request.text, COMMENT_LIMITS), request);
  const title = request.title.slice(0, MAX_TITLE);
  if (existing === null) {
    if (request.state !== 'open') return null;
    const { data } = await rest.issues.create({ ...place, title, body, labels: [LABEL] });
    return { url: data.html_url };
  }
  const state = request.state === 'unclear' ? existing.state : request.state;
  const unchanged = readMarker(existing.body)?.hash === readMarker(body)?.hash && existing.state === state;
  if (unchanged || (existing.state === 'closed' && state === 'closed')) return { url: existing.url };
  const reason = state === 'closed' ? 'completed' : 'reopened';
  const { data } = await rest.issues.update({
    ...place,
    issue_number: existing.number,
    title,
    body,
    state,
    ...(state === existing.state ? {} : { state_reason: reason }),
  });
  return { url: data.html_url };
}

interface OwnIssue {
  readonly number: number;
  readonly url: string;
  readonly body: string;
  readonly state: 'open' | 'closed';
}

/** The newest issue with our label, our marker and our login: a look-alike of somebody else is never edited. */
async function findOwn(github: GitHub, place: Place, key: string): Promise<OwnIssue | null> {
  const { data } = await github.rest.issues.listForRepo({
    ...place,
    labels: LABEL,
    state: 'all',
    sort: 'created',
    direction: 'desc',
    per_page: PAGE_SIZE,
  });
  const marked = data.filter((issue) => issue.pull_request === undefined && readMarker(issue.body ?? '')?.key === key);
  if (marked.length === 0) return null;
  const viewer = await github.viewer();
  const own = marked.find(({ user }) => isViewer(user, viewer));
  if (own === undefined) return null;
  return {
    number: own.number,
    url: own.html_url,
    body: own.body ?? '',
    state: own.state === 'closed' ? 'closed' : 'open',
  };
}
