import { expect, test } from '@jest/globals';
import type { AllowEntry } from '../../src/model/policy.js';
import { usesOf } from '../../src/policy/uses.js';
import { change, evidenceOf, finding, locked, NOW, version } from '../support/report.js';

const demo = evidenceOf(change('demo', { to: '1.0' }));

const entry = (over: Partial<AllowEntry> = {}): AllowEntry => ({
  name: locked('demo', '1.0').name,
  version: version('1.0'),
  file: null,
  rules: ['startup-hook'],
  sha256: [],
  reason: 'checked',
  owner: null,
  expires: null,
  line: 1,
  ...over,
});

const ofFile = (file: string): AllowEntry => entry({ name: null, version: null, file });

interface Row {
  readonly name: string;
  readonly given: AllowEntry;
  readonly accepts?: boolean;
  readonly status: string;
  readonly daysLeft?: number | null;
}

test.each<Row>([
  { name: 'accepts a finding', given: entry(), accepts: true, status: 'used' },
  { name: 'accepts nothing of what is reviewed', given: entry(), status: 'unused' },
  { name: 'holds for every version', given: entry({ version: null }), status: 'unused' },
  { name: 'names another spelling of the version', given: entry({ version: version('1.0.0') }), status: 'unused' },
  { name: 'names another version', given: entry({ version: version('2.0') }), status: 'idle' },
  { name: 'names another project', given: entry({ name: locked('other', '1').name }), status: 'idle' },
  { name: 'names a lockfile under review', given: ofFile('uv.lock'), status: 'unused' },
  { name: 'names another lockfile', given: ofFile('docs/uv.lock'), status: 'idle' },
  { name: 'ended yesterday', given: entry({ expires: '2026-11-22' }), accepts: true, status: 'expired' },
  { name: 'ends today', given: entry({ expires: '2026-11-23' }), status: 'unused', daysLeft: 0 },
  { name: 'ends in a week', given: entry({ expires: '2026-11-30' }), status: 'unused', daysLeft: 7 },
])('an entry that $name', ({ given, accepts = false, status, daysLeft = null }) => {
  const findings = [finding('startup-hook', demo.change, { allowedBy: accepts ? given : null })];
  const uses = usesOf({ findings, evidence: [demo], files: ['uv.lock'], policy: { allow: [given] }, now: NOW });

  expect(uses).toEqual([{ entry: given, status, daysLeft }]);
});
