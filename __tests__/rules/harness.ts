import { describe, expect, test } from '@jest/globals';
import { diffLockfiles } from '../../src/diff/diff.js';
import type { DependencyChange, LockPair } from '../../src/model/change.js';
import type { MailDomain } from '../../src/model/domains.js';
import type { AdvisoryChange, Evidence, ReadArtifact } from '../../src/model/evidence.js';
import { absent, type Fetched, found } from '../../src/model/fetched.js';
import type { Finding } from '../../src/model/finding.js';
import type { ProjectHealth } from '../../src/model/health.js';
import type { Level } from '../../src/model/level.js';
import type { ManifestChange } from '../../src/model/manifest.js';
import { normalizeName } from '../../src/model/names.js';
import { DEFAULT_POLICY, type Policy, type ProposedPolicy } from '../../src/model/policy.js';
import type { Profile, ProfileDelta } from '../../src/model/profile.js';
import type { ProvenanceChange } from '../../src/model/provenance.js';
import { type Project, type Release, releaseOf } from '../../src/model/release.js';
import type { RepositoryFacts } from '../../src/model/repository.js';
import { checkRules } from '../../src/rules/check.js';
import type { Rule } from '../../src/rules/rule.js';
import { dependencyChange, lockedPackage } from '../support/model.js';

/** When the tests take place. */
export const NOW = Date.UTC(2026, 5, 1);

/** What is known in a row; everything left out is as in an ordinary change with nothing known. */
export interface Facts {
  readonly change?: DependencyChange;
  /** `absent`: the index has no such project. */
  readonly project?: Project | 'absent';
  /** Left out: the head's version among the project's files. */
  readonly release?: Release;
  readonly advisories?: AdvisoryChange;
  readonly artifacts?: readonly ReadArtifact[];
  readonly profiles?: readonly Profile[];
  readonly delta?: ProfileDelta;
  readonly provenance?: ProvenanceChange;
  readonly domains?: readonly MailDomain[];
  readonly repository?: RepositoryFacts;
  readonly health?: ProjectHealth;
  readonly policy?: Partial<Policy>;
  /** Lockfiles under review; their options are compared as in a review. */
  readonly locks?: readonly LockPair[];
  /** Manifests that changed without their lockfile. */
  readonly manifests?: readonly ManifestChange[];
  /** The policy file that the change would leave behind. */
  readonly proposed?: ProposedPolicy;
}

/** A row that must be flagged at exactly this level. */
export interface Flagged<T> {
  readonly name: string;
  readonly given: T;
  readonly level: Level;
  /** A part of the message that names the evidence. */
  readonly says?: string | RegExp;
}

/** A row that must not be flagged, or at most as a note where that is stated. */
export interface Allowed<T> {
  readonly name: string;
  readonly given: T;
  readonly atMost?: 'note';
}

export interface Table<T> {
  readonly flags: readonly Flagged<T>[];
  readonly allows: readonly Allowed<T>[];
}

/** Runs a rule through the real checker on a table of facts. */
export const ruleTest = (rule: Rule, table: Table<Facts>): void =>
  tableTest(rule, table, async (facts) => check(rule, facts));

/** Runs the rows of a table; `findingsOf` turns what a row gives into the rule's findings. */
export function tableTest<T>(rule: Rule, table: Table<T>, findingsOf: (given: T) => Promise<readonly Finding[]>): void {
  describe(`${rule.id} flags`, () => {
    test.each(table.flags)('$name', async ({ given, level, says = '' }) => {
      const findings = await findingsOf(given);

      expect(findings.map((finding) => finding.level)).toContain(level);
      expect(heaviest(findings)).toBe(level);
      const messages = findings.map(({ message }) => message).join('\n');
      expect(messages).toMatch(typeof says === 'string' ? new RegExp(escapeRegExp(says), 'u') : says);
      for (const finding of findings) expectReadable(finding);
    });
  });
  describe(`${rule.id} allows`, () => {
    test.each(table.allows)('$name', async ({ given, atMost }) => {
      const findings = await findingsOf(given);

      expect(
        findings.filter(({ level }) => level !== atMost).map(({ level, message }) => `${level}: ${message}`),
      ).toEqual([]);
    });
  });
}

/** The findings of one rule on one set of facts; a crash of the rule fails the test. */
export function check(rule: Rule, facts: Facts): readonly Finding[] {
  const { findings, gaps } = checkRules({
    rules: [rule],
    evidence: [evidenceOf(facts)],
    diff: { changes: [], options: diffLockfiles(facts.locks ?? []).options, problems: [] },
    locks: facts.locks ?? [],
    manifests: facts.manifests ?? [],
    proposed: facts.proposed ?? null,
    policy: { ...DEFAULT_POLICY, ...facts.policy },
    popular: POPULAR,
    now: NOW,
  });
  expect(gaps.filter(({ stage }) => stage === 'rule')).toEqual([]);
  return findings;
}

const POPULAR_NAMES = [
  'requests',
  'python-dateutil',
  'numpy',
  'pyyaml',
  'beautifulsoup4',
  'attrs',
  'typing-extensions',
  'six',
];

const POPULAR = {
  rankOf: new Map(POPULAR_NAMES.map((name, index) => [normalizeName(name), index + 1])),
  date: '2026-01-01',
  details: new Map(
    [
      { name: 'requests', modules: ['requests'], commands: [], repository: 'github.com/psf/requests' },
      { name: 'numpy', modules: ['numpy'], commands: ['f2py'], repository: 'github.com/numpy/numpy' },
      { name: 'pyyaml', modules: ['yaml', '_yaml'], commands: [], repository: 'github.com/yaml/pyyaml' },
      { name: 'attrs', modules: ['attr', 'attrs'], commands: [], repository: null },
    ].map(({ name, ...details }) => [normalizeName(name), details]),
  ),
  standardModules: new Set(['json', 'enum', 'test']),
};

function evidenceOf(facts: Facts): Evidence {
  const change = facts.change ?? dependencyChange(null, lockedPackage());
  return {
    change,
    project: projectOf(facts),
    release: facts.release === undefined ? releaseAnswer(facts, change) : found(facts.release),
    advisories: facts.advisories === undefined ? null : found(facts.advisories),
    provenance: facts.provenance === undefined ? null : found(facts.provenance),
    domains: facts.domains === undefined ? null : found(facts.domains),
    health: facts.health === undefined ? null : found(facts.health),
    artifacts: facts.artifacts ?? [],
    profiles: facts.profiles ?? [],
    delta: facts.delta === undefined ? null : found(facts.delta),
    repository: facts.repository === undefined ? null : found(facts.repository),
    gaps: [],
  };
}

const projectOf = ({ project }: Facts): Fetched<Project> | null => {
  if (project === 'absent') return absent;
  return project === undefined ? null : found(project);
};

function releaseAnswer({ project }: Facts, { to }: DependencyChange): Fetched<Release> | null {
  if (project === undefined || to === null || to.version === null) return null;
  const release = project === 'absent' ? null : releaseOf(project, to.version);
  return release === null ? absent : found(release);
}

const heaviest = (findings: readonly Finding[]): Level | null => findings[0]?.level ?? null;

function expectReadable({ message, remedy, locations }: Finding): void {
  expect(message).toMatch(/\S.*[.!?]$/su);
  expect(message).not.toMatch(/undefined|\[object|NaN/u);
  expect(remedy).toMatch(/\S.*\.$/su);
  expect(locations.length).toBeGreaterThan(0);
}

const escapeRegExp = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');
