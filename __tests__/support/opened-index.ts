import type { ServerResponse } from 'node:http';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import { normalizeName } from '../../src/model/names.js';
import type { ReleaseFile } from '../../src/model/release.js';
import type { Cache } from '../../src/ports.js';
import { createIndexClient, type IndexClient } from '../../src/registry/index-client.js';
import type { IndexRoute } from '../../src/registry/route.js';
import {
  createIndexServer,
  type IndexServer,
  type IndexServerOptions,
  type ServedFile,
  type ServedProject,
} from './index-server.js';
import { silent, testHttp } from './network.js';

interface Closable {
  readonly close: () => Promise<void>;
}

const opened: Closable[] = [];

/** For `afterEach`: closes every server that was kept. */
export const closeAll = async (): Promise<void> => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
};

/** Has a server closed after the test. */
export const keep = <T extends Closable>(server: T): T => {
  opened.push(server);
  return server;
};

export const utf8 = new TextEncoder();

export const WHEEL: ServedFile = {
  filename: 'demo_pkg-1.0-py3-none-any.whl',
  bytes: utf8.encode('the wheel'),
  uploadTime: '2026-01-02T03:04:05.678901Z',
  requiresPython: '>=3.9',
};
export const SDIST: ServedFile = {
  filename: 'demo-pkg-1.0.tar.gz',
  bytes: utf8.encode('the sdist'),
  yanked: 'broken <metadata>',
};
export const DEMO: ServedProject = { name: 'Demo.Pkg', files: [WHEEL, SDIST], status: { status: 'active' } };
export const NAME = normalizeName('demo-pkg');

export interface OpenedIndex {
  readonly server: IndexServer;
  readonly client: IndexClient;
  readonly route: IndexRoute;
}

export interface OpenOptions extends Partial<IndexServerOptions> {
  readonly cache?: Cache;
  readonly fileHosts?: readonly string[];
  readonly token?: string;
}

/** An index that serves `DEMO` unless told otherwise, and a client that may ask it. */
export async function openIndex({ cache, fileHosts = [], token, ...options }: OpenOptions = {}): Promise<OpenedIndex> {
  const server = keep(await createIndexServer({ projects: [DEMO], ...options }));
  const http = testHttp([server.host, ...fileHosts]);
  return {
    server,
    client: createIndexClient({ http, cache: cache ?? createMemoryCache(), log: silent }),
    route: { url: server.simpleUrl, fileHosts, token: token ?? null },
  };
}

/** A file of `DEMO` as the client sees it. */
export async function listedFile({ client, route }: OpenedIndex, filename = WHEEL.filename): Promise<ReleaseFile> {
  const project = await client.project(NAME, route);
  const files = project.kind === 'found' ? project.value.files : [];
  const file = files.find((candidate) => candidate.filename === filename);
  if (file === undefined) throw new Error(`${filename} is not listed: ${JSON.stringify(project)}`);
  return file;
}

type Intercept = (request: unknown, response: ServerResponse) => boolean;

/** Answers every request with this and nothing else. */
export const answering =
  (status: number, type: string, body: string | Uint8Array, headers: Record<string, string> = {}): Intercept =>
  (_, response) => {
    response.writeHead(status, { 'content-type': type, ...headers }).end(body);
    return true;
  };

export const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';

/** A page in JSON about `DEMO`. */
export const page = (files: readonly unknown[], rest: object = {}): string =>
  JSON.stringify({ meta: { 'api-version': '1.1' }, name: 'demo-pkg', files, ...rest });
