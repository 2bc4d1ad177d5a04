import type { Level } from '../model/level.js';
import type { Annotation } from '../report/annotations.js';
import type { GitHub } from './client.js';
import { CHECK_SUMMARY_LIMITS, cutToFit } from './fit.js';
import type { Place } from './place.js';

export type Conclusion = 'success' | 'neutral' | 'failure';

export interface CheckRunRequest {
  readonly name: string;
  /** The commit that will be merged or was pushed; never GITHUB_SHA of a pull request. */
  readonly headSha: string;
  /** Tells our check runs apart from others of the same name. */
  readonly externalId: string;
  readonly conclusion: Conclusion;
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  readonly detailsUrl: string | null;
  /** False when the commit cannot carry a check run of ours yet. */
  readonly lookForExisting: boolean;
  /** Requests that may be spent; annotations that would take more are left out. */
  readonly maxWrites: number;
}

/** GitHub's OpenAPI: `maxItems` of annotations; a further batch is appended by an update. */
const BATCH = 50;
/** Nobody reads a third. */
const MAX_BATCHES = 2;
const MAX_TITLE = 255;
const MAX_MESSAGE = 4000;

/**
 * Gives the commit a completed check run, or brings the one of an earlier run up to date. Creating is not idempotent, so an
 * existing one is looked for by name and external id first.
 */
export async function writeCheckRun(github: GitHub, place: Place, request: CheckRunRequest): Promise<void> {
  const batches = Math.max(1, Math.min(MAX_BATCHES, request.maxWrites));
  const annotations = request.annotations.slice(0, batches * BATCH).map(checkAnnotation);
  const output = { title: cut(request.title, MAX_TITLE), summary: cutToFit(request.summary, CHECK_SUMMARY_LIMITS) };
  const existing = request.lookForExisting ? await findExisting(github, place, request) : null;
  if (existing !== null && isSame(existing, request, output, annotations.length)) return;

  const content: Content = {
    ...place,
    name: request.name,
    external_id: request.externalId,
    status: 'completed',
    conclusion: request.conclusion,
    ...(request.detailsUrl === null ? {} : { details_url: request.detailsUrl }),
    output: { ...output, annotations: annotations.slice(0, BATCH) },
  };
  const id = await write(github, content, request.headSha, existing);
  for (let start = BATCH; start < annotations.length; start += BATCH) {
    const batch = annotations.slice(start, start + BATCH);
    await github.rest.checks.update({ ...place, check_run_id: id, output: { ...output, annotations: batch } });
  }
}

interface Content extends Place {
  readonly name: string;
  readonly external_id: string;
  /** A conclusion without it leaves the run queued. */
  readonly status: 'completed';
  readonly conclusion: Conclusion;
  readonly details_url?: string;
  readonly output: {
    readonly title: string;
    readonly summary: string;
    readonly annotations: ReturnType<typeof checkAnnotation>[];
  };
}

// An update appends annotations and can take none away. One that has some is left behind: a new run of the same name supersedes it.
async function write({ rest }: GitHub, content: Content, headSha: string, existing: Existing | null): Promise<number> {
  if (existing !== null && existing.annotations === 0) {
    const { data } = await rest.checks.update({ ...content, check_run_id: existing.id });
    return data.id;
  }
  const { data } = await rest.checks.create({ ...content, head_sha: headSha });
  return data.id;
}

interface Existing {
  readonly id: number;
  readonly conclusion: string | null;
  readonly title: string | null;
  readonly summary: string | null;
  readonly annotations: number;
}

async function findExisting({ rest }: GitHub, place: Place, request: CheckRunRequest): Promise<Existing | null> {
  const { data } = await rest.checks.listForRef({
    ...place,
    ref: request.headSha,
    check_name: request.name,
    filter: 'latest',
    per_page: 100,
  });
  const run = data.check_runs.find(({ external_id: id }) => id === request.externalId);
  if (run === undefined) return null;
  const { title, summary, annotations_count: annotations } = run.output;
  return { id: run.id, conclusion: run.conclusion, title, summary, annotations };
}

const isSame = (
  existing: Existing,
  { conclusion }: CheckRunRequest,
  output: { readonly title: string; readonly summary: string },
  annotations: number,
): boolean =>
  existing.conclusion === conclusion &&
  existing.title === output.title &&
  existing.summary === output.summary &&
  existing.annotations === annotations;

const LEVELS: Readonly<Record<Level, 'failure' | 'warning' | 'notice'>> = {
  block: 'failure',
  warn: 'warning',
  note: 'notice',
};

const checkAnnotation = ({ path, line, level, title, message }: Annotation) => ({
  path,
  start_line: line,
  end_line: line,
  annotation_level: LEVELS[level],
  title: cut(title, MAX_TITLE),
  message: cut(message, MAX_MESSAGE),
});

const cut = (text: string, limit: number): string => (text.length <= limit ? text : `${text.slice(0, limit - 1)}…`);
