import { expect, test } from '@jest/globals';
import { allowHosts, isLoopback, refusalOf } from '../../src/host/hosts.js';

test.each([
  { name: 'localhost', host: 'localhost', loopback: true },
  { name: '127.0.0.1', host: '127.0.0.1', loopback: true },
  { name: '127.8.9.1', host: '127.8.9.1', loopback: true },
  { name: 'IPv6 loopback', host: '[::1]', loopback: true },
  { name: 'a name that begins like it', host: '127.0.0.1.evil.invalid', loopback: false },
  { name: 'a subdomain of localhost.evil', host: 'localhost.evil.invalid', loopback: false },
  { name: 'any address', host: '0.0.0.0', loopback: false },
  { name: 'the metadata service', host: '169.254.169.254', loopback: false },
])('$name: loopback is $loopback', ({ host, loopback }) => {
  expect(isLoopback(host)).toBe(loopback);
});

const allows = allowHosts(['pypi.org', '127.0.0.1:8080']);

test.each([
  { name: 'a listed host over https', url: 'https://pypi.org/simple/', allowed: true },
  { name: 'the default port written out', url: 'https://pypi.org:443/simple/', allowed: true },
  { name: 'upper case', url: 'https://PyPI.org/simple/', allowed: true },
  { name: 'loopback over http', url: 'http://127.0.0.1:8080/simple/', allowed: true },
  { name: 'a listed host over http', url: 'http://pypi.org/simple/', allowed: false },
  { name: 'a trailing dot, which is another name to us', url: 'https://pypi.org./simple/', allowed: false },
  { name: 'a subdomain', url: 'https://files.pypi.org/simple/', allowed: false },
  { name: 'another loopback port', url: 'http://127.0.0.1:8081/', allowed: false },
  { name: 'an integer address of loopback, which is the same host', url: 'http://2130706433:8080/', allowed: true },
])('$name: allowed is $allowed', ({ url, allowed }) => {
  expect(refusalOf(url, null, allows) === null).toBe(allowed);
});

test('https is never left for http, not even where http is allowed', () => {
  expect(refusalOf('http://127.0.0.1:8080/', new URL('https://pypi.org/'), allows)).toBe(
    'pypi.org redirects to 127.0.0.1:8080, and plain http is refused after https',
  );
});
