import pLimit from 'p-limit';
import * as v from 'valibot';
import type { Advisory } from '../model/advisory.js';
import { type Fetched, found, mapFetched, unavailable } from '../model/fetched.js';
import { purlOf } from '../model/purl.js';
import { hostOf } from '../model/urls.js';
import type { Http, Log } from '../ports.js';
import { fetched, readJson } from './answers.js';
import { advisoriesOf, type ReleaseId } from './osv-advisory.js';
import { OsvBatch, OsvEntry } from './osv-schema.js';

/** Advisories by package URL (`purlOf`), one entry for each release asked for: `found` with none, or `unavailable`; never `absent`. */
export type AdvisoryLookup = ReadonlyMap<string, Fetched<readonly Advisory[]>>;

export interface AdvisoryClient {
  readonly lookup: (releases: readonly ReleaseId[]) => Promise<AdvisoryLookup>;
}

export interface AdvisoryClientOptions {
  readonly http: Http;
  /** Root of OSV's API, e.g. `https://api.osv.dev`. */
  readonly url: string;
  readonly log: Log;
}

/** What the service accepts in one call. */
const QUERIES_PER_CALL = 1000;
/** Pages for one release; none has had more than two. A longer list is unavailable, never cut. */
const MOST_PAGES = 20;
const DETAILS_AT_ONCE = 8;
const BATCH_BYTES = 32 * 1024 * 1024;
const ENTRY_BYTES = 4 * 1024 * 1024;

/**
 * Known vulnerabilities and malware of releases, from OSV (https://google.github.io/osv.dev/api/). Details are kept for one run and
 * no longer: entries are amended and withdrawn, and a shared cache could be made to say that all is well.
 */
export function createAdvisoryClient({ http, url, log }: AdvisoryClientOptions): AdvisoryClient {
  const root = url.replace(/\/+$/u, '');
  const entries = new Map<string, Promise<OsvEntry>>();
  const limit = pLimit(DETAILS_AT_ONCE);
  const entryOf = (id: string): Promise<OsvEntry> => {
    const entry = entries.get(id) ?? limit(() => fetchEntry(id, root, http, log));
    entries.set(id, entry);
    return entry;
  };

  return {
    lookup: async (releases) => {
      const distinct = [
        ...new Map(releases.map((release) => [purlOf(release.name, release.version), release])).entries(),
      ];
      const ids = (
        await Promise.all(chunks(distinct, QUERIES_PER_CALL).map((part) => queryIds(part, root, http)))
      ).flat();
      const answers = distinct.map(async ([purl, release], index): Promise<[string, Fetched<readonly Advisory[]>]> => {
        const known = ids[index] ?? unavailable('the advisory service gave no answer');
        if (known.kind !== 'found') return [purl, known];
        const read = await Promise.all(known.value.map(entryOf));
        return [purl, found(advisoriesOf(release, read))];
      });
      return new Map(await Promise.all(answers));
    },
  };
}

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

interface Query {
  readonly index: number;
  readonly release: ReleaseId;
  readonly pageToken: string | null;
}

/** Ids of the entries that name each release, in the order asked. A call that fails leaves each of its releases unknown. */
async function queryIds(
  releases: readonly (readonly [string, ReleaseId])[],
  root: string,
  http: Http,
): Promise<readonly Fetched<readonly string[]>[]> {
  const answers: Fetched<readonly string[]>[] = releases.map(() => found([]));
  let queries: readonly Query[] = releases.map(([, release], index) => ({ index, release, pageToken: null }));
  for (let page = 0; queries.length > 0; page += 1) {
    const results =
      page < MOST_PAGES ? await queryPage(queries, root, http) : unavailable('the list of advisories has no end');
    const next: Query[] = [];
    for (const [position, query] of queries.entries()) {
      const result = mapFetched(results, (all) => all[position] ?? NO_RESULT);
      answers[query.index] = joined(answers[query.index], result);
      if (result.kind === 'found' && result.value.nextPage !== null)
        next.push({ ...query, pageToken: result.value.nextPage });
    }
    queries = next;
  }
  return answers;
}

interface QueryResult {
  readonly ids: readonly string[];
  readonly nextPage: string | null;
}

const NO_RESULT: QueryResult = { ids: [], nextPage: null };

function joined(
  before: Fetched<readonly string[]> | undefined,
  result: Fetched<QueryResult>,
): Fetched<readonly string[]> {
  if (result.kind !== 'found') return result;
  return found([...(before?.kind === 'found' ? before.value : []), ...result.value.ids]);
}

async function queryPage(
  queries: readonly Query[],
  root: string,
  http: Http,
): Promise<Fetched<readonly QueryResult[]>> {
  const answer = await http.send({
    method: 'POST',
    url: `${root}/v1/querybatch`,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ queries: queries.map(queryOf) }),
    maxBytes: BATCH_BYTES,
    range: null,
  });
  const batch = parseAs(OsvBatch, fetched(answer, 'advisories'), root);
  if (batch.kind !== 'found') return batch;
  const { results } = batch.value;
  // Results are matched to queries by position alone: with one missing, all could be of another release.
  if (results.length !== queries.length) {
    return unavailable(
      `${hostOf(root)} gave ${results.length} answers to ${queries.length} questions about advisories`,
    );
  }
  return found(
    results.map((result) => ({
      ids: (result?.vulns ?? []).map(({ id }) => id),
      nextPage: result?.next_page_token || null,
    })),
  );
}

/** Advisories name public versions; `2.1+cu121` is a build of 2.1 (PEP 440, "local version identifiers"). */
const queryOf = ({ release: { name, version }, pageToken }: Query): object => ({
  package: { ecosystem: 'PyPI', name },
  version: version.replace(/\+.*$/u, ''),
  ...(pageToken === null ? {} : { page_token: pageToken }),
});

/**
 * One entry. That the release is named is known already, so an entry whose details cannot be had still counts, with what is
 * known of it.
 */
async function fetchEntry(id: string, root: string, http: Http, log: Log): Promise<OsvEntry> {
  const url = `${root}/v1/vulns/${encodeURIComponent(id)}`;
  const answer = await http.send({
    method: 'GET',
    url,
    headers: { accept: 'application/json' },
    body: null,
    maxBytes: ENTRY_BYTES,
    range: null,
  });
  const entry = parseAs(OsvEntry, fetched(answer, `advisory ${id}`), root);
  if (entry.kind === 'found' && entry.value.id === id) return entry.value;
  const reason = entry.kind === 'unavailable' ? entry.reason : `${hostOf(root)} does not serve it`;
  log.warning(`The details of advisory ${id} could not be read: ${reason}.`);
  return bareEntry(id, `Details could not be read: ${reason}.`);
}

const bareEntry = (id: string, summary: string): OsvEntry => ({
  id,
  withdrawn: null,
  aliases: null,
  summary,
  details: null,
  severity: null,
  affected: null,
  database_specific: null,
});

function parseAs<const S extends v.GenericSchema>(
  schema: S,
  answer: ReturnType<typeof fetched>,
  root: string,
): Fetched<v.InferOutput<S>> {
  const host = hostOf(root) ?? root;
  if (answer.kind === 'absent') return unavailable(`${host} has no advisory service at ${root}`);
  const json = answer.kind === 'found' ? readJson(answer.value, 'advisories') : answer;
  if (json.kind !== 'found') return json;
  const parsed = v.safeParse(schema, json.value);
  return parsed.success ? found(parsed.output) : unavailable(`${host} answered in a form that OSV does not document`);
}
