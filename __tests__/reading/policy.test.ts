import { describe, expect, test } from '@jest/globals';
import { ActionError } from '../../src/model/error.js';
import { DEFAULT_POLICY } from '../../src/model/policy.js';
import { type PolicyRequest, readPolicy } from '../../src/reading/policy.js';
import { type MemoryRepositoryOptions, memoryRepository } from '../support/repository.js';

const PATH = '.github/lockgate.toml';
const NOTHING_SET: PolicyRequest['overrides'] = { failOn: null, audit: null };

const read = (options: MemoryRepositoryOptions, overrides = NOTHING_SET) =>
  readPolicy({ configPath: PATH, overrides }, memoryRepository(options), new Map([['startup-hook', 'block']]));

describe('readPolicy', () => {
  test('invariant 3: reads the base, whatever the head says', async () => {
    const { policy } = await read({ base: { [PATH]: 'fail-on = "warn"\n' }, head: { [PATH]: 'fail-on = "never"\n' } });

    expect(policy).toMatchObject({ failOn: 'warn', source: PATH });
  });

  test('invariant 3: reads the tip of the base branch, not the older commit that the change begins at', async () => {
    const older = { [PATH]: 'fail-on = "never"\n' };
    const { policy, proposed } = await read({ base: older, head: older, tip: { [PATH]: 'fail-on = "warn"\n' } });

    expect(policy).toMatchObject({ failOn: 'warn' });
    expect(proposed).toBeNull();
  });

  test('falls back to the built-in policy without a policy file, also when the head brings one', async () => {
    const { policy } = await read({ base: {}, head: { [PATH]: 'fail-on = "never"\n' } });

    expect(policy).toEqual(DEFAULT_POLICY);
  });

  test('reads the branch itself where there is no base to compare with', async () => {
    expect(await read({ base: null, head: { [PATH]: 'fail-on = "warn"\n' } })).toMatchObject({
      policy: { failOn: 'warn' },
      proposed: null,
    });
  });

  test('inputs of the workflow replace what the file says', async () => {
    const { policy } = await read(
      { base: { [PATH]: 'fail-on = "block"\n' }, head: {} },
      { failOn: 'never', audit: true },
    );

    expect(policy).toMatchObject({ failOn: 'never', audit: true });
  });

  test.each<{ name: string; options: MemoryRepositoryOptions; message: string }>([
    {
      name: 'a mistake, naming file and line',
      options: { base: { [PATH]: 'fail-on = "block"\non-gap = "maybe"\n' }, head: {} },
      message: `${PATH}:2`,
    },
    { name: 'a policy that is a symlink', options: { base: { [PATH]: null }, head: {} }, message: 'symlink' },
    {
      name: 'a policy that cannot be read',
      options: { base: { [PATH]: 'x' }, head: {}, unreadable: [PATH] },
      message: 'did not answer',
    },
    {
      name: 'a base too large to know whether there is one',
      options: { base: {}, head: {}, truncated: ['base'] },
      message: 'too many files',
    },
  ])('stops at $name', async ({ options, message }) => {
    const reading = read(options);

    await expect(reading).rejects.toBeInstanceOf(ActionError);
    await expect(reading).rejects.toThrow(message);
  });
});

describe('the policy that a change proposes', () => {
  test.each<{ name: string; options: MemoryRepositoryOptions; proposed: unknown }>([
    {
      name: 'is none where the file stays',
      options: { base: { [PATH]: 'fail-on = "warn"\n' }, head: { [PATH]: 'fail-on = "warn"\n', x: 'y' } },
      proposed: null,
    },
    { name: 'is none where there is no file', options: { base: {}, head: { x: 'y' } }, proposed: null },
    {
      name: 'is the head\u2019s file',
      options: { base: { [PATH]: 'fail-on = "warn"\n' }, head: { [PATH]: 'fail-on = "never"\n' } },
      proposed: {
        kind: 'policy',
        path: PATH,
        policy: { failOn: 'never' },
        loosenings: [{ key: 'fail-on', what: expect.stringContaining('"never"') }],
      },
    },
    {
      name: 'is the built-in one where the file goes',
      options: { base: { [PATH]: 'fail-on = "warn"\n' }, head: { x: 'y' } },
      proposed: { kind: 'policy', policy: DEFAULT_POLICY },
    },
    {
      name: 'may be unusable, and the review goes on',
      options: { base: {}, head: { [PATH]: 'fail-on = "block"\non-gap = "maybe"\n' } },
      proposed: { kind: 'unusable', line: 2, reason: expect.stringContaining('on-gap') },
    },
    {
      name: 'may be no file, and the review goes on',
      options: { base: {}, head: { [PATH]: null } },
      proposed: { kind: 'unusable', reason: expect.stringContaining('symlink') },
    },
  ])('$name', async ({ options, proposed }) => {
    const reading = await read(options);

    if (proposed === null) expect(reading.proposed).toBeNull();
    else expect(reading.proposed).toMatchObject(Object(proposed));
    expect(reading.gaps).toEqual([]);
  });

  test('has the inputs of the workflow too, so that they are no difference', async () => {
    const options = { base: { [PATH]: 'fail-on = "block"\n' }, head: { [PATH]: 'fail-on = "warn"\n' } };

    const { proposed } = await read(options, { failOn: 'never', audit: null });

    expect(proposed).toMatchObject({ policy: { failOn: 'never' } });
  });

  test('is a gap where it cannot be read', async () => {
    const { proposed, gaps } = await read({ base: {}, head: { [PATH]: 'x' }, unreadable: [PATH] });

    expect(proposed).toBeNull();
    expect(gaps).toMatchObject([{ stage: 'policy', subject: PATH }]);
  });
});

describe('a policy that extends another', () => {
  const REF = `corp/policies:lockgate.toml@${'0a'.repeat(20)}`;
  const own = (text = '') => ({ [PATH]: `extends = "${REF}"\n${text}` });

  test('holds with what the other says', async () => {
    const { policy } = await read({ base: own('on-gap = "block"\n'), head: {}, shared: 'fail-on = "warn"\n' });

    expect(policy).toMatchObject({
      failOn: 'warn',
      onGap: 'block',
      extends: { owner: 'corp', repository: 'policies', path: 'lockgate.toml', commit: '0a'.repeat(20) },
    });
  });

  test.each<{ name: string; options: MemoryRepositoryOptions; message: string }>([
    { name: 'cannot be read', options: { base: own(), head: {} }, message: 'may not read that repository' },
    { name: 'is broken', options: { base: own(), head: {}, shared: 'fail-on = 3' }, message: 'cannot be used' },
    {
      name: 'is loosened without permission',
      options: { base: own('min-age = "0 days"\n'), head: {}, shared: '' },
      message: 'permits to loosen nothing',
    },
  ])('stops the review when it $name', async ({ options, message }) => {
    await expect(read(options)).rejects.toThrow(message);
  });

  test('and is only proposed stops nothing', async () => {
    const { policy, proposed, gaps } = await read({ base: {}, head: own() });

    expect(policy).toEqual(DEFAULT_POLICY);
    expect(proposed).toBeNull();
    expect(gaps).toMatchObject([{ stage: 'policy', message: expect.stringContaining('extends') }]);
  });
});
