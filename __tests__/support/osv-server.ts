import type { ServerResponse } from 'node:http';
import * as v from 'valibot';
import { type SeenRequest, startServer, type TestServer } from './http-server.js';

const Timestamp = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/u));

const Severities = v.optional(
  v.array(v.strictObject({ type: v.picklist(['CVSS_V2', 'CVSS_V3', 'CVSS_V4', 'Ubuntu']), score: v.string() })),
);

const Event = v.union([
  v.strictObject({ introduced: v.string() }),
  v.strictObject({ fixed: v.string() }),
  v.strictObject({ last_affected: v.string() }),
  v.strictObject({ limit: v.string() }),
]);

const Affected = v.strictObject({
  package: v.strictObject({ ecosystem: v.string(), name: v.string(), purl: v.optional(v.string()) }),
  ranges: v.optional(
    v.array(
      v.strictObject({
        type: v.picklist(['GIT', 'SEMVER', 'ECOSYSTEM']),
        repo: v.optional(v.string()),
        events: v.array(Event),
      }),
    ),
  ),
  versions: v.optional(v.array(v.string())),
  severity: Severities,
  ecosystem_specific: v.optional(v.record(v.string(), v.unknown())),
  database_specific: v.optional(v.record(v.string(), v.unknown())),
});

/** An entry as the OSV schema has it (https://ossf.github.io/osv-schema/); a field that it does not name is an error of the test. */
const OsvRecord = v.strictObject({
  schema_version: v.optional(v.string()),
  id: v.pipe(v.string(), v.regex(/^[A-Z]+-[\w.:-]+$/u)),
  modified: Timestamp,
  published: v.optional(Timestamp),
  withdrawn: v.optional(Timestamp),
  aliases: v.optional(v.array(v.string())),
  upstream: v.optional(v.array(v.string())),
  related: v.optional(v.array(v.string())),
  summary: v.optional(v.string()),
  details: v.optional(v.string()),
  severity: Severities,
  affected: v.optional(v.array(Affected)),
  references: v.optional(v.array(v.strictObject({ type: v.string(), url: v.string() }))),
  credits: v.optional(
    v.array(
      v.strictObject({ name: v.string(), contact: v.optional(v.array(v.string())), type: v.optional(v.string()) }),
    ),
  ),
  database_specific: v.optional(v.record(v.string(), v.unknown())),
});

export type OsvRecord = v.InferInput<typeof OsvRecord>;

export interface OsvServerOptions {
  /** Those that name a release by `affected[].versions` answer for it. */
  readonly records: readonly OsvRecord[];
  /** Ids on one page of one result; all when left out. */
  readonly pageSize?: number;
  /** Answers instead of the server when it returns true: for faults. */
  readonly intercept?: (request: SeenRequest, response: ServerResponse) => boolean;
}

const BatchRequest = v.strictObject({
  queries: v.pipe(
    v.array(
      v.strictObject({
        package: v.strictObject({ ecosystem: v.literal('PyPI'), name: v.string() }),
        version: v.string(),
        page_token: v.optional(v.string()),
      }),
    ),
    v.maxLength(1000),
  ),
});

type Query = v.InferOutput<typeof BatchRequest>['queries'][number];

/** A stand-in for api.osv.dev: `POST /v1/querybatch` with pages and `GET /v1/vulns/ID`. It refuses what the real one refuses. */
export async function createOsvServer(options: OsvServerOptions): Promise<TestServer> {
  v.assert(v.array(OsvRecord), options.records);
  return startServer((request, response) => {
    if (options.intercept?.(request, response) === true) return;
    const { status, json } = answer(request, options);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  });
}

interface JsonAnswer {
  readonly status: number;
  readonly json: unknown;
}

function answer({ method, path, body }: SeenRequest, options: OsvServerOptions): JsonAnswer {
  if (method === 'POST' && path === '/v1/querybatch') return batch(body, options);
  const id = /^\/v1\/vulns\/(?<id>[^/]+)$/u.exec(path)?.groups?.['id'];
  const record = options.records.find((candidate) => candidate.id === decodeURIComponent(id ?? ''));
  return record === undefined
    ? { status: 404, json: { code: 5, message: 'Bug not found.' } }
    : { status: 200, json: record };
}

function batch(body: string, { records, pageSize = Number.POSITIVE_INFINITY }: OsvServerOptions): JsonAnswer {
  const request = v.safeParse(BatchRequest, JSON.parse(body));
  if (!request.success) return { status: 400, json: { code: 3, message: request.issues[0].message } };
  const results = request.output.queries.map((query) => {
    const matching = records.filter((record) => record.withdrawn === undefined && names(record, query));
    const from = Number(query.page_token ?? 0);
    const page = matching.slice(from, from + pageSize).map(({ id, modified }) => ({ id, modified }));
    const more = from + pageSize < matching.length ? { next_page_token: String(from + pageSize) } : {};
    return page.length === 0 ? {} : { vulns: page, ...more };
  });
  return { status: 200, json: { results } };
}

const names = ({ affected = [] }: OsvRecord, query: Query): boolean =>
  affected.some(
    (entry) =>
      entry.package.ecosystem === query.package.ecosystem &&
      entry.package.name === query.package.name &&
      (entry.versions ?? []).includes(query.version),
  );
