import { createHash } from 'node:crypto';
import { absent, type Fetched, found, mapFetched, type Unavailable, unavailable } from '../model/fetched.js';
import { hashAlgorithm, hashHex } from '../model/hashes.js';
import type { CoreMetadata } from '../model/metadata.js';
import { isProjectName, type NormalizedName } from '../model/names.js';
import type { ReleaseFile } from '../model/release.js';
import { canonicalIndexUrl, hostOf } from '../model/urls.js';
import { compareVersions, type Version } from '../model/versions.js';
import type { Cache, Http, HttpAnswer, HttpRequest, Log } from '../ports.js';
import { type Answer, fetched, mediaType, readJson } from './answers.js';
import { openRanges, type RangeSource } from './byte-ranges.js';
import { parseVulnerabilities } from './index-vulnerabilities.js';
import type { OsvEntry } from './osv-schema.js';
import { type ProjectInfo, parseProjectJson } from './project-json.js';
import type { IndexedProject, PageContext } from './project-page.js';
import { belongsTo, credentialsFor, type IndexRoute } from './route.js';
import { parseSimpleHtml } from './simple-html.js';
import { parseSimpleJson } from './simple-json.js';

/** Reads what an index publishes. Nothing it returns is trusted: pages and files are written by strangers. */
export interface IndexClient {
  /** The project's page on the Simple API. Asked once a run for each name and index. */
  readonly project: (name: NormalizedName, index: IndexRoute) => Promise<Fetched<IndexedProject>>;
  /** Metadata of one release, of the newest when `version` is null. `absent` also on indexes without PyPI's JSON API. */
  readonly metadata: (
    name: NormalizedName,
    version: Version | null,
    index: IndexRoute,
  ) => Promise<Fetched<CoreMetadata>>;
  /** The index's own list of vulnerabilities of a release. `absent` where it serves none for that version, which says nothing about it. */
  readonly vulnerabilities: (
    name: NormalizedName,
    version: Version,
    index: IndexRoute,
  ) => Promise<Fetched<readonly OsvEntry[]>>;
  /** The whole file. Bytes that differ from the index's own hash are returned all the same: their sha256 tells. */
  readonly file: (file: ReleaseFile, index: IndexRoute) => Promise<Fetched<FileBytes>>;
  /** The file by range; `absent` when there is no such file or its server does not serve ranges. */
  readonly ranges: (file: ReleaseFile, index: IndexRoute) => Promise<Fetched<RangeSource>>;
}

export interface FileBytes {
  readonly bytes: Uint8Array;
  /** Hex, computed over `bytes`. */
  readonly sha256: string;
}

export interface IndexClientOptions {
  readonly http: Http;
  readonly cache: Cache;
  readonly log: Log;
}

const MEBIBYTE = 1024 * 1024;
const PAGE_BYTES = 64 * MEBIBYTE;
const PROJECT_JSON_BYTES = 32 * MEBIBYTE;
const FILE_BYTES = 256 * MEBIBYTE;

// JSON first: only it carries sizes and upload times. The HTML forms are for indexes that know no other (PEP 691, "content negotiation").
const PAGE_TYPES = 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01';

export function createIndexClient({ http, cache, log }: IndexClientOptions): IndexClient {
  const projects = memoised<Fetched<IndexedProject>>();
  const infos = memoised<Fetched<ProjectInfo>>();
  const downloads = memoised<Fetched<FileBytes>>();
  const info = (url: string, index: IndexRoute): Promise<Fetched<ProjectInfo>> =>
    infos(url, () => fetchInfo(url, index, http));

  return {
    project: (name, index) => projects(`${index.url} ${name}`, () => fetchProject(name, index, http)),
    metadata: async (name, version, index) =>
      mapFetched(await fetchReleaseInfo(name, version, index, info), ({ metadata }) => metadata),
    vulnerabilities: async (name, version, index) => {
      const known = await fetchReleaseInfo(name, version, index, info);
      return known.kind === 'found'
        ? parseVulnerabilities(known.value.vulnerabilities, name, hostOf(index.url) ?? '')
        : known;
    },
    file: (file, index) => {
      const download = downloads(file.url, () => fetchFile(file, index, { http, cache, log }));
      // Dozens of large files must not stay in memory; the cache holds them. Only askers at the same time share one download.
      void download.finally(() => downloads.forget(file.url));
      return download;
    },
    ranges: (file, index) => fetchRanges(file, index, http),
  };
}

interface Memo<T> {
  (key: string, make: () => Promise<T>): Promise<T>;
  readonly forget: (key: string) => void;
}

function memoised<T>(): Memo<T> {
  const made = new Map<string, Promise<T>>();
  const get = (key: string, make: () => Promise<T>): Promise<T> => {
    const value = made.get(key) ?? make();
    made.set(key, value);
    return value;
  };
  return Object.assign(get, { forget: (key: string): void => void made.delete(key) });
}

const get = (
  url: string,
  index: IndexRoute,
  headers: Readonly<Record<string, string>>,
  maxBytes: number,
): HttpRequest => ({
  method: 'GET',
  url,
  headers: { ...headers, ...credentialsFor(index, url) },
  body: null,
  maxBytes,
  range: null,
});

async function fetchProject(name: NormalizedName, index: IndexRoute, http: Http): Promise<Fetched<IndexedProject>> {
  // Names come from lockfiles: one that no index can hold must not shape a URL.
  if (!isProjectName(name)) return absent;
  const url = `${index.url.replace(/\/+$/u, '')}/${name}/`;
  const answer = fetched(await http.send(get(url, index, { accept: PAGE_TYPES }, PAGE_BYTES)), `the page of ${name}`);
  if (answer.kind !== 'found') return answer;
  // Some private indexes forward names they do not hold to PyPI: then it is not this index that vouches for the project.
  if (!belongsTo(index, answer.value.url)) {
    return unavailable(
      `${hostOf(index.url)} sent us to ${hostOf(answer.value.url)} for ${name}, which is not a host of this index`,
    );
  }
  return parsePage(answer.value, { name, indexUrl: canonicalIndexUrl(index.url), pageUrl: answer.value.url });
}

function parsePage(answer: Answer, context: PageContext): Fetched<IndexedProject> {
  switch (mediaType(answer)) {
    case 'application/vnd.pypi.simple.v1+json':
    case 'application/json': {
      const json = readJson(answer, `the page of ${context.name}`);
      return json.kind === 'found' ? parseSimpleJson(json.value, context) : json;
    }
    case 'application/vnd.pypi.simple.v1+html':
    case 'text/html':
      return parseSimpleHtml(new TextDecoder().decode(answer.body), context);
    default:
      return unavailable(
        `${context.indexUrl} answered for ${context.name} with ${JSON.stringify(mediaType(answer).slice(0, 80))}, which is no page of the Simple API`,
      );
  }
}

type FetchInfo = (url: string, index: IndexRoute) => Promise<Fetched<ProjectInfo>>;

/** Mirrors often serve the project's JSON alone, which describes its newest release: taken when that is the one asked for. */
async function fetchReleaseInfo(
  name: NormalizedName,
  version: Version | null,
  index: IndexRoute,
  info: FetchInfo,
): Promise<Fetched<ProjectInfo>> {
  const root = jsonApiRoot(index.url);
  if (root === null || !isProjectName(name)) return absent;
  if (version !== null) {
    const exact = await info(`${root}/${name}/${encodeURIComponent(version)}/json`, index);
    if (exact.kind !== 'absent') return exact;
  }
  const newest = await info(`${root}/${name}/json`, index);
  if (newest.kind !== 'found') return newest;
  const told = newest.value.version;
  const matches = version === null || (told !== null && compareVersions(told, version) === 0);
  return matches ? newest : absent;
}

/** PyPI's JSON API stands beside its simple index: `/simple` and `/pypi`. Other layouts have none that we know of. */
const jsonApiRoot = (url: string): string | null => {
  const match = /^(?<root>.*)\/simple\/*$/u.exec(url);
  return match?.groups?.['root'] === undefined ? null : `${match.groups['root']}/pypi`;
};

async function fetchInfo(url: string, index: IndexRoute, http: Http): Promise<Fetched<ProjectInfo>> {
  const answer = fetched(await http.send(get(url, index, { accept: 'application/json' }, PROJECT_JSON_BYTES)), url);
  if (answer.kind !== 'found') return answer;
  const json = readJson(answer.value, url);
  return json.kind === 'found' ? parseProjectJson(json.value, url) : json;
}

async function fetchFile(
  file: ReleaseFile,
  index: IndexRoute,
  { http, cache, log }: IndexClientOptions,
): Promise<Fetched<FileBytes>> {
  if (!belongsTo(index, file.url)) return foreignHost(file);
  if ((file.size ?? 0) > FILE_BYTES) return tooLarge(file);
  const cached = await cachedFile(file, cache);
  if (cached !== null) return found(cached);

  log.debug(`GET ${file.url}`);
  const answer = fetched(
    await http.send(get(file.url, index, { 'accept-encoding': 'identity' }, FILE_BYTES)),
    file.filename,
  );
  if (answer.kind !== 'found') return answer;
  const bytes = answer.value.body;
  const sha256 = sha256Of(bytes);
  await cache.put(cacheKey(sha256), bytes);
  return found({ bytes, sha256 });
}

/** Who writes to a shared cache may not be who we trust: what it holds is hashed again before use. */
async function cachedFile(file: ReleaseFile, cache: Cache): Promise<FileBytes | null> {
  const listed = file.hashes.find((hash) => hashAlgorithm(hash) === 'sha256');
  if (listed === undefined) return null;
  const bytes = await cache.get(cacheKey(hashHex(listed)));
  return bytes !== null && sha256Of(bytes) === hashHex(listed) ? { bytes, sha256: hashHex(listed) } : null;
}

const cacheKey = (sha256: string): string => `file sha256 ${sha256}`;

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function fetchRanges(file: ReleaseFile, index: IndexRoute, http: Http): Promise<Fetched<RangeSource>> {
  if (!belongsTo(index, file.url)) return foreignHost(file);
  return openRanges(
    file,
    (first, last): Promise<HttpAnswer> =>
      http.send({ ...get(file.url, index, {}, last - first + 1), range: { first, last } }),
  );
}

/** File URLs are the page's choice: only hosts that the index is configured with are asked. */
const foreignHost = (file: ReleaseFile): Unavailable =>
  unavailable(`the index lists ${file.filename} at ${hostOf(file.url)}, which is not among its hosts`);

const tooLarge = ({ filename, size }: ReleaseFile): Unavailable =>
  unavailable(`${filename} has ${size} bytes, more than the ${FILE_BYTES} that are read`);
