import { anomaly } from '../artifacts/anomalies.js';
import type { Member } from '../artifacts/archive.js';
import type { DistributionKind } from '../model/distributions.js';
import { addressesIn, given, licenceText, projectUrlsOf } from '../model/metadata.js';
import { normalizeName } from '../model/names.js';
import type { ArchiveAnomaly, DistributionMetadata } from '../model/profile.js';
import { listOf, printable } from '../model/text.js';
import { parseVersion } from '../model/versions.js';
import { textOf } from './text.js';

/** Header fields in order; names in lower case. Core metadata is e-mail headers (RFC 822) with folded lines. */
export type Headers = readonly { readonly name: string; readonly value: string }[];

/** Reads headers up to the first blank line; what follows is the description. Lines that are no header are skipped. */
export function parseHeaders(text: string): Headers {
  const headers: { name: string; value: string }[] = [];
  for (const line of text.split(/\r\n|\r|\n/u)) {
    if (line === '') break;
    const last = headers.at(-1);
    if (/^[ \t]/u.test(line)) {
      if (last !== undefined) last.value += `\n${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon > 0)
      headers.push({ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() });
  }
  return headers;
}

export interface FoundMetadata {
  readonly metadata: DistributionMetadata | null;
  readonly anomalies: readonly ArchiveAnomaly[];
  /** Folder of a wheel's `.dist-info`. */
  readonly infoFolder: string | null;
}

/** Core metadata of a distribution: a wheel's METADATA, an sdist's PKG-INFO. */
export function readMetadata(members: readonly Member[], kind: DistributionKind, artifact: string): FoundMetadata {
  if (kind !== 'wheel') return { metadata: sourceMetadata(members), anomalies: [], infoFolder: null };
  const folders = [
    ...new Set(members.flatMap(({ path }) => /^(?<folder>[^/]+\.dist-info)\//u.exec(path)?.groups?.['folder'] ?? [])),
  ];
  const expected = `${artifact.split('-').slice(0, 2).join('-')}.dist-info`.toLowerCase();
  const infoFolder = folders.find((folder) => folder.toLowerCase() === expected) ?? folders[0] ?? null;
  const member = members.find(({ path }) => path === `${infoFolder}/METADATA`);
  return { metadata: metadataOf(member), anomalies: folderAnomalies(folders), infoFolder };
}

function folderAnomalies(folders: readonly string[]): readonly ArchiveAnomaly[] {
  if (folders.length === 1) return [];
  const found = folders.length === 0 ? 'no' : `more than one (${listOf(folders.map((folder) => printable(folder)))})`;
  return [anomaly('layout', `The wheel has ${found} .dist-info folder; tools differ in what they install it as.`)];
}

function sourceMetadata(members: readonly Member[]): DistributionMetadata | null {
  const member =
    members.find(({ path }) => path === 'PKG-INFO' || path === 'EGG-INFO/PKG-INFO') ??
    members.find(({ path }) => /^(?:src\/)?[^/]+\.egg-info\/PKG-INFO$/u.test(path));
  return metadataOf(member);
}

function metadataOf(member: Member | undefined): DistributionMetadata | null {
  if (member === undefined || member.bytes === null) return null;
  const text = textOf(member.bytes);
  const headers = parseHeaders(text);
  const all = (name: string): readonly string[] =>
    headers.filter((header) => header.name === name).map(({ value }) => value);
  const first = (name: string): string | undefined => all(name)[0];
  const name = first('name');
  if (name === undefined) return null;
  return {
    name: normalizeName(name),
    version: parseVersion(first('version') ?? ''),
    summary: given(first('summary')),
    licenceExpression: given(first('license-expression')),
    licence: licenceText(first('license')),
    classifiers: all('classifier'),
    emails: addressesIn([...all('author-email'), ...all('maintainer-email')]),
    projectUrls: projectUrlsOf(all('project-url').map(labelledUrl), first('home-page')),
    requiresPython: given(first('requires-python')),
    requiresDist: all('requires-dist'),
    descriptionLength: descriptionLength(text, first('description')),
  };
}

/** `Source, https://…` of a `Project-URL` header. */
function labelledUrl(value: string): readonly [string, string] {
  const comma = value.indexOf(',');
  return comma === -1 ? ['', value] : [value.slice(0, comma).trim(), value.slice(comma + 1).trim()];
}

/** The long description is the body since metadata 2.1 (PEP 566); before, a folded header. */
function descriptionLength(text: string, header: string | undefined): number {
  const body = /\r?\n\r?\n/u.exec(text);
  return Math.max(given(header)?.length ?? 0, body === null ? 0 : text.slice(body.index).trim().length);
}
