import { expect, test } from '@jest/globals';
import { HTTP_LIMITS } from '../../src/host/http-limits.js';
import { reasonOf } from '../../src/host/http-reasons.js';

test.each<{ name: string; error: unknown; reason: string }>([
  {
    name: 'a name that does not resolve',
    error: { code: 'ENOTFOUND' },
    reason: 'the name pypi.org could not be resolved',
  },
  { name: 'a resolver that is down', error: { code: 'EAI_AGAIN' }, reason: 'the name pypi.org could not be resolved' },
  {
    name: 'a slow connection',
    error: { code: 'UND_ERR_CONNECT_TIMEOUT' },
    reason: 'pypi.org could not be reached within 10 s',
  },
  {
    name: 'a certificate of another host',
    error: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    reason: 'the TLS certificate of pypi.org was not accepted (ERR_TLS_CERT_ALTNAME_INVALID)',
  },
  {
    name: 'a self-signed certificate',
    error: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    reason: 'the TLS certificate of pypi.org was not accepted (DEPTH_ZERO_SELF_SIGNED_CERT)',
  },
  {
    name: 'several addresses that all refuse',
    error: { errors: [{ code: 'ECONNREFUSED' }, { code: 'ENETUNREACH' }] },
    reason: 'pypi.org refused the connection',
  },
  {
    name: 'a cause within',
    error: { message: 'fetch failed', cause: { code: 'ECONNRESET' } },
    reason: 'pypi.org closed the connection before its answer was complete',
  },
  { name: 'an unknown code', error: { code: 'EWHAT' }, reason: 'the request to pypi.org failed (EWHAT)' },
  { name: 'something that is no error', error: null, reason: 'the request to pypi.org failed (unknown error)' },
])('$name', ({ error, reason }) => {
  expect(reasonOf(error, 'pypi.org', HTTP_LIMITS)).toBe(reason);
});
