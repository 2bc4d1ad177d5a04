import { describe, expect, test } from '@jest/globals';
import type { DependencyChange } from '../../src/model/change.js';
import { DEFAULT_POLICY } from '../../src/model/policy.js';
import type { ProfileDelta, When } from '../../src/model/profile.js';
import type { Project } from '../../src/model/release.js';
import { installTimeExecution } from '../../src/rules/install-time-execution.js';
import { networkAtImport } from '../../src/rules/network-at-import.js';
import { obfuscatedSource } from '../../src/rules/obfuscated-source.js';
import { processAtImport } from '../../src/rules/process-at-import.js';
import type { Rule } from '../../src/rules/rule.js';
import { companyOf, signalsOf } from '../../src/rules/support/signals.js';
import { lockedPackage } from '../support/model.js';
import { at, behaviour, delta } from './deltas.js';
import { check, NOW } from './harness.js';
import { MINUTE, released, update } from './histories.js';
import { repository } from './repository-facts.js';

const OLD = { '1.0': 900, '1.1': 700, '1.2': 400 };
const DAYS = 24 * 60 * MINUTE;
const BURST = released({ ...OLD, '1.3.0': { ms: DAYS }, '1.3.1': { ms: DAYS - 13 * MINUTE } });
const OLD_BURST = released({ ...OLD, '1.3.0': { ms: 60 * DAYS }, '1.3.1': { ms: 60 * DAYS - 13 * MINUTE } });
const ORDINARY = released({ ...OLD, '1.3.1': 1 });
const REVIVED = released({ '1.0': 1900, '1.2': 1700, '1.3.1': 1 });

const facts = (project: Project, change: DependencyChange = update('1.2', '1.3.1')) => ({
  change,
  entry: change.to ?? lockedPackage(),
  project,
  policy: DEFAULT_POLICY,
  now: NOW,
});

describe('signalsOf', () => {
  test.each([
    { name: 'an old, ordinary release', project: released({ ...OLD, '1.3.1': 30 }), ids: [] },
    { name: 'an ordinary release of today', project: ORDINARY, ids: ['young-release'] },
    { name: 'one of two in 13 minutes', project: BURST, ids: ['young-release', 'burst'] },
    { name: 'the same, long ago', project: OLD_BURST, ids: ['burst'] },
    { name: 'a release after years', project: REVIVED, ids: ['young-release', 'revival'] },
    { name: 'a new project', project: released({ '1.2': 8, '1.3.1': 1 }), ids: ['young-release', 'new-project'] },
  ])('$name', ({ project, ids }) => {
    expect(signalsOf(facts(project)).map(({ id }) => id)).toEqual(ids);
  });

  test.each([
    {
      name: 'no tag where the releases before have one',
      tags: { tag: null, earlier: 5, earlierTagged: 4 },
      ids: ['untagged'],
    },
    { name: 'a tag', tags: { tag: 'v1.3.1', earlier: 5, earlierTagged: 5 }, ids: [] },
    { name: 'a project that seldom tags', tags: { tag: null, earlier: 5, earlierTagged: 2 }, ids: [] },
    { name: 'tags that were not asked for', tags: null, ids: [] },
  ])('of an old release: $name', ({ tags, ids }) => {
    const old = facts(released({ ...OLD, '1.3.1': 30 }));
    expect(signalsOf({ ...old, repository: repository({ tags }) }).map(({ id }) => id)).toEqual(ids);
  });

  test('a release that the base locks already has none', () => {
    expect(signalsOf(facts(BURST, update('1.3.1', '1.3.1')))).toEqual([]);
  });
});

describe('companyOf raises', () => {
  test.each<{ name: string; project: Project; when: When; level: 'warn' | 'note'; is: string }>([
    { name: 'a warning at import in young, odd company', project: BURST, when: 'import', level: 'warn', is: 'block' },
    { name: 'a warning at install', project: REVIVED, when: 'install', level: 'warn', is: 'block' },
    { name: 'never what somebody has to ask for', project: BURST, when: 'call', level: 'warn', is: 'warn' },
    { name: 'never a note', project: BURST, when: 'import', level: 'note', is: 'note' },
    { name: 'nothing for youth alone', project: ORDINARY, when: 'import', level: 'warn', is: 'warn' },
    { name: 'nothing for an old oddity', project: OLD_BURST, when: 'import', level: 'warn', is: 'warn' },
  ])('$name', ({ project, when, level, is }) => {
    expect(companyOf(facts(project)).raise(level, [when])).toBe(is);
  });
});

test('a missing tag raises what a young release newly does, and nothing of an old one', () => {
  const untagged = repository({ tags: { tag: null, earlier: 5, earlierTagged: 5 } });
  const raised = (project: Project) => companyOf({ ...facts(project), repository: untagged }).raise('warn', ['import']);

  expect(raised(ORDINARY)).toBe('block');
  expect(raised(released({ ...OLD, '1.3.1': 30 }))).toBe('warn');
});

const sign = {
  kind: 'obfuscated-source' as const,
  text: 'names like O0OO0',
  when: ['import'] as const,
  at: at('demo/core.py'),
  fingerprint: 'sign',
};
const CHAINS: readonly { name: string; rule: Rule; delta: ProfileDelta }[] = [
  { name: 'a program at import', rule: processAtImport, delta: delta({ behaviours: [behaviour('run-process')] }) },
  { name: 'the network at import', rule: networkAtImport, delta: delta({ behaviours: [behaviour('fetch')] }) },
  {
    name: 'a program at install',
    rule: installTimeExecution,
    delta: delta({ behaviours: [behaviour('run-process', { when: ['install'], target: 'helper' })] }),
  },
  { name: 'unreadable source', rule: obfuscatedSource, delta: delta({ signs: [sign] }) },
];

describe.each(CHAINS)('$name', ({ rule, delta: things }) => {
  const levels = (project: Project) => check(rule, { change: update('1.2', '1.3.1'), project, delta: things });

  test('warns in an ordinary release, however young', () => {
    expect(levels(ORDINARY).map(({ level }) => level)).toEqual(['warn']);
    expect(levels(OLD_BURST).map(({ level }) => level)).toEqual(['warn']);
  });

  test('blocks in a young release of a burst, and names all parts', () => {
    const [finding] = levels(BURST);

    expect(finding?.level).toBe('block');
    expect(finding?.message).toContain(
      'With it goes that the release is 23 hours old and it is one of 2 releases within 13 minutes, which the project never did before.',
    );
  });

  test('keeps its fingerprint', () => {
    expect(levels(BURST)[0]?.fingerprint).toBe(levels(ORDINARY)[0]?.fingerprint);
  });
});
