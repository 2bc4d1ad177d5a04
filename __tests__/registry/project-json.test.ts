import { afterEach, describe, expect, test } from '@jest/globals';
import { normalizeName } from '../../src/model/names.js';
import type { IndexServerOptions } from '../support/index-server.js';
import { version } from '../support/model.js';
import { answering, closeAll, DEMO, NAME, openIndex } from '../support/opened-index.js';

afterEach(closeAll);

describe('metadata', () => {
  const info = {
    '2.0': {
      summary: 'A demo',
      license_expression: 'MIT',
      license: 'the whole text of a licence',
      author_email: 'Ada <ada@example.invalid>',
      home_page: 'https://example.invalid',
      project_urls: { Source: 'https://git.example.invalid/demo', Empty: null },
      requires_dist: ['idna>=2'],
    },
    '1.0': {
      summary: 'An old demo',
      license: 'UNKNOWN',
      author_email: '',
      classifiers: ['License :: OSI Approved :: MIT License'],
    },
  };

  test('of the newest release', async () => {
    const { client, route } = await openIndex({ projects: [{ ...DEMO, info }] });

    expect(await client.metadata(NAME, null, route)).toEqual({
      kind: 'found',
      value: {
        summary: 'A demo',
        licenceExpression: 'MIT',
        licence: 'the whole text of a licence',
        classifiers: [],
        emails: ['ada@example.invalid'],
        projectUrls: { Homepage: 'https://example.invalid', Source: 'https://git.example.invalid/demo' },
        requiresPython: null,
        requiresDist: ['idna>=2'],
        descriptionLength: 0,
      },
    });
  });

  test('of one release', async () => {
    const { client, route } = await openIndex({ projects: [{ ...DEMO, info }] });

    expect(await client.metadata(NAME, version('1.0'), route)).toMatchObject({
      kind: 'found',
      value: {
        summary: 'An old demo',
        licence: null,
        classifiers: ['License :: OSI Approved :: MIT License'],
        emails: [],
        projectUrls: {},
        requiresDist: [],
      },
    });
  });

  test('of the newest release from a mirror that serves no other', async () => {
    const { client, route } = await openIndex({
      projects: [{ ...DEMO, info }],
      intercept: ({ path }, response) =>
        path !== '/pypi/demo-pkg/json' && answering(404, 'text/plain', '')(null, response),
    });

    expect(await client.metadata(NAME, version('2'), route)).toMatchObject({
      kind: 'found',
      value: { summary: 'A demo' },
    });
    expect(await client.metadata(NAME, version('1.0'), route)).toEqual({ kind: 'absent' });
  });

  test('of a project that is not there is absent', async () => {
    const { client, route } = await openIndex();

    expect(await client.metadata(normalizeName('other'), null, route)).toEqual({ kind: 'absent' });
  });

  test('of an index that has no JSON API is absent, and nobody is asked', async () => {
    const { client, server } = await openIndex();

    expect(
      await client.metadata(NAME, null, { url: `${server.url}/root/dev/+simple`, fileHosts: [], token: null }),
    ).toEqual({ kind: 'absent' });
    expect(server.requests).toEqual([]);
  });

  test.each<{ name: string; intercept: NonNullable<IndexServerOptions['intercept']>; reason: RegExp }>([
    { name: 'a server that fails', intercept: answering(502, 'text/plain', ''), reason: /answered with status 502$/u },
    { name: 'broken JSON', intercept: answering(200, 'application/json', '{'), reason: /with text that is no JSON$/u },
    {
      name: 'JSON of another form',
      intercept: answering(200, 'application/json', '{"info": 1}'),
      reason: /is not of the form that PyPI documents \(info: /u,
    },
  ])('from $name is unavailable', async ({ intercept, reason }) => {
    const { client, route } = await openIndex({ intercept });

    expect(await client.metadata(NAME, null, route)).toEqual({
      kind: 'unavailable',
      reason: expect.stringMatching(reason),
    });
  });
});
