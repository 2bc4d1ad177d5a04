import { describe, expect, test } from '@jest/globals';
import type { Evidence } from '../../src/model/evidence.js';
import { absent, type Fetched, found, unavailable } from '../../src/model/fetched.js';
import type { Level } from '../../src/model/level.js';
import { normalizeName } from '../../src/model/names.js';
import { DEFAULT_POLICY, type Policy } from '../../src/model/policy.js';
import type { Project } from '../../src/model/release.js';
import { checkRules } from '../../src/rules/check.js';
import { type Hit, type Rule, rule } from '../../src/rules/rule.js';
import { dependencyChange, lockedPackage, project, releaseFile } from '../support/model.js';

const HIT: Hit = { message: 'Seen.', at: [] };

const demoRule = (overrides: Partial<Rule> = {}): Rule => ({
  ...rule({
    id: 'demo-rule',
    level: 'block',
    confidence: 'high',
    needs: [],
    capec: [],
    headline: 'is not as it should be',
    summary: 'Sees a thing.',
    remedy: 'Mend the thing.',
    check: () => [HIT],
  }),
  ...overrides,
});

const evidence = (answer: Fetched<Project> | null = null): Evidence => ({
  change: dependencyChange(null, lockedPackage({ line: 7 })),
  project: answer,
  release: null,
  advisories: null,
  provenance: null,
  domains: null,
  health: null,
  repository: null,
  artifacts: [],
  profiles: [],
  delta: null,
  gaps: [],
});

const check = (rules: readonly Rule[], policy: Partial<Policy> = {}, items: readonly Evidence[] = [evidence()]) =>
  checkRules({
    rules,
    evidence: items,
    diff: { changes: [], options: [], problems: [] },
    locks: [{ path: 'uv.lock', base: null, head: null }],
    policy: { ...DEFAULT_POLICY, ...policy },
    popular: { rankOf: new Map(), date: '2026-01-01', details: new Map(), standardModules: new Set() },
    now: 0,
  });

describe('checkRules', () => {
  test('turns a hit into a finding that points at the lockfile line', () => {
    const { findings, gaps } = check([demoRule()]);

    expect(gaps).toEqual([]);
    expect(findings).toEqual([
      {
        ruleId: 'demo-rule',
        level: 'block',
        confidence: 'high',
        subject: 'pkg:pypi/demo@1.0',
        headline: 'is not as it should be',
        message: 'Seen.',
        remedy: 'Mend the thing.',
        locations: [{ kind: 'lockfile', path: 'uv.lock', line: 7 }],
        trace: [],
        fingerprint: 'demo-rule|pkg:pypi/demo@1.0|Seen.',
        allowedBy: null,
      },
    ]);
  });

  test('does not run on removals', () => {
    const removal: Evidence = { ...evidence(), change: { ...evidence().change, kind: 'removed', to: null } };

    expect(check([demoRule()], {}, [removal])).toEqual({ findings: [], gaps: [] });
  });

  test('invariant 6: a rule whose need is unavailable becomes a gap that names every such rule, once', () => {
    const rules = [demoRule({ id: 'b-rule', needs: ['project'] }), demoRule({ id: 'a-rule', needs: ['project'] })];

    const { findings, gaps } = check(rules, {}, [evidence(unavailable('pypi.org did not answer'))]);

    expect(findings).toEqual([]);
    expect(gaps).toEqual([
      {
        stage: 'index',
        subject: 'pkg:pypi/demo@1.0',
        message: 'pypi.org did not answer. Not checked: a-rule and b-rule.',
      },
    ]);
  });

  test.each([
    { name: 'a need that does not apply', answer: null },
    { name: 'a need whose subject does not exist', answer: absent },
  ])('$name is no gap', ({ answer }) => {
    expect(check([demoRule({ needs: ['project'] })], {}, [evidence(answer)])).toEqual({ findings: [], gaps: [] });
  });

  test('hands a rule what it needs', () => {
    const known = project([releaseFile()]);
    const seen: unknown[] = [];
    const remember: Rule['check'] = (facts) => {
      seen.push(facts.project);
      return [];
    };
    const rules = [demoRule({ needs: ['project'], check: remember })];

    check(rules, {}, [evidence(found(known))]);

    expect(seen).toEqual([known]);
  });

  test('invariant 6: a rule that crashes is a gap and hides no other rule', () => {
    const crash = demoRule({
      id: 'crash-rule',
      check: () => {
        throw new Error('boom');
      },
    });

    const { findings, gaps } = check([crash, demoRule()]);

    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['demo-rule']);
    expect(gaps).toEqual([
      expect.objectContaining({ stage: 'rule', message: expect.stringContaining('crash-rule crashed (boom)') }),
    ]);
  });

  test.each<{ name: string; hit: Level | null; policy: Level | 'off'; expected: readonly Level[] }>([
    { name: 'off silences the rule', hit: null, policy: 'off', expected: [] },
    { name: 'a milder level replaces the rule’s own', hit: null, policy: 'note', expected: ['note'] },
    { name: 'a weakened hit is never raised', hit: 'note', policy: 'block', expected: ['note'] },
    { name: 'a weakened hit can be weakened further', hit: 'warn', policy: 'note', expected: ['note'] },
  ])('policy: $name', ({ hit, policy, expected }) => {
    const weakened = demoRule({ check: () => [hit === null ? HIT : { ...HIT, level: hit }] });

    const { findings } = check([weakened], { rules: { 'demo-rule': policy } });

    expect(findings.map(({ level }) => level)).toEqual(expected);
  });

  test('policy raises a rule that warns by itself', () => {
    const { findings } = check([demoRule({ level: 'warn' })], { rules: { 'demo-rule': 'block' } });

    expect(findings.map(({ level }) => level)).toEqual(['block']);
  });

  test('runs lockfile rules on every lockfile and puts the heaviest finding first', () => {
    const rules = [demoRule({ level: 'note' }), demoRule({ id: 'lock-rule', level: 'warn', checkLock: () => [HIT] })];

    const { findings } = check(rules, {}, [
      { ...evidence(), change: { ...evidence().change, name: normalizeName('other') } },
    ]);

    expect(findings.map(({ ruleId, level, subject }) => [ruleId, level, subject])).toEqual([
      ['lock-rule', 'warn', 'pkg:pypi/demo@1.0'],
      ['lock-rule', 'warn', 'uv.lock'],
      ['demo-rule', 'note', 'pkg:pypi/demo@1.0'],
    ]);
  });
});
