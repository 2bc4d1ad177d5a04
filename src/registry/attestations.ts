import * as v from 'valibot';
import { type Fetched, found, mapFetched, unavailable } from '../model/fetched.js';
import { hashAlgorithm } from '../model/hashes.js';
import type { Publisher } from '../model/provenance.js';
import type { ReleaseFile } from '../model/release.js';
import { hostOf } from '../model/urls.js';
import type { Cache, Http } from '../ports.js';
import { fetched, readJson } from './answers.js';
import { belongsTo, credentialsFor, type IndexRoute } from './route.js';
import { issueOf } from './simple-json.js';

const Text = v.nullish(v.string());

const Certificate = v.pipe(v.string(), v.maxLength(32_768));

/** Entries and certificates are checked by who verifies them; here only what is addressed must be there. */
const SignedStatement = v.object({
  version: v.literal(1),
  verification_material: v.object({
    certificate: Certificate,
    transparency_entries: v.pipe(v.array(v.looseObject({})), v.minLength(1), v.maxLength(10)),
  }),
  envelope: v.object({ statement: v.string(), signature: v.string() }),
});

/** https://docs.pypi.org/api/integrity/ and PEP 740, "Provenance objects". */
const ProvenanceObject = v.object({
  version: v.literal(1),
  attestation_bundles: v.pipe(
    v.array(
      v.object({
        publisher: v.looseObject({
          kind: v.string(),
          repository: Text,
          workflow: Text,
          workflow_filepath: Text,
          environment: Text,
          email: Text,
        }),
        attestations: v.pipe(v.array(SignedStatement), v.minLength(1), v.maxLength(20)),
      }),
    ),
    v.minLength(1),
    v.maxLength(20),
  ),
});

/** A statement in a signed envelope, with what it takes to verify it. */
export type SignedStatement = v.InferOutput<typeof SignedStatement>;

export interface AttestationBundle {
  readonly publisher: Publisher;
  readonly statements: readonly SignedStatement[];
}

export interface AttestationClient {
  /** What the index has for the file. `absent`: it names none, or keeps it where the index may not send us. Asked once a run for each file. */
  readonly bundles: (file: ReleaseFile, index: IndexRoute) => Promise<Fetched<readonly AttestationBundle[]>>;
}

const OBJECT_BYTES = 1024 * 1024;
const ACCEPT = 'application/vnd.pypi.integrity.v1+json, application/json;q=0.5';

export interface AttestationClientOptions {
  readonly http: Http;
  /**
   * An index takes attestations with the file and never later, so what it once had of these bytes stays. A cache that somebody else wrote to
   * can at most raise doubts: each statement is verified again, against the file and the publisher.
   */
  readonly cache: Cache;
}

export function createAttestationClient(options: AttestationClientOptions): AttestationClient {
  const asked = new Map<string, Promise<Fetched<readonly AttestationBundle[]>>>();
  return {
    bundles: (file, index) => {
      const url = file.provenance;
      // A mirror may repeat the page of PyPI word by word, and that URL with it. Only the index's own hosts are asked.
      if (url === null || !belongsTo(index, url)) return Promise.resolve({ kind: 'absent' });
      const answer = asked.get(url) ?? rememberedBundles(url, file, index, options);
      asked.set(url, answer);
      return answer;
    },
  };
}

async function rememberedBundles(
  url: string,
  file: ReleaseFile,
  index: IndexRoute,
  { http, cache }: AttestationClientOptions,
): Promise<Fetched<readonly AttestationBundle[]>> {
  const what = `the attestations of ${file.filename}`;
  const sha256 = file.hashes.find((hash) => hashAlgorithm(hash) === 'sha256');
  const key = sha256 === undefined ? null : `attestations ${sha256} ${url}`;
  const kept = key === null ? null : await cache.get(key);
  const known = kept === null ? null : read(kept, url, what);
  if (known?.kind === 'found') return known;

  const body = await fetchProvenance(url, what, index, http);
  if (body.kind !== 'found') return body;
  const bundles = read(body.value, url, what);
  if (key !== null && bundles.kind === 'found') await cache.put(key, body.value);
  return bundles;
}

function read(body: Uint8Array, url: string, what: string): Fetched<readonly AttestationBundle[]> {
  const json = readJson({ body, url }, what);
  return json.kind === 'found' ? parseProvenance(json.value, what) : json;
}

async function fetchProvenance(url: string, what: string, index: IndexRoute, http: Http): Promise<Fetched<Uint8Array>> {
  const sent = await http.send({
    method: 'GET',
    url,
    headers: { accept: ACCEPT, ...credentialsFor(index, url) },
    body: null,
    maxBytes: OBJECT_BYTES,
    range: null,
  });
  const answer = fetched(sent, what);
  // The project's page promises the object, so that its absence is a fault of the index and no answer.
  if (answer.kind === 'absent') return unavailable(`${hostOf(url)} lists ${what} and does not serve them`);
  return mapFetched(answer, ({ body }) => body);
}

/** Reads a provenance object. */
export function parseProvenance(json: unknown, what: string): Fetched<readonly AttestationBundle[]> {
  const parsed = v.safeParse(ProvenanceObject, json);
  if (!parsed.success)
    return unavailable(`${what} are not of the form that PEP 740 sets (${issueOf(parsed.issues[0])})`);
  return found(
    parsed.output.attestation_bundles.map(({ publisher, attestations }) => ({
      publisher: {
        kind: publisher.kind,
        repository: publisher.repository ?? null,
        // GitLab's publishers name a path where GitHub's name a file.
        workflow: publisher.workflow ?? publisher.workflow_filepath ?? null,
        environment: publisher.environment || null,
        account: publisher.email ?? null,
      },
      statements: attestations,
    })),
  );
}
