import { describe, expect, test } from '@jest/globals';
import { sha256Of } from '../../support/index-server.js';
import { POLICY_PATH, reviewOn } from './world.js';

const utf8 = new TextEncoder();
const WHEEL = 'corp_demo-1.0-py3-none-any.whl';
const BYTES = utf8.encode('no wheel, only bytes with a hash');

/** A lock of one private package, as uv writes it for an index of this URL. */
const lock = (
  index: string,
  sha256: string,
  file = `${index.replace('/simple', '')}/files/corp-demo/${WHEEL}`,
): string =>
  `version = 1
revision = 5
requires-python = ">=3.11"

[[package]]
name = "corp-demo"
version = "1.0"
source = { registry = "${index}" }
wheels = [
    { url = "${file}", hash = "sha256:${sha256}" },
]
`;
const EMPTY = 'version = 1\nrevision = 5\nrequires-python = ">=3.11"\n';
const policy = (index: string): string => `[[index]]\nname = "corp"\nurl = "${index}"\npackages = ["corp-*"]\n`;

const projects = [
  { name: 'corp-demo', files: [{ filename: WHEEL, bytes: BYTES, uploadTime: '2026-01-01T00:00:00Z' }] },
];

/** The review of a lock that gains the private package; `policyOf` makes the base's policy from the index's URL. */
const gain = (lockOf: (index: string) => string, policyOf: ((index: string) => string) | null) =>
  reviewOn(projects, ({ simpleUrl }) => {
    const shared = policyOf === null ? {} : { [POLICY_PATH]: policyOf(simpleUrl) };
    return { base: { 'uv.lock': EMPTY, ...shared }, head: { 'uv.lock': lockOf(simpleUrl), ...shared } };
  });

const ruleIds = ({ findings }: Awaited<ReturnType<typeof gain>>): readonly string[] =>
  findings.filter(({ level }) => level !== 'note').map(({ ruleId }) => ruleId);

describe('a package of an index that the policy names', () => {
  test('is compared with that index, and agrees', async () => {
    const report = await gain((index) => lock(index, sha256Of(BYTES)), policy);

    expect(report.evidence[0]?.release).toMatchObject({ kind: 'found' });
    expect(ruleIds(report).filter((id) => id !== 'archive-ambiguity')).toEqual([]);
  });

  test('is compared with that index, and does not agree', async () => {
    const report = await gain((index) => lock(index, '0'.repeat(64)), policy);

    expect(ruleIds(report)).toContain('hash-mismatch');
  });

  test('is never taken from elsewhere', async () => {
    const report = await gain((index) => lock(index, sha256Of(BYTES), `https://files.invalid/${WHEEL}`), policy);

    expect(ruleIds(report)).toContain('unexpected-host');
  });

  test('that the lock takes from PyPI is a confusion', async () => {
    const report = await gain(() => lock('https://pypi.org/simple', sha256Of(BYTES)), policy);

    expect(ruleIds(report)).toContain('index-changed');
  });
});

test('an index that no policy names is a finding and a gap, and is not contacted', async () => {
  const report = await gain((index) => lock(index.replace('127.0.0.1', 'localhost'), sha256Of(BYTES)), null);

  expect(ruleIds(report)).toEqual(['index-changed']);
  expect(report.evidence[0]?.release).toBeNull();
  expect(report.gaps.map(({ stage }) => stage)).toEqual(['index']);
});
