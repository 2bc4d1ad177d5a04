import { afterEach, describe, expect, test } from '@jest/globals';
import { answering, closeAll, JSON_TYPE, NAME, openIndex, page } from '../support/opened-index.js';

afterEach(closeAll);

describe('an entry of bad form is a gap and costs that entry alone', () => {
  const good = { filename: 'demo_pkg-1.0-py3-none-any.whl', url: 'a.whl', hashes: {} };
  test.each<{ name: string; entry: unknown; what: string }>([
    { name: 'no object', entry: 7, what: 'Expected Object but received 7' },
    { name: 'no URL', entry: { filename: 'x-1.whl' }, what: '"x-1.whl": url: ' },
    { name: 'a size below zero', entry: { ...good, size: -1 }, what: 'size: ' },
    {
      name: 'a script for a URL',
      entry: { ...good, url: 'javascript:alert(1)' },
      what: 'has the URL "javascript:alert(1)"',
    },
    { name: 'a path for a file name', entry: { ...good, filename: '../x.whl' }, what: '"../x.whl" is no file name' },
    { name: 'a short hash', entry: { ...good, hashes: { sha256: 'abc' } }, what: 'has a hash of the wrong form' },
  ])('$name', async ({ entry, what }) => {
    const { client, route } = await openIndex({ intercept: answering(200, JSON_TYPE, page([entry, good])) });

    const project = await client.project(NAME, route);

    expect(project).toMatchObject({
      kind: 'found',
      value: {
        files: [{ filename: good.filename }],
        gaps: [{ stage: 'index', subject: 'pkg:pypi/demo-pkg', message: expect.stringContaining(what) }],
      },
    });
  });

  test.each([
    { name: 'no time zone is UTC', time: '2026-01-02T00:00:00', uploadedAt: Date.UTC(2026, 0, 2) },
    { name: 'no time at all is unknown', time: 'yesterday', uploadedAt: null },
  ])('an upload time with $name', async ({ time, uploadedAt }) => {
    const { client, route } = await openIndex({
      intercept: answering(200, JSON_TYPE, page([{ ...good, 'upload-time': time }])),
    });

    expect(await client.project(NAME, route)).toMatchObject({ value: { files: [{ uploadedAt }], gaps: [] } });
  });

  test('a hash of an unknown algorithm is left out', async () => {
    const { client, route } = await openIndex({
      intercept: answering(200, JSON_TYPE, page([{ ...good, hashes: { sha3: 'ab' } }])),
    });

    expect(await client.project(NAME, route)).toMatchObject({ value: { files: [{ hashes: [] }], gaps: [] } });
  });

  test('a file named for another project belongs to no release of this one', async () => {
    const entry = { ...good, filename: 'other-1.0-py3-none-any.whl' };
    const { client, route } = await openIndex({ intercept: answering(200, JSON_TYPE, page([entry])) });

    expect(await client.project(NAME, route)).toMatchObject({ value: { files: [{ version: null, kind: 'wheel' }] } });
  });
});
