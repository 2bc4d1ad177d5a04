import { expect, test } from '@jest/globals';
import { judgeCommand, type Requested } from '../../src/github/acceptance-judge.js';
import { normalizeName } from '../../src/model/names.js';
import type { AllowEntry } from '../../src/model/policy.js';
import { NOW, version } from '../support/report.js';

const DIGEST = 'ab'.repeat(32);

const requested = (over: Partial<Requested> = {}, rule = 'typosquat'): Requested => ({
  command: { name: normalizeName('demo'), version: version('1.4.2'), rule, reason: 'it is ours' },
  author: 'octocat',
  policy: { allow: [], deny: [] },
  rules: {
    ids: ['typosquat', 'known-malware', 'denied-package', 'quarantined-project', 'lock-options-weakened'],
    aboutFiles: ['lock-options-weakened'],
  },
  sha256: [DIGEST],
  now: NOW,
  ...over,
});

const standing = (over: Partial<AllowEntry> = {}): Requested['policy'] => ({
  deny: [],
  allow: [
    {
      ...{ name: normalizeName('demo'), version: version('1.4.2'), file: null, rules: ['typosquat'], sha256: [] },
      ...{ reason: 'known', owner: null, expires: null, line: 7 },
      ...over,
    },
  ],
});

const denying = (versions: string | null): Requested['policy'] => ({
  allow: [],
  deny: [{ name: normalizeName('demo'), versions, reason: 'use @corp/other', line: 3 }],
});

test('an entry has everything that says who accepts it for how long', () => {
  expect(judgeCommand(requested())).toEqual({
    kind: 'entry',
    entry: {
      ...{ name: 'demo', version: '1.4.2', file: null, rules: ['typosquat'], sha256: [DIGEST] },
      ...{ reason: 'it is ours', owner: '@octocat', expires: '2027-02-21' },
    },
  });
});

test.each<{ readonly name: string; readonly given: Requested; readonly says: string }>([
  { name: 'an unknown rule', given: requested({}, 'typo'), says: '"typo" is no rule' },
  { name: 'a rule about files', given: requested({}, 'lock-options-weakened'), says: 'no release' },
  { name: 'reported malware', given: requested({}, 'known-malware'), says: 'reported as malware' },
  { name: 'a quarantined project', given: requested({}, 'quarantined-project'), says: 'withdrawn the project' },
  { name: 'the rule about denied packages', given: requested({}, 'denied-package'), says: '[[deny]]' },
  { name: 'a denied package', given: requested({ policy: denying(null) }), says: 'The policy denies demo' },
  { name: 'a denied version', given: requested({ policy: denying('<2') }), says: 'The policy denies demo' },
  { name: 'what is accepted already', given: requested({ policy: standing() }), says: 'already (line 7)' },
  { name: 'the same, for every version', given: requested({ policy: standing({ version: null }) }), says: 'already' },
  { name: 'the same files', given: requested({ policy: standing({ sha256: [DIGEST] }) }), says: 'already' },
])('refuses $name', ({ given, says }) => {
  expect(judgeCommand(given)).toEqual({ kind: 'refused', reason: expect.stringContaining(says) });
});

test.each<{ readonly name: string; readonly policy: Requested['policy'] }>([
  { name: 'another version is denied', policy: denying('<1') },
  { name: 'the entry that stands has ended', policy: standing({ expires: '2026-11-22' }) },
  { name: 'the entry that stands is for another rule', policy: standing({ rules: ['known-malware'] }) },
  { name: 'the entry that stands is for another release', policy: standing({ version: version('1.4.3') }) },
  { name: 'the entry that stands is for other files', policy: standing({ sha256: ['cd'.repeat(32)] }) },
])('takes it where $name', ({ policy }) => {
  expect(judgeCommand(requested({ policy }))).toMatchObject({ kind: 'entry' });
});

test('more digests than anybody would read are left out', () => {
  const sha256 = Array.from({ length: 25 }, (_, at) => at.toString(16).padStart(64, '0'));
  expect(judgeCommand(requested({ sha256 }))).toMatchObject({ kind: 'entry', entry: { sha256: [] } });
});
