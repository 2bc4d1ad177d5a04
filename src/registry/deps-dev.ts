import * as v from 'valibot';
import { type Fetched, found } from '../model/fetched.js';
import type { DepsDevProject, Scorecard } from '../model/health.js';
import type { NormalizedName } from '../model/names.js';
import { withoutTrailingSlashes } from '../model/urls.js';
import type { Version } from '../model/versions.js';
import type { Http } from '../ports.js';
import { askJson } from './json-source.js';
import { checksMade, ScorecardChecks } from './scorecard.js';

/** `deps_dev.v3.Version` as JSON (https://docs.deps.dev/api/v3/): which repositories the release is related to, and how that is known. */
const DepsDevVersion = v.object({
  relatedProjects: v.nullish(
    v.array(
      v.object({
        projectKey: v.object({ id: v.string() }),
        relationProvenance: v.nullish(v.string()),
        relationType: v.nullish(v.string()),
      }),
    ),
  ),
});

const Count = v.nullish(v.number(), 0);

/** `deps_dev.v3.Project`. A number that is 0 may be left out, as JSON of protocol buffers does. */
const DepsDevRepository = v.object({
  openIssuesCount: Count,
  starsCount: Count,
  scorecard: v.nullish(
    v.object({
      date: v.string(),
      overallScore: v.nullish(v.pipe(v.number(), v.minValue(-1), v.maxValue(10)), 0),
      checks: ScorecardChecks,
    }),
  ),
});

export interface DepsDevAnswer {
  readonly project: DepsDevProject;
  readonly scorecard: Scorecard | null;
}

export interface DepsDevClient {
  /** `absent`: deps.dev does not know the release, or no repository of it. */
  readonly project: (name: NormalizedName, version: Version) => Promise<Fetched<DepsDevAnswer>>;
}

export interface DepsDevClientOptions {
  readonly http: Http;
  /** Root of the API, e.g. `https://api.deps.dev`. */
  readonly url: string;
}

const ANSWER_BYTES = 4 * 1024 * 1024;

export const createDepsDevClient = ({ http, url }: DepsDevClientOptions): DepsDevClient => ({
  project: (name, version) => fetchProject(name, version, withoutTrailingSlashes(url), http),
});

/** Repositories that the Scorecard and deps.dev know are on these hosts. */
const PROJECT_ID = /^(?:github\.com|gitlab\.com|bitbucket\.org)\/[\w.-]{1,100}\/[\w.-]{1,200}$/u;

async function fetchProject(
  name: NormalizedName,
  version: Version,
  root: string,
  http: Http,
): Promise<Fetched<DepsDevAnswer>> {
  const release = await askJson(http, {
    url: `${root}/v3/systems/pypi/packages/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`,
    what: `${name} ${version}`,
    schema: DepsDevVersion,
    maxBytes: ANSWER_BYTES,
  });
  if (release.kind !== 'found') return release;
  const source = sourceOf(release.value);
  if (source === null) return { kind: 'absent' };
  const repository = source.projectKey.id;
  const answer = await askJson(http, {
    url: `${root}/v3/projects/${encodeURIComponent(repository)}`,
    what: repository,
    schema: DepsDevRepository,
    maxBytes: ANSWER_BYTES,
  });
  if (answer.kind !== 'found') return answer;
  const { starsCount, openIssuesCount, scorecard } = answer.value;
  const attested = ATTESTED.test(source.relationProvenance ?? '');
  return found({
    project: { repository, attested, stars: starsCount, openIssues: openIssuesCount },
    scorecard:
      scorecard == null
        ? null
        : {
            repository,
            score: scorecard.overallScore,
            date: scorecard.date.slice(0, 10),
            checks: checksMade(scorecard.checks),
            from: 'deps.dev',
          },
  });
}

const ATTESTED = /ATTESTATION$/u;

/** The source repository, one that an attestation names before one that only metadata names. */
function sourceOf({ relatedProjects }: v.InferOutput<typeof DepsDevVersion>) {
  const sources = (relatedProjects ?? []).filter(
    ({ relationType, projectKey }) => relationType === 'SOURCE_REPO' && PROJECT_ID.test(projectKey.id),
  );
  return sources.find(({ relationProvenance }) => ATTESTED.test(relationProvenance ?? '')) ?? sources[0] ?? null;
}
