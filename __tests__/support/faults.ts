import type { ServerResponse } from 'node:http';
import type { SeenRequest } from './http-server.js';

/** One way in which a source outside may fail. None of them says "there is no such thing". */
export interface Fault {
  readonly name: string;
  readonly answer: (request: SeenRequest, response: ServerResponse) => void;
}

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}) =>
  (_: SeenRequest, response: ServerResponse): void =>
    void response.writeHead(code, headers).end('{}');

const body =
  (type: string, text: string | Uint8Array) =>
  (_: SeenRequest, response: ServerResponse): void =>
    void response.writeHead(200, { 'content-type': type }).end(text);

const JSON_TYPE = 'application/json';

/** More than any source may answer. */
const TOO_MUCH = new Uint8Array(64 * 1024 * 1024).fill(0x20);

/** For a client whose HTTP has `PATIENCE`: what every source of JSON must take for "we do not know". */
export const FAULTS: readonly Fault[] = [
  { name: 'a server that never answers', answer: () => {} },
  { name: '401', answer: status(401) },
  { name: '429', answer: status(429) },
  { name: '429 that asks for an hour', answer: status(429, { 'retry-after': '3600' }) },
  { name: '500', answer: status(500) },
  { name: '503', answer: status(503) },
  { name: 'a redirect to another host', answer: status(302, { location: 'https://elsewhere.invalid/x' }) },
  {
    name: 'a redirect without end',
    answer: (request, response) => status(302, { location: request.path })(request, response),
  },
  {
    name: 'a body that is cut off',
    answer: (_, response) => {
      response.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': '1000' });
      response.write('{"data": [', () => response.destroy());
    },
  },
  { name: 'JSON that is cut off', answer: body(JSON_TYPE, '{"data": [') },
  { name: 'a page in HTML', answer: body('text/html', '<!doctype html><title>Sign in</title>') },
  { name: 'nothing', answer: body(JSON_TYPE, '') },
  { name: 'null', answer: body(JSON_TYPE, 'null') },
  { name: 'JSON of another form', answer: body(JSON_TYPE, '{"unexpected": true, "vulnerabilities": 7, "date": 7}') },
  { name: 'text that is not UTF-8', answer: body(JSON_TYPE, new Uint8Array([0x22, 0xff, 0x22])) },
  { name: 'more than is taken', answer: body(JSON_TYPE, TOO_MUCH) },
];

/** Limits under which each fault shows at once. */
export const PATIENCE = { headersTimeout: 150, idleTimeout: 150, attempts: 2, backoff: 1, longestPause: 20 } as const;
