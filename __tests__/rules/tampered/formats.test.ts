import { describe, expect, test } from '@jest/globals';
import { fixtureText } from '../../lockfiles/fixtures.js';
import { publishedBy, reviewLocks } from './world.js';

/** Locks of one project by different tools; all of them hold idna 3.17 with the same two files. */
const LOCKS = [
  { fixture: 'uv-small', path: 'uv.lock', named: true },
  { fixture: 'poetry-small', path: 'poetry.lock', named: true },
  { fixture: 'requirements-uv-compile', path: 'requirements.txt', named: false },
  { fixture: 'pdm-small', path: 'pdm.lock', named: true },
  { fixture: 'pylock-small', path: 'pylock.toml', named: true },
  { fixture: 'pipfile-small', path: 'Pipfile.lock', named: false },
  { fixture: 'pex-small', path: 'lock.json', named: true },
].map((lock) => ({ ...lock, text: fixtureText(lock.fixture, 'head', lock.path) }));

const WHEEL_HASH = '466e48829084efe2548012b855df21540b96f2e20e51bd124c851536556a592c';
const OTHER_HASH = WHEEL_HASH.replace('466e', '466f');

describe.each(LOCKS)('$fixture', ({ path, text, named }) => {
  const run = (head: string) =>
    reviewLocks({ base: { [path]: text }, head: { [path]: head }, projects: publishedBy(text, path) });

  test('another hash is a block at its line', async () => {
    const head = text.replace(WHEEL_HASH, OTHER_HASH);

    const { findings, verdict } = await run(head);

    expect(verdict.outcome).toBe('block');
    const [mismatch] = findings.filter(({ ruleId }) => ruleId === 'hash-mismatch');
    const [at] = mismatch?.locations ?? [];
    expect(mismatch).toMatchObject({ level: 'block', subject: 'pkg:pypi/idna@3.17' });
    expect(near(head, at?.line ?? 0)).toContain(OTHER_HASH);
    if (named) expect(findings.map(({ ruleId }) => ruleId)).toContain('same-version-changed');
  });

  test('Windows line ends are no change', async () => {
    const { diff, findings, verdict } = await run(text.replaceAll('\n', '\r\n'));

    expect([diff.changes, diff.options, findings]).toEqual([[], [], []]);
    expect(verdict.outcome).toBe('pass');
  });
});

/** The line and two on each side: JSON spreads a file over several lines. */
const near = (text: string, line: number): string =>
  text
    .split('\n')
    .slice(Math.max(0, line - 3), line + 2)
    .join('\n');
