import { describe, expect, test } from '@jest/globals';
import { endpointOf, isPublicAddress } from '../../src/model/endpoints.js';

describe('an endpoint that stands out', () => {
  test.each([
    { name: 'a domain', text: 'https://pastebin.com/raw/demo', kind: 'paste', host: 'pastebin.com' },
    { name: 'a subdomain', text: 'https://demo.a.free.pinggy.link', kind: 'tunnel', host: 'demo.a.free.pinggy.link' },
    { name: 'a host with a port', text: '0.tcp.ngrok.io:12345', kind: 'tunnel', host: '0.tcp.ngrok.io' },
    {
      name: 'a host in capitals with a dot at its end',
      text: 'http://WEBHOOK.SITE./demo',
      kind: 'callback',
      host: 'webhook.site',
    },
    { name: 'a path of a host', text: 'discord.com/api/webhooks/0', kind: 'messenger', host: 'discord.com' },
    { name: 'another scheme', text: 'tcp://192.88.99.1:4444', kind: 'address', host: '192.88.99.1' },
    { name: 'an address in hexadecimal', text: 'http://0xc0586301/', kind: 'address', host: '192.88.99.1' },
    { name: 'an address of version six', text: 'http://[2a00::1]/', kind: 'address', host: '[2a00::1]' },
    {
      name: 'credentials before the host',
      text: 'https://user:demo@webhook.site/',
      kind: 'callback',
      host: 'webhook.site',
    },
    {
      name: 'a raw file that is a script',
      text: 'https://raw.githubusercontent.com/a/b/main/x.ps1',
      kind: 'program',
      host: 'raw.githubusercontent.com',
    },
  ])('$name', ({ text, kind, host }) => {
    expect(endpointOf(text)).toMatchObject({ kind, host });
  });

  test.each([
    { name: 'another path of the host', text: 'https://discord.com/developers' },
    { name: 'a domain that ends alike', text: 'https://notpastebin.com/raw' },
    { name: 'four numbers without a scheme', text: '192.88.99.1' },
    { name: 'a package index', text: 'https://pypi.org/simple/demo/' },
    { name: 'no URL', text: 'http://' },
    { name: 'nothing', text: '' },
  ])('is not $name', ({ text }) => {
    expect(endpointOf(text)).toBeNull();
  });
});

test.each([
  { host: '192.88.99.1', isPublic: true },
  { host: '[2a00::1]', isPublic: true },
  { host: '10.1.2.3', isPublic: false },
  { host: '172.31.0.1', isPublic: false },
  { host: '100.64.0.1', isPublic: false },
  { host: '169.254.169.254', isPublic: false },
  { host: '198.51.100.7', isPublic: false },
  { host: '239.1.1.1', isPublic: false },
  { host: '8.8.8.8', isPublic: false },
  { host: '300.1.1.1', isPublic: false },
  { host: '[::1]', isPublic: false },
  { host: '[fe80::1]', isPublic: false },
  { host: 'demo.dev', isPublic: false },
])('$host is somebody’s address: $isPublic', ({ host, isPublic }) => {
  expect(isPublicAddress(host)).toBe(isPublic);
});
