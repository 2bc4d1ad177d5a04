import * as v from 'valibot';
import { type Fetched, mapFetched } from '../model/fetched.js';
import type { Scorecard } from '../model/health.js';
import { type RepositoryRef, repositoryKey } from '../model/repository.js';
import { withoutTrailingSlashes } from '../model/urls.js';
import type { Http } from '../ports.js';
import { askJson } from './json-source.js';

/** -1 stands for a check that could not be made. */
const Score = v.pipe(v.number(), v.minValue(-1), v.maxValue(10));

/** Checks as the Scorecard API and deps.dev give them; JSON of protocol buffers may leave a 0 out. */
export const ScorecardChecks = v.nullish(v.array(v.object({ name: v.string(), score: v.nullish(Score, 0) })));

/** https://api.scorecard.dev: the fields that we use. */
const Result = v.object({
  date: v.string(),
  score: Score,
  checks: ScorecardChecks,
});

export interface ScorecardClient {
  /** The newest published result. `absent`: the service has none of this repository, which says nothing about it. */
  readonly scorecard: (repository: RepositoryRef) => Promise<Fetched<Scorecard>>;
}

export interface ScorecardClientOptions {
  readonly http: Http;
  /** Root of the API, e.g. `https://api.scorecard.dev`. */
  readonly url: string;
}

const RESULT_BYTES = 2 * 1024 * 1024;

export function createScorecardClient({ http, url }: ScorecardClientOptions): ScorecardClient {
  const asked = new Map<string, Promise<Fetched<Scorecard>>>();
  return {
    scorecard: (repository) => {
      const key = repositoryKey(repository);
      const answer = asked.get(key) ?? fetchScorecard(repository, withoutTrailingSlashes(url), http);
      asked.set(key, answer);
      return answer;
    },
  };
}

async function fetchScorecard(ref: RepositoryRef, root: string, http: Http): Promise<Fetched<Scorecard>> {
  const repository = repositoryKey(ref);
  const answer = await askJson(http, {
    url: `${root}/projects/${[ref.host, ref.owner, ref.name].map(encodeURIComponent).join('/')}`,
    what: `the OpenSSF Scorecard of ${repository}`,
    schema: Result,
    maxBytes: RESULT_BYTES,
  });
  return mapFetched(answer, ({ date, score, checks }) => ({
    repository,
    score,
    date: date.slice(0, 10),
    checks: checksMade(checks),
    from: 'scorecard' as const,
  }));
}

export const checksMade = (checks: v.InferOutput<typeof ScorecardChecks>): Readonly<Record<string, number>> =>
  Object.fromEntries((checks ?? []).flatMap(({ name, score }) => (score < 0 ? [] : [[name, score]])));
