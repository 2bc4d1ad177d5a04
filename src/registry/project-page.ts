import { parseDistributionName } from '../model/distributions.js';
import type { Gap } from '../model/gap.js';
import { type Hash, parseHash } from '../model/hashes.js';
import type { NormalizedName } from '../model/names.js';
import type { Project, ProjectStatus, ReleaseFile } from '../model/release.js';
import { printable } from '../model/text.js';
import { parseUrl, withoutCredentials } from '../model/urls.js';

/** A project with what its page says that could not be understood: each such entry is a gap, never a missing file. */
export interface IndexedProject extends Project {
  readonly gaps: readonly Gap[];
}

/** Where a page came from. */
export interface PageContext {
  readonly name: NormalizedName;
  /** Canonical simple index URL. */
  readonly indexUrl: string;
  /** URL of the answer, after redirects: relative file URLs resolve against it. */
  readonly pageUrl: string;
}

/** One file as either form of the page lists it. */
export interface PageFile {
  readonly filename: string;
  readonly url: string;
  /** Algorithm → hex digest. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly size: number | null;
  readonly uploadTime: string | null;
  readonly yanked: string | null;
  readonly provenance: string | null;
  readonly requiresPython: string | null;
}

/** What stands of one entry: a file, or what is wrong with it as a clause. */
export type PageEntry =
  | { readonly kind: 'file'; readonly file: PageFile }
  | { readonly kind: 'malformed'; readonly what: string };

export const malformed = (what: string): PageEntry => ({ kind: 'malformed', what });

export interface PageStatus {
  readonly status: ProjectStatus;
  readonly statusReason: string | null;
}

export function indexedProject(
  context: PageContext,
  { status, statusReason }: PageStatus,
  entries: readonly PageEntry[],
): IndexedProject {
  const files: ReleaseFile[] = [];
  const gaps: Gap[] = [];
  for (const entry of entries) {
    const outcome = entry.kind === 'malformed' ? entry.what : releaseFile(entry.file, context);
    if (typeof outcome === 'string') gaps.push(unreadEntry(context, outcome));
    else files.push(outcome);
  }
  return { name: context.name, indexUrl: context.indexUrl, status, statusReason, files, gaps };
}

const unreadEntry = ({ name, indexUrl }: PageContext, what: string): Gap => ({
  stage: 'index',
  subject: `pkg:pypi/${name}`,
  message: `An entry on the page of ${name} at ${indexUrl} could not be understood (${what}), so the file it lists was not checked.`,
});

/** The file in our model, or what keeps it out of it. */
function releaseFile(file: PageFile, { name, pageUrl }: PageContext): ReleaseFile | string {
  const { filename } = file;
  if (!FILENAME.test(filename)) return `${quoted(filename)} is no file name`;
  const url = parseUrl(file.url, pageUrl);
  if (url === null || !/^https?:$/u.test(url.protocol)) return `${quoted(filename)} has the URL ${quoted(file.url)}`;
  const hashes = readHashes(file.hashes);
  if (hashes === null) return `${quoted(filename)} has a hash of the wrong form`;
  url.hash = '';

  const parsed = parseDistributionName(filename, name);
  // A file that carries another project's name belongs to no release of this one.
  const own = parsed?.name === name ? parsed : null;
  return {
    filename,
    url: withoutCredentials(url.href),
    kind: parsed?.kind ?? 'other',
    version: own?.version ?? null,
    hashes,
    size: file.size,
    uploadedAt: file.uploadTime === null ? null : readTime(file.uploadTime),
    yanked: file.yanked,
    provenance: file.provenance === null ? null : (parseUrl(file.provenance, pageUrl)?.href ?? null),
    requiresPython: file.requiresPython,
  };
}

// A separator would let a listed name point outside wherever the file is named; nothing on an index needs one.
const FILENAME = /^[^/\\\p{Cc}]{1,300}$/u;

const quoted = (text: string): string => JSON.stringify(printable(text, 120));

/** null when a digest of an algorithm that we compare has the wrong form; unknown algorithms are left out. */
function readHashes(hashes: Readonly<Record<string, string>>): readonly Hash[] | null {
  const entries = Object.entries(hashes).filter(([algorithm]) => KNOWN.has(algorithm.toLowerCase()));
  const read = entries.map(([algorithm, hex]) => parseHash(`${algorithm}:${hex}`)).filter((hash) => hash !== null);
  return read.length === entries.length ? read : null;
}

const KNOWN = new Set(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'blake2b_256']);

/** PEP 700 wants RFC 3339 in UTC. Anything else is an unknown time, never an old one. */
function readTime(text: string): number | null {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/u.test(text)
    ? Date.parse(/(?:Z|[+-]\d\d:\d\d)$/u.test(text) ? text : `${text}Z`)
    : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

/** PEP 792 names; a name of a later version is unknown to us, which is not the same as active. */
export function readStatus(text: string | null): ProjectStatus {
  switch (text) {
    case 'active':
    case 'archived':
    case 'quarantined':
    case 'deprecated':
      return text;
    default:
      return 'unknown';
  }
}
