import { describe, expect, test } from '@jest/globals';
import { chooseBaseline } from '../../src/evidence/baseline.js';
import { DAY } from '../../src/model/policy.js';
import type { ReleaseFile } from '../../src/model/release.js';
import { releaseOf } from '../../src/model/release.js';
import { dependencyChange, lockedPackage, project, releaseFile, version } from '../support/model.js';

const TODAY = Date.UTC(2026, 5, 1);

const file = (text: string, daysOld: number | null, overrides: Partial<ReleaseFile> = {}): ReleaseFile =>
  releaseFile({
    filename: `demo-${text}-py3-none-any.whl`,
    version: version(text),
    uploadedAt: daysOld === null ? null : TODAY - daysOld * DAY,
    ...overrides,
  });

const choose = (files: readonly ReleaseFile[], from: string | null, to: string) => {
  const known = project(files);
  const head = releaseOf(known, version(to));
  if (head === null) throw new Error('the head must be listed');
  const base = from === null ? null : lockedPackage({ version: version(from) });
  return chooseBaseline(dependencyChange(base, lockedPackage({ version: version(to) })), known, head);
};

describe('chooseBaseline', () => {
  test.each([
    {
      name: 'the locked release of an update, however young',
      files: [file('1.0', 2), file('1.1', 1)],
      from: '1.0',
      to: '1.1',
      expected: { kind: 'locked', version: '1.0' },
    },
    {
      name: 'the newest release that is 30 days older than an added one',
      files: [file('1.0', 400), file('1.1', 90), file('1.2', 20), file('1.3', 1)],
      from: null,
      to: '1.3',
      expected: { kind: 'earlier-release', version: '1.1' },
    },
    {
      name: 'not a release that came later, when an old one is added',
      files: [file('1.0', 400), file('1.1', 300), file('2.0', 200)],
      from: null,
      to: '1.1',
      expected: { kind: 'earlier-release', version: '1.0' },
    },
    {
      name: 'a stable release before a newer pre-release or a yanked one',
      files: [file('1.0', 400), file('1.1', 100, { yanked: 'broken' }), file('1.2rc1', 90), file('1.2', 1)],
      from: null,
      to: '1.2',
      expected: { kind: 'earlier-release', version: '1.0' },
    },
    {
      name: 'the release before, where an index tells no times',
      files: [file('1.0', null), file('1.1', null)],
      from: null,
      to: '1.1',
      expected: { kind: 'earlier-release', version: '1.0' },
    },
    {
      name: 'an older release when the same version got other files',
      files: [file('0.9', 400), file('1.0', 300)],
      from: '1.0',
      to: '1.0',
      expected: { kind: 'earlier-release', version: '0.9' },
    },
    {
      name: 'an earlier release when the locked one is gone from the index',
      files: [file('0.9', 400), file('1.1', 1)],
      from: '1.0',
      to: '1.1',
      expected: { kind: 'earlier-release', version: '0.9' },
    },
  ])('takes $name', ({ files, from, to, expected }) => {
    const { baseline, release } = choose(files, from, to);

    expect(baseline).toEqual(expected);
    expect(release?.version).toBe(expected.version);
  });

  test('finds none for a project whose releases are all younger than 30 days', () => {
    const { baseline, release } = choose([file('1.0', 20), file('1.1', 1)], null, '1.1');

    expect(release).toBeNull();
    expect(baseline).toEqual({
      kind: 'none',
      reason: 'demo has no release that is at least 30 days older than 1.1',
    });
  });
});
