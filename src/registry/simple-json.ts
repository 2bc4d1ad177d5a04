import * as v from 'valibot';
import { type Fetched, found, unavailable } from '../model/fetched.js';
import { normalizeName } from '../model/names.js';
import { printable } from '../model/text.js';
import {
  type IndexedProject,
  indexedProject,
  malformed,
  type PageContext,
  type PageEntry,
  type PageStatus,
  readStatus,
} from './project-page.js';

const Page = v.object({
  meta: v.object({ 'api-version': v.string() }),
  name: v.string(),
  // Entries are read one by one, so that one of bad form costs that one.
  files: v.array(v.unknown()),
  'project-status': v.nullish(v.object({ status: v.string(), reason: v.nullish(v.string()) })),
});

const Entry = v.object({
  filename: v.string(),
  url: v.string(),
  hashes: v.optional(v.record(v.string(), v.string()), {}),
  'requires-python': v.nullish(v.string()),
  size: v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  'upload-time': v.nullish(v.string()),
  yanked: v.nullish(v.union([v.boolean(), v.string()])),
  provenance: v.nullish(v.string()),
});

/** Reads a project page in JSON: PEP 691, with PEP 700 (size, upload time), 740 (provenance) and 792 (status) where served. */
export function parseSimpleJson(json: unknown, context: PageContext): Fetched<IndexedProject> {
  const page = v.safeParse(Page, json);
  if (!page.success)
    return unavailable(`${describe(context)} is not of the form that PEP 691 sets (${issueOf(page.issues[0])})`);

  const { meta, name, files } = page.output;
  // Another major version may mean something else by the same fields (PEP 629).
  if (!/^1(?:\.\d+)?$/u.test(meta['api-version'])) {
    return unavailable(
      `${describe(context)} is of API version ${JSON.stringify(meta['api-version'])}, and only 1 is understood`,
    );
  }
  if (normalizeName(name) !== context.name) {
    return unavailable(`${describe(context)} is about ${JSON.stringify(printable(name, 80))} instead`);
  }
  return found(indexedProject(context, statusOf(page.output), files.map(readEntry)));
}

function statusOf({ meta, 'project-status': project }: v.InferOutput<typeof Page>): PageStatus {
  if (project != null) return { status: readStatus(project.status), statusReason: project.reason ?? null };
  // PEP 792 came with version 1.4; from there on, silence means active. Before it (and behind proxies) it means nothing.
  const minor = Number(meta['api-version'].split('.')[1] ?? 0);
  return { status: minor >= 4 ? 'active' : 'unknown', statusReason: null };
}

function readEntry(value: unknown): PageEntry {
  const entry = v.safeParse(Entry, value);
  if (!entry.success) return malformed(`${nameOf(value)}${issueOf(entry.issues[0])}`);
  const { filename, url, hashes, size, provenance, yanked } = entry.output;
  return {
    kind: 'file',
    file: {
      filename,
      url,
      hashes,
      size: size ?? null,
      uploadTime: entry.output['upload-time'] ?? null,
      yanked: yanked === true ? '' : yanked || null,
      provenance: provenance ?? null,
      requiresPython: entry.output['requires-python'] ?? null,
    },
  };
}

const nameOf = (value: unknown): string => {
  const named = v.safeParse(v.object({ filename: v.string() }), value);
  return named.success ? `${JSON.stringify(printable(named.output.filename, 120))}: ` : '';
};

const describe = ({ name, indexUrl }: PageContext): string => `the page of ${name} at ${indexUrl}`;

/** Valibot's first issue as a clause: where and what. */
export function issueOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return printable(`${path === null ? '' : `${path}: `}${issue.message}`, 160);
}
