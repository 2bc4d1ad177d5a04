import * as v from 'valibot';

const Strings = v.nullish(v.array(v.string()));

const SeverityEntries = v.nullish(v.array(v.object({ type: v.string(), score: v.string() })));

/** Fields that only some databases fill, in forms of their own: read leniently. */
const DatabaseSpecific = v.nullish(v.record(v.string(), v.unknown()));

const Range = v.object({
  type: v.string(),
  events: v.array(
    v.object({
      introduced: v.nullish(v.string()),
      fixed: v.nullish(v.string()),
      last_affected: v.nullish(v.string()),
      limit: v.nullish(v.string()),
    }),
  ),
});

/** The fields we use of one OSV entry (https://ossf.github.io/osv-schema/). */
export const OsvEntry = v.object({
  id: v.string(),
  withdrawn: v.nullish(v.string()),
  aliases: Strings,
  summary: v.nullish(v.string()),
  details: v.nullish(v.string()),
  severity: SeverityEntries,
  affected: v.nullish(
    v.array(
      v.object({
        package: v.nullish(v.object({ ecosystem: v.string(), name: v.string() })),
        ranges: v.nullish(v.array(Range)),
        versions: Strings,
        severity: SeverityEntries,
        database_specific: DatabaseSpecific,
      }),
    ),
  ),
  database_specific: DatabaseSpecific,
});

export type OsvEntry = v.InferOutput<typeof OsvEntry>;

/** Answer of `POST /v1/querybatch`: one result a query, in their order (https://google.github.io/osv.dev/post-v1-querybatch/). */
export const OsvBatch = v.object({
  results: v.array(
    v.nullable(
      v.object({
        vulns: v.nullish(v.array(v.object({ id: v.string() }))),
        next_page_token: v.nullish(v.string()),
      }),
    ),
  ),
});
