import * as v from 'valibot';
import { type Fetched, found, unavailable } from '../model/fetched.js';
import { hostOf } from '../model/urls.js';
import type { Http } from '../ports.js';
import { fetched, readJson } from './answers.js';
import { issueOf } from './simple-json.js';

export interface JsonQuestion<S extends v.GenericSchema> {
  readonly url: string;
  /** What is asked for, as a noun: `the OpenSSF Scorecard of github.com/a/b`. */
  readonly what: string;
  readonly schema: S;
  /** A longer answer is unavailable, never cut. */
  readonly maxBytes: number;
}

/** One GET of a public JSON service, through its schema. `absent`: 404 or 410. */
export async function askJson<const S extends v.GenericSchema>(
  http: Http,
  { url, what, schema, maxBytes }: JsonQuestion<S>,
): Promise<Fetched<v.InferOutput<S>>> {
  const headers = { accept: 'application/json' };
  const answer = fetched(await http.send({ method: 'GET', url, headers, body: null, maxBytes, range: null }), what);
  const json = answer.kind === 'found' ? readJson(answer.value, what) : answer;
  if (json.kind !== 'found') return json;
  const parsed = v.safeParse(schema, json.value);
  return parsed.success
    ? found(parsed.output)
    : unavailable(
        `${hostOf(url)} answered the request for ${what} in a form that it does not document (${issueOf(parsed.issues[0])})`,
      );
}
