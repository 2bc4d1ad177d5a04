import * as v from 'valibot';
import { type Fetched, found, unavailable } from '../model/fetched.js';
import { hostOf, withoutTrailingSlashes } from '../model/urls.js';
import type { Http } from '../ports.js';
import { askJson } from './json-source.js';

/** Numbers come as text: `"0.972240000"`. */
const Probability = v.pipe(v.string(), v.regex(/^(?:0|1)(?:\.\d{1,20})?$/u), v.transform(Number), v.maxValue(1));

/** https://www.first.org/epss/api */
const Page = v.object({
  total: v.number(),
  data: v.array(v.object({ cve: v.string(), epss: Probability })),
});

/** Scores by CVE id; an id without an entry has none. */
export type EpssScores = ReadonlyMap<string, number>;

export interface EpssClient {
  /** How likely each is exploited within 30 days, 0 to 1. Never `absent`. Each id is asked about once a run. */
  readonly scores: (cves: readonly string[]) => Promise<Fetched<EpssScores>>;
}

export interface EpssClientOptions {
  readonly http: Http;
  /** Root of FIRST's API, e.g. `https://api.first.org`. */
  readonly url: string;
}

/** The parameter takes 2,000 characters and an answer 100 entries. */
const IDS_PER_CALL = 80;
const PAGE_BYTES = 1024 * 1024;

export function createEpssClient({ http, url }: EpssClientOptions): EpssClient {
  const asked = new Map<string, Promise<Fetched<EpssScores>>>();
  return {
    scores: async (cves) => {
      const distinct = [...new Set(cves)];
      for (const part of chunks(distinct.filter((cve) => !asked.has(cve)))) {
        const answer = fetchScores(part, withoutTrailingSlashes(url), http);
        for (const cve of part) asked.set(cve, answer);
      }
      const answers = await Promise.all([...new Set(distinct.flatMap((cve) => asked.get(cve) ?? []))]);
      const failed = answers.find(({ kind }) => kind !== 'found');
      if (failed !== undefined) return failed;
      const all = new Map(answers.flatMap((answer) => (answer.kind === 'found' ? [...answer.value] : [])));
      return found(new Map(distinct.flatMap((cve) => (all.has(cve) ? [[cve, all.get(cve) ?? 0] as const] : []))));
    },
  };
}

const chunks = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / IDS_PER_CALL) }, (_, at) =>
    ids.slice(at * IDS_PER_CALL, (at + 1) * IDS_PER_CALL),
  );

async function fetchScores(cves: readonly string[], root: string, http: Http): Promise<Fetched<EpssScores>> {
  const answer = await askJson(http, {
    url: `${root}/data/v1/epss?cve=${cves.map(encodeURIComponent).join(',')}`,
    what: 'EPSS scores',
    schema: Page,
    maxBytes: PAGE_BYTES,
  });
  if (answer.kind === 'absent') return unavailable(`${hostOf(root)} has no EPSS service at ${root}`);
  if (answer.kind === 'unavailable') return answer;
  const { total, data } = answer.value;
  if (data.length < total) return unavailable(`${hostOf(root)} announced ${total} EPSS scores and sent ${data.length}`);
  return found(new Map(data.map(({ cve, epss }) => [cve, epss])));
}
