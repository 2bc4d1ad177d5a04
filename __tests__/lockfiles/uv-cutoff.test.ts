import { expect, test } from '@jest/globals';
import { uv } from '../../src/lockfiles/uv.js';

/** `[options]` as uv 0.13.9 writes it. */
const options = (text: string) =>
  uv.parse(`version = 1\nrevision = 5\nrequires-python = ">=3.11"\n\n[options]\n${text}`, 'uv.lock').options;

test.each([
  {
    name: 'a time',
    text: 'exclude-newer = "2026-06-01T00:00:00Z"\n',
    is: { excludeNewer: '2026-06-01T00:00:00Z' },
  },
  {
    name: 'a span, beside a time that has no effect',
    text: 'exclude-newer = "0001-01-01T00:00:00Z" # This has no effect\nexclude-newer-span = "P30D"\n',
    is: { excludeNewer: 'P30D' },
  },
  {
    name: 'exceptions',
    text: 'exclude-newer-span = "P30D"\n\n[options.exclude-newer-package]\nsix = "2026-01-01T00:00:00Z"\nidna = false\nCertifi = { timestamp = "0001-01-01T00:00:00Z", span = "P3D" }\n',
    is: { excludeNewerExceptions: ['certifi = P3D', 'idna = false', 'six = 2026-01-01T00:00:00Z'] },
  },
  {
    name: 'what no uv writes: a table',
    text: 'exclude-newer = { day = "2026-06-01" }\n',
    is: { excludeNewer: '{"day":"2026-06-01"}' },
  },
  {
    name: 'what no uv writes: tables in a list, and a date of TOML',
    text: 'exclude-newer = 2026-06-01T00:00:00Z\n\n[options.exclude-newer-package]\nsix = [{ span = {} }]\nidna = { span = {} }\n',
    is: {
      excludeNewer: '2026-06-01T00:00:00.000Z',
      excludeNewerExceptions: ['idna = {"span":{}}', 'six = [{"span":{}}]'],
    },
  },
])('$name', ({ text, is }) => {
  expect(options(text)).toMatchObject(is);
});
