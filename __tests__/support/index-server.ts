import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type SeenRequest, startServer, type TestServer } from './http-server.js';

/** A file that the server lists and serves from memory. */
export interface ServedFile {
  readonly filename: string;
  readonly bytes: Uint8Array;
  /** RFC 3339; left out where the index is to know none. */
  readonly uploadTime?: string;
  readonly yanked?: boolean | string;
  readonly requiresPython?: string;
  readonly provenance?: string;
  /** Listed instead of the true hash. */
  readonly sha256?: string;
  /** Listed instead of the true size. */
  readonly size?: number;
  /** Listed instead of its URL on this server. */
  readonly url?: string;
}

export interface ServedProject {
  readonly name: string;
  readonly files: readonly ServedFile[];
  /** PEP 792; left out where the index is to serve none. */
  readonly status?: { readonly status: string; readonly reason?: string };
  /** `info` of the JSON API by version; the first is the newest. */
  readonly info?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** `vulnerabilities` of the JSON API by version; none when left out, the field itself when `null`. */
  readonly vulnerabilities?: Readonly<Record<string, unknown>> | null;
}

export interface IndexServerOptions {
  readonly projects: readonly ServedProject[];
  /** Root of a real index, e.g. `https://pypi.org`, that answers for every other name; its file URLs are left as they are. */
  readonly upstream?: string;
  /** `html`: an index that knows no JSON (PEP 503 alone). */
  readonly form?: 'negotiated' | 'html';
  /** Whether files are served by range; true when left out. */
  readonly ranges?: boolean;
  /** Answers instead of the server when it returns true: for faults. */
  readonly intercept?: (request: SeenRequest, response: ServerResponse) => boolean;
  readonly port?: number;
}

export interface IndexServer extends TestServer {
  /** Root of the simple index. */
  readonly simpleUrl: string;
}

/**
 * An embedded package index: the Simple API in JSON and HTML, PyPI's JSON API, and files with ranges, all from memory. What it does
 * not hold it can pass on to a real index, so that planted projects stand among real ones.
 */
export async function createIndexServer(options: IndexServerOptions): Promise<IndexServer> {
  const server = await startServer(async (request, response) => {
    if (options.intercept?.(request, response) === true) return;
    await answer(request, response, options);
  }, options.port);
  return { ...server, simpleUrl: `${server.url}/simple` };
}

const normalized = (name: string): string => name.replaceAll(/[-_.]+/gu, '-').toLowerCase();

async function answer(request: SeenRequest, response: ServerResponse, options: IndexServerOptions): Promise<void> {
  const path = decodeURIComponent(new URL(request.path, 'http://index.invalid').pathname);
  const [, room = '', name = '', ...rest] = path.split('/');
  const project = options.projects.find((candidate) => normalized(candidate.name) === normalized(name));
  if (project === undefined) return passOn(request, response, options.upstream ?? null);
  if (room === 'simple') return sendPage(project, request, response, options);
  if (room === 'pypi') return sendInfo(project, rest, response);
  if (room === 'files') return sendFile(project, rest[0] ?? '', request, response, options);
  send(response, 404, 'text/plain', 'Not found');
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

const JSON_PAGE = 'application/vnd.pypi.simple.v1+json';

function sendPage(
  project: ServedProject,
  { headers }: SeenRequest,
  response: ServerResponse,
  { form }: IndexServerOptions,
): void {
  const wantsJson = form !== 'html' && (headers.accept ?? '').includes(JSON_PAGE);
  if (wantsJson) send(response, 200, JSON_PAGE, JSON.stringify(jsonPage(project)));
  else send(response, 200, 'text/html; charset=utf-8', htmlPage(project));
}

/** Relative, as some indexes write them; readers must resolve it against the page. */
const urlOf = (project: ServedProject, { filename, url }: ServedFile): string =>
  url ?? `../../files/${normalized(project.name)}/${encodeURIComponent(filename)}`;

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The page as PEP 691 and PEP 700 have it. */
const jsonPage = (project: ServedProject): object => ({
  meta: { 'api-version': project.status === undefined ? '1.1' : '1.4' },
  name: project.name,
  ...(project.status === undefined ? {} : { 'project-status': project.status }),
  versions: Object.keys(project.info ?? {}),
  files: project.files.map((file) => ({
    filename: file.filename,
    url: urlOf(project, file),
    hashes: { sha256: file.sha256 ?? sha256Of(file.bytes) },
    size: file.size ?? file.bytes.length,
    ...(file.uploadTime === undefined ? {} : { 'upload-time': file.uploadTime }),
    ...(file.requiresPython === undefined ? {} : { 'requires-python': file.requiresPython }),
    ...(file.provenance === undefined ? {} : { provenance: file.provenance }),
    yanked: file.yanked ?? false,
  })),
});

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The page as PEP 503 and PEP 592 have it. */
function htmlPage(project: ServedProject): string {
  const links = project.files.map((file) => {
    const attributes = [
      `href="${escaped(`${urlOf(project, file)}#sha256=${file.sha256 ?? sha256Of(file.bytes)}`)}"`,
      ...(file.requiresPython === undefined ? [] : [`data-requires-python="${escaped(file.requiresPython)}"`]),
      ...(file.provenance === undefined ? [] : [`data-provenance="${escaped(file.provenance)}"`]),
      ...(file.yanked === undefined || file.yanked === false
        ? []
        : [`data-yanked="${file.yanked === true ? '' : escaped(file.yanked)}"`]),
    ];
    return `<a ${attributes.join(' ')}>${escaped(file.filename)}</a><br/>`;
  });
  const status =
    project.status === undefined
      ? []
      : [
          `<meta name="pypi:project-status" content="${escaped(project.status.status)}">`,
          `<meta name="pypi:project-status-reason" content="${escaped(project.status.reason ?? '')}">`,
        ];
  const head = ['<meta name="pypi:repository-version" content="1.0">', ...status].join('');
  return `<!DOCTYPE html><html><head>${head}<title>Links for ${escaped(project.name)}</title></head><body>${links.join('\n')}</body></html>`;
}

/** `/pypi/NAME/json` and `/pypi/NAME/VERSION/json`. */
function sendInfo(
  { name, info = {}, vulnerabilities = {} }: ServedProject,
  rest: readonly string[],
  response: ServerResponse,
): void {
  const version = rest.length === 2 ? rest[0] : Object.keys(info)[0];
  const found = version === undefined ? undefined : info[version];
  if (found === undefined || rest.at(-1) !== 'json')
    send(response, 404, 'application/json', '{"message": "Not Found"}');
  else
    send(
      response,
      200,
      'application/json',
      JSON.stringify({
        info: { name, version, ...found },
        urls: [],
        ...(vulnerabilities === null ? {} : { vulnerabilities: vulnerabilities[version ?? ''] ?? [] }),
      }),
    );
}

function sendFile(
  project: ServedProject,
  filename: string,
  { headers }: SeenRequest,
  response: ServerResponse,
  { ranges = true }: IndexServerOptions,
): void {
  const file = project.files.find((candidate) => candidate.filename === filename);
  if (file === undefined) {
    send(response, 404, 'text/plain', 'Not found');
    return;
  }
  const { first, last } = /^bytes=(?<first>\d+)-(?<last>\d+)$/u.exec(headers.range ?? '')?.groups ?? {};
  const type = 'application/octet-stream';
  if (!ranges || first === undefined || last === undefined) {
    send(response, 200, type, file.bytes);
    return;
  }
  const total = file.bytes.length;
  const part = file.bytes.subarray(Number(first), Number(last) + 1);
  if (part.length === 0) {
    response.writeHead(416, { 'content-range': `bytes */${total}` }).end();
    return;
  }
  response.writeHead(206, {
    'content-type': type,
    'content-length': part.length,
    'content-range': `bytes ${first}-${Number(first) + part.length - 1}/${total}`,
    etag: `"${sha256Of(file.bytes)}"`,
  });
  response.end(part);
}

/** Forwards what an index client sends and returns what it may rely on, the body unpacked. */
async function passOn(
  { path, headers }: SeenRequest,
  response: ServerResponse,
  upstream: string | null,
): Promise<void> {
  if (upstream === null || path.startsWith('/files/')) {
    send(response, 404, 'text/plain', 'Not found');
    return;
  }
  const answered = await fetch(`${upstream.replace(/\/+$/u, '')}${path}`, {
    headers: { accept: headers.accept ?? '*/*' },
  });
  const body = new Uint8Array(await answered.arrayBuffer());
  send(response, answered.status, answered.headers.get('content-type') ?? 'application/octet-stream', body);
}
