import { describe, expect, test } from '@jest/globals';
import type { Level } from '../../src/model/level.js';
import { DAY } from '../../src/model/policy.js';
import { rules } from '../../src/rules/catalog.js';
import { added, addedName, changed, demoFile, demoProject } from '../rules/facts.js';
import { check, type Facts, NOW } from '../rules/harness.js';

/** What an incident showed outside its bytes, and the rule that sees it. */
interface Shown {
  readonly incident: string;
  readonly sign: string;
  readonly given: Facts;
  readonly seen: { readonly rule: string; readonly level: Level };
}

const young = demoProject([demoFile({ uploadedAt: NOW - DAY / 24 })]);

const SHOWN: readonly Shown[] = [
  {
    incident: 'sympy-dev (January 2026)',
    sign: 'a young project named like a widely used one with a suffix',
    given: { change: addedName('numpy-dev'), project: young },
    seen: { rule: 'typosquat', level: 'block' },
  },
  {
    incident: 'ForceMemo (March 2026)',
    sign: 'a repository that is locked by its branch, so that a forced push decides what is installed',
    given: {
      change: added({
        source: {
          kind: 'vcs',
          vcs: 'git',
          url: 'https://git.example.invalid/demo',
          commit: null,
          ref: 'main',
          subdirectory: null,
        },
      }),
    },
    seen: { rule: 'unverifiable-source', level: 'warn' },
  },
  {
    incident: 'litellm, telnyx, lightning, durabletask (2026)',
    sign: 'files an hour old',
    given: { change: changed({}), project: young },
    seen: { rule: 'fresh-release', level: 'warn' },
  },
  {
    incident: 'lightning 2.6.2 (30 April 2026), 42 minutes later',
    sign: 'a project in quarantine',
    given: { change: changed({}), project: demoProject([demoFile()], { status: 'quarantined' }) },
    seen: { rule: 'quarantined-project', level: 'block' },
  },
  {
    incident: 'xinference 2.6.0 (22 April 2026), two days long',
    sign: 'a release that is yanked and still served',
    given: { change: changed({}), project: demoProject([demoFile({ yanked: 'compromised' })]) },
    seen: { rule: 'yanked-release', level: 'warn' },
  },
  {
    incident: 'each of them, afterwards',
    sign: 'a locked release that the index no longer lists',
    given: { change: changed({}), project: demoProject([]) },
    seen: { rule: 'removed-release', level: 'block' },
  },
];

describe('signs outside the bytes', () => {
  test.each(SHOWN)('$incident: $sign', ({ given, seen }) => {
    const found = rules.flatMap((rule) => check(rule, given)).map(({ ruleId, level }) => ({ rule: ruleId, level }));

    expect(found).toContainEqual(seen);
  });
});
