import * as v from 'valibot';
import { type Fetched, found, unavailable } from '../model/fetched.js';
import type { NormalizedName } from '../model/names.js';
import type { OsvEntry } from './osv-schema.js';
import { issueOf } from './simple-json.js';

const Text = v.nullish(v.string());

/** `vulnerabilities` of the JSON API (https://docs.pypi.org/api/json/): those of the release that `info` is about. */
const Vulnerabilities = v.array(
  v.object({
    id: v.string(),
    aliases: v.nullish(v.array(v.string())),
    summary: Text,
    details: Text,
    fixed_in: v.nullish(v.array(v.string())),
    withdrawn: Text,
  }),
);

/**
 * The index's own list as entries of the advisory schema, so that withdrawn ones, aliases and malware are told by one code. `absent`: the index
 * has no such list. The list rates nothing, and tells of ranges only where they end.
 */
export function parseVulnerabilities(json: unknown, name: NormalizedName, url: string): Fetched<readonly OsvEntry[]> {
  if (json == null) return { kind: 'absent' };
  const parsed = v.safeParse(Vulnerabilities, json);
  if (!parsed.success)
    return unavailable(
      `the vulnerabilities of ${url} are not of the form that PyPI documents (${issueOf(parsed.issues[0])})`,
    );
  return found(parsed.output.map((entry) => entryOf(entry, name)));
}

const entryOf = (
  { id, aliases, summary, details, fixed_in: fixed, withdrawn }: v.InferOutput<typeof Vulnerabilities>[number],
  name: NormalizedName,
): OsvEntry => ({
  id,
  withdrawn,
  aliases,
  summary,
  details,
  severity: null,
  database_specific: null,
  affected: [
    {
      package: { ecosystem: 'PyPI', name },
      ranges: [{ type: 'ECOSYSTEM', events: (fixed ?? []).map((text) => ({ fixed: text })) }],
      versions: null,
      severity: null,
      database_specific: null,
    },
  ],
});
