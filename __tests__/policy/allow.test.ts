import { expect, test } from '@jest/globals';
import type { Evidence } from '../../src/model/evidence.js';
import type { Hash } from '../../src/model/hashes.js';
import type { AllowEntry } from '../../src/model/policy.js';
import { allowFindings } from '../../src/policy/allow.js';
import { change, evidenceOf, finding, locked, member, NOW, sha256, version } from '../support/report.js';

const [WHEEL, SDIST] = ['demo-1.0-py3-none-any.whl', 'demo-1.0.tar.gz'];

const file = (filename: string | null, hashes: readonly Hash[]) => ({
  filename,
  url: null,
  hashes,
  size: null,
  uploadTime: null,
  line: 1,
});

const release = (artifacts = [file(WHEEL, [sha256('a')]), file(SDIST, [sha256('b')])]) =>
  change('demo', { to: '1.0', entry: { artifacts } });

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

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const inWheel = { locations: [member('demo.pth', 1, null, WHEEL)] };

function isAllowed(allow: AllowEntry, evidence: Evidence, over: Parameters<typeof finding>[2] = {}): boolean {
  const found = finding('startup-hook', evidence.change, over);
  const [result] = allowFindings([found], { evidence: [evidence], policy: { allow: [allow] }, now: NOW });
  return result?.allowedBy === allow;
}

test.each([
  { name: 'the release and rule', allow: entry() },
  { name: 'every version', allow: entry({ version: null }) },
  { name: 'another spelling of the version', allow: entry({ version: version('1.0.0') }) },
  { name: 'the last day', allow: entry({ expires: '2026-11-23' }) },
  { name: 'every file', allow: entry({ sha256: [A, B] }) },
  { name: 'the file that the finding lies in', allow: entry({ sha256: [A] }), over: inWheel },
])('accepts by $name', ({ allow, over }) => {
  expect(isAllowed(allow, evidenceOf(release()), over)).toBe(true);
});

test.each([
  { name: 'another rule', allow: entry({ rules: ['typosquat'] }) },
  { name: 'another project', allow: entry({ name: locked('other', '1').name }) },
  { name: 'another version', allow: entry({ version: version('1.1') }) },
  { name: 'an entry that expired yesterday', allow: entry({ expires: '2026-11-22' }) },
  { name: 'some of the files, for a finding about the release', allow: entry({ sha256: [A] }) },
  { name: 'another file than the one that the finding lies in', allow: entry({ sha256: [B] }), over: inWheel },
  {
    name: 'one of two files that the finding lies in',
    allow: entry({ sha256: [A] }),
    over: { locations: [...inWheel.locations, member('setup.py', 1, null, SDIST)] },
  },
])('does not accept by $name', ({ allow, over }) => {
  expect(isAllowed(allow, evidenceOf(release()), over)).toBe(false);
});

test('a file whose sha256 nobody told is not covered', () => {
  const evidence = evidenceOf(release([file(WHEEL, [])]));
  expect(isAllowed(entry({ sha256: [A] }), evidence, inWheel)).toBe(false);
});

test('a file that was served with other bytes than the lockfile says is not covered', () => {
  const evidence = { ...evidenceOf(release()), artifacts: [{ filename: WHEEL, sha256: sha256('c'), bytes: 1 }] };
  expect(isAllowed(entry({ sha256: [A] }), evidence, inWheel)).toBe(false);
});

test('hashes of every lockfile that holds the release count', () => {
  const plain = release([file(WHEEL, [sha256('a')])]);
  const other = locked('demo', '1.0', { artifacts: [file(null, [sha256('c')])] });
  const evidence = evidenceOf({
    ...plain,
    occurrences: [...plain.occurrences, { path: 'requirements.txt', line: 3, entry: other }],
  });
  expect(isAllowed(entry({ sha256: [A] }), evidence)).toBe(false);
  expect(isAllowed(entry({ sha256: [A, 'c'.repeat(64)] }), evidence)).toBe(true);
});

test('findings about a lockfile are accepted by no entry for a release', () => {
  const about = finding('startup-hook', 'uv.lock');
  expect(allowFindings([about], { evidence: [], policy: { allow: [entry()] }, now: NOW })).toEqual([about]);
});
