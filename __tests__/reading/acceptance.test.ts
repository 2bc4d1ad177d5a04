import { describe, expect, test } from '@jest/globals';
import { normalizeName } from '../../src/model/names.js';
import { createAcceptanceReader } from '../../src/reading/acceptance.js';
import { version } from '../support/report.js';
import { type MemoryRepositoryOptions, memoryRepository } from '../support/repository.js';
import { uvLock } from '../support/uv-lock.js';
import { wheel } from '../support/wheel.js';

const PATH = '.github/lockgate.toml';
const COMMIT = 'a'.repeat(40);
const RULES = new Map([['typosquat', 'block' as const]]);

const reader = (head: NonNullable<MemoryRepositoryOptions['head']>, over: Partial<MemoryRepositoryOptions> = {}) =>
  createAcceptanceReader(async () => memoryRepository({ base: null, head, ...over }), {
    configPath: PATH,
    lockfileGlobs: [],
    rules: RULES,
  });

describe('the policy that stands', () => {
  test.each([
    { name: 'a file', files: { [PATH]: 'fail-on = "warn" # ours\n' }, text: 'fail-on = "warn" # ours\n' },
    { name: 'no file', files: { 'README.md': 'x' }, text: null },
  ])('$name', async ({ files, text }) => {
    expect((await reader(files).standing(COMMIT)).text).toBe(text);
  });

  test.each([
    { name: 'a broken one', files: { [PATH]: 'nonsense = 1\n' } },
    { name: 'a symlink', files: { [PATH]: null } },
  ])('$name stops it', async ({ files }) => {
    await expect(reader(files).standing(COMMIT)).rejects.toMatchObject({ code: 'policy' });
  });
});

describe('a policy that would stand', () => {
  const ENTRY = '[[allow]]\npackage = "pkg:pypi/demo@1.0"\nrules = ["typosquat"]\nreason = "ours"\n';
  const EXTENDS = `extends = "corp/policies:lockgate.toml@${'b'.repeat(40)}"\n`;

  test.each([
    { name: 'an entry more', now: '', next: ENTRY, shared: '', says: null },
    { name: 'one where there is no file yet', now: null, next: ENTRY, shared: '', says: null },
    { name: 'a broken one', now: '', next: 'nonsense = 1\n', shared: '', says: 'nonsense' },
    {
      name: 'the shared policy permits entries',
      now: EXTENDS,
      next: `${EXTENDS}${ENTRY}`,
      shared: 'permit = ["allow"]\n',
      says: null,
    },
    {
      name: 'the shared policy permits none',
      now: EXTENDS,
      next: `${EXTENDS}${ENTRY}`,
      shared: 'on-gap = "warn"\n',
      says: 'permits to loosen nothing',
    },
  ])('$name', async ({ now, next, shared, says }) => {
    const files = now === null ? { 'README.md': 'x' } : { [PATH]: now };
    const complaint = await reader(files, { shared }).complaint(COMMIT, next);

    expect(complaint).toEqual(says === null ? null : expect.stringContaining(says));
  });
});

describe('digests of a release in the lockfiles of a commit', () => {
  const lock = uvLock([
    { name: 'demo', version: '1.0', wheel: wheel({}, { name: 'demo', version: '1.0' }), sha256: 'ab'.repeat(32) },
  ]);
  const other = uvLock([
    { name: 'demo', version: '1.0', wheel: wheel({}, { name: 'demo', version: '1.0' }), sha256: 'cd'.repeat(32) },
  ]);
  const DEMO = { name: normalizeName('demo'), version: version('1.0.0') };

  test.each([
    { name: 'one lockfile, another spelling of the version', files: { 'uv.lock': lock }, value: ['ab'.repeat(32)] },
    {
      name: 'two lockfiles',
      files: { 'a/uv.lock': lock, 'b/uv.lock': other },
      value: ['ab'.repeat(32), 'cd'.repeat(32)],
    },
    { name: 'a lockfile without hashes', files: { 'requirements.txt': 'demo==1.0\n' }, value: [] },
    { name: 'one with and one without', files: { 'uv.lock': lock, 'requirements.txt': 'demo==1.0\n' }, value: [] },
  ])('$name', async ({ files, value }) => {
    expect(await reader(files).digests(COMMIT, DEMO, [])).toEqual({ kind: 'found', value });
  });

  test.each([
    { name: 'no lockfile', files: { 'README.md': 'x' } },
    { name: 'another release', files: { 'requirements.txt': 'demo==2.0\n' } },
  ])('absent: $name', async ({ files }) => {
    expect(await reader(files).digests(COMMIT, DEMO, [])).toEqual({ kind: 'absent' });
  });

  test.each([
    { name: 'a lockfile that is broken', files: { 'uv.lock': 'version = ' }, over: {} },
    { name: 'a lockfile that cannot be had', files: { 'uv.lock': lock }, over: { unreadable: ['uv.lock'] } },
    { name: 'a listing that is cut short', files: { 'README.md': 'x' }, over: { truncated: ['head' as const] } },
  ])('not known: $name', async ({ files, over }) => {
    expect(await reader(files, over).digests(COMMIT, DEMO, [])).toMatchObject({ kind: 'unavailable' });
  });

  test('excluded lockfiles are none', async () => {
    expect(await reader({ 'tests/uv.lock': lock }).digests(COMMIT, DEMO, ['/tests/'])).toEqual({ kind: 'absent' });
  });
});
