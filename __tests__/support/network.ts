import { createHttp, type HttpAdapter, type HttpOptions } from '../../src/host/http.js';
import type { HttpRequest, Log } from '../../src/ports.js';

export const silent: Log = { progress: () => {}, warning: () => {}, debug: () => {} };

/** The real adapter with short pauses, for servers of ours on loopback. */
export const testHttp = (hosts: readonly string[], overrides: Partial<HttpOptions> = {}): HttpAdapter =>
  createHttp({
    allowedHosts: hosts,
    deadlineAt: Date.now() + 60_000,
    clock: { now: Date.now },
    log: silent,
    version: '0.0.0',
    ...overrides,
    limits: { attempts: 3, backoff: 1, ...overrides.limits },
    proxy: overrides.proxy ?? { httpProxy: '', httpsProxy: '', noProxy: '' },
  });

export const getRequest = (url: string, overrides: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  body: null,
  maxBytes: 1024 * 1024,
  range: null,
  ...overrides,
});
