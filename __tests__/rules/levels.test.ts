import { expect, test } from '@jest/globals';
import type { Level } from '../../src/model/level.js';
import type { Scope } from '../../src/model/lockfile.js';
import type { PolicyOverride, RuleLevels } from '../../src/model/policy.js';
import { rule } from '../../src/rules/rule.js';
import { isOff, levelUnder, type Place } from '../../src/rules/support/levels.js';

const RULE = rule({
  id: 'startup-hook',
  level: 'block',
  confidence: 'high',
  needs: [],
  capec: [],
  headline: 'is not as it should be',
  summary: 'A demonstration.',
  remedy: 'Do nothing.',
});

const override = (over: Partial<PolicyOverride>): PolicyOverride => ({
  lockfiles: [],
  scopes: [],
  rules: {},
  maxLevel: null,
  line: 1,
  ...over,
});

const at = (lockfile: string | null, ...scopes: readonly Scope[]): Place => ({ lockfile, scopes });
const DEV = override({ scopes: ['development'], maxLevel: 'warn' });
const DOCS = override({ lockfiles: ['docs/**'], rules: { 'startup-hook': 'off' } });

interface Row {
  readonly name: string;
  readonly rules?: RuleLevels;
  readonly overrides?: readonly PolicyOverride[];
  readonly places?: readonly Place[];
  readonly hit?: Level;
  readonly level: Level | null;
}

test.each<Row>([
  { name: 'the rule’s own level without a policy', level: 'block' },
  { name: 'the policy’s level', rules: { 'startup-hook': 'warn' }, level: 'warn' },
  { name: 'a weakened hit stays weak', rules: { 'startup-hook': 'block' }, hit: 'note', level: 'note' },
  { name: 'a weakened hit under a lower level', rules: { 'startup-hook': 'note' }, hit: 'warn', level: 'note' },
  { name: 'a milder scope', overrides: [DEV], places: [at('uv.lock', 'development')], level: 'warn' },
  {
    name: 'a scope that is not the only one',
    overrides: [DEV],
    places: [at('uv.lock', 'development', 'runtime')],
    level: 'block',
  },
  { name: 'an unknown scope counts as runtime', overrides: [DEV], places: [at('uv.lock', 'unknown')], level: 'block' },
  { name: 'a finding without a scope', overrides: [DEV], places: [at('uv.lock')], level: 'block' },
  { name: 'a lockfile where the rule is off', overrides: [DOCS], places: [at('docs/uv.lock')], level: null },
  {
    name: 'the heaviest of several lockfiles',
    overrides: [DOCS],
    places: [at('docs/uv.lock'), at('app/uv.lock')],
    level: 'block',
  },
  {
    name: 'the heaviest of a milder and another scope',
    overrides: [DEV],
    places: [at('uv.lock', 'development'), at('app/uv.lock', 'runtime')],
    level: 'block',
  },
  {
    name: 'the later of two overrides',
    overrides: [DOCS, override({ lockfiles: ['docs/app/**'], rules: { 'startup-hook': 'block' } })],
    places: [at('docs/app/uv.lock')],
    level: 'block',
  },
  {
    name: 'a level that an override raises',
    rules: { 'startup-hook': 'note' },
    overrides: [override({ lockfiles: ['app/**'], rules: { 'startup-hook': 'block' } })],
    places: [at('app/uv.lock', 'runtime')],
    level: 'block',
  },
  { name: 'no lockfile at all', overrides: [DOCS], places: [], level: 'block' },
])('$name', ({ rules = {}, overrides = [], places = [], hit, level }) => {
  const given = { message: 'x.', at: [], ...(hit === undefined ? {} : { level: hit }) };

  expect(levelUnder(RULE, given, { rules, overrides }, places)).toBe(level);
});

test.each<{ name: string; rules: RuleLevels; overrides: readonly PolicyOverride[]; off: boolean }>([
  { name: 'switched off everywhere', rules: { 'startup-hook': 'off' }, overrides: [], off: true },
  { name: 'switched off here and there', rules: {}, overrides: [DOCS], off: false },
  {
    name: 'switched on again for some lockfiles',
    rules: { 'startup-hook': 'off' },
    overrides: [override({ lockfiles: ['app/**'], rules: { 'startup-hook': 'warn' } })],
    off: false,
  },
])('a rule $name', ({ rules, overrides, off }) => {
  expect(isOff('startup-hook', { rules, overrides })).toBe(off);
});
