import { describe, expect, test } from '@jest/globals';
import { jobKey, readMarker, withMarker } from '../../src/github/marker.js';

const HEAD = 'a'.repeat(40);

test('a marker is read back, also after GitHub changed the line ends', () => {
  const body = withMarker('text', { key: 'default', head: HEAD });
  const marker = { key: 'default', head: HEAD, hash: expect.stringMatching(/^[0-9a-f]{16}$/u) };
  expect(readMarker(body)).toEqual(marker);
  expect(readMarker(body.replaceAll('\n', '\r\n'))).toEqual(marker);
});

test('the hash tells texts apart and does not depend on the commit', () => {
  const hash = (text: string, head: string) => readMarker(withMarker(text, { key: 'k', head }))?.hash;
  expect(hash('text', HEAD)).toBe(hash('text', 'b'.repeat(40)));
  expect(hash('text', HEAD)).not.toBe(hash('other text', HEAD));
});

describe('is not taken for a marker', () => {
  const marker = withMarker('text', { key: 'default', head: HEAD });
  test.each([
    { name: 'a quotation', body: `> ${marker}` },
    { name: 'one below other text', body: `Look at this:\n${marker}` },
    { name: 'another version', body: marker.replace('v1', 'v2') },
    { name: 'a key with markup', body: marker.replace('default', 'a-->b') },
    { name: 'no comment at all', body: '' },
  ])('$name', ({ body }) => {
    expect(readMarker(body)).toBeNull();
  });
});

describe('a job’s key', () => {
  const config = '.github/lockgate.toml';
  test('is the same for the same settings and tells others apart', () => {
    expect(jobKey(config, [], config)).toBe('default');
    expect(jobKey(config, ['a/uv.lock'], config)).toBe(jobKey(config, ['a/uv.lock'], config));
    expect(jobKey(config, ['a/uv.lock'], config)).not.toBe(jobKey(config, ['b/uv.lock'], config));
    expect(jobKey('other.toml', [], config)).not.toBe('default');
  });
});
