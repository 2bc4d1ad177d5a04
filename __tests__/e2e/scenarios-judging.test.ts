/** Complaints that teams have about tools of this kind, each with the built Action: what is judged, what is not, and what is said. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import {
  type ActionHarness,
  bodiesOf,
  LOCKS,
  messagesOf,
  PARCEL,
  REVIEWS,
  release,
  served,
  startActionHarness,
} from '../support/action-harness.js';
import type { FileMap } from '../support/github-server.js';
import { sha256Of } from '../support/index-server.js';
import { objectOf } from '../support/run-action.js';
import { uvLock } from '../support/uv-lock.js';

const POLICY = '.github/lockgate.toml';
const DOTTED = [release('zope.interface', '7.0'), release('Appium-Python-Client', '4.5.0')];

let harness: ActionHarness;
/** Answers of the index that are replaced by a 503; negative: for ever. */
let outages = 0;

beforeAll(async () => {
  harness = await startActionHarness({
    projects: DOTTED.map((item) => served(item.name, [item])),
    index: {
      intercept: ({ path }, response) => {
        if (outages === 0 || !path.startsWith('/simple/parcel-core')) return false;
        outages -= 1;
        response.writeHead(503).end();
        return true;
      },
    },
    osv: {
      records: [
        {
          id: 'MAL-2026-1',
          modified: '2026-11-01T00:00:00Z',
          summary: 'Malicious code in parcel-core',
          affected: [{ package: { ecosystem: 'PyPI', name: 'parcel-core' }, versions: ['6.6.6'] }],
        },
      ],
    },
  });
});

beforeEach(() => {
  outages = 0;
  harness.proxy.clear();
});

afterEach(() => {
  expect(harness.proxy.requests.flatMap(({ violations }) => violations)).toEqual([]);
});

afterAll(() => harness.close());

interface Given {
  readonly files: FileMap;
  /** Policy at the tip of the base branch. */
  readonly policy?: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** One pull request against a base that locks parcel-core 1.0.0. */
async function reviewed({ files, policy, inputs = {} }: Given) {
  const withPolicy: FileMap = policy === undefined ? {} : { [POLICY]: policy };
  const base =
    policy === undefined
      ? harness.base
      : await harness.github.commit('policy', { 'uv.lock': LOCKS.base, ...withPolicy }, [harness.base]);
  const pull = await harness.openPull({ ...withPolicy, ...files }, [base]);
  const done = await harness.run(harness.pullEvent(pull, { base }), { inputs });
  const result: Readonly<Record<string, unknown>> = { code: done.exitCode, ...done.outputs };
  return { ...done, result };
}

const rulesOf = (report: Readonly<Record<string, unknown>> | null): readonly unknown[] =>
  ((report?.['findings'] ?? []) as readonly Readonly<Record<string, unknown>>[]).map(({ ruleId }) => ruleId);

const allow = (expires: string): string => `[[allow]]
package = "pkg:pypi/parcel-core@1.1.0"
rules = ["hash-mismatch"]
reason = "rebuilt by our mirror"
owner = "@platform"
expires = ${expires}
`;

describe('exceptions', () => {
  test('an accepted finding neither blocks nor warns, and the report says who accepted it', async () => {
    const done = await reviewed({ files: { 'uv.lock': LOCKS.block }, policy: allow('2099-01-31') });
    expect(done.result).toMatchObject({ code: 0, verdict: 'pass', blocked: '0', warned: '0' });
    expect(done.commands.filter(({ name }) => name === 'error' || name === 'warning')).toEqual([]);
    expect(done.summary).toContain('rebuilt by our mirror');
  });

  test('one that has expired blocks again, and the report says that it has', async () => {
    const done = await reviewed({ files: { 'uv.lock': LOCKS.block }, policy: allow('2024-01-31') });
    expect(done.result).toMatchObject({ code: 1, verdict: 'block', blocked: '1' });
    expect(done.summary).toContain('ended on 2024-01-31');
  });

  test('one that the pull request itself brings holds after the merge only, and is told before anything else', async () => {
    const files = { 'uv.lock': LOCKS.block, [POLICY]: allow('2099-01-31') };
    const done = await reviewed({ files, policy: 'min-age = "3 days"\n' });
    expect(done.result).toMatchObject({ code: 1, verdict: 'block' });
    expect(done.summary).toContain('lock-options-weakened');
    const [headline, tally, notice] = done.summary.split('\n\n');
    expect(headline).toMatch(/^## ⛔ Block/u);
    expect(tally).toContain('1 to block');
    expect(notice).toContain(`**This change loosens its own protection** in \`${POLICY}\``);
  });

  test('an organisation’s policy that the token may not read stops the review, naming the file', async () => {
    const extended = `extends = "octocat/policies:lockgate.toml@${'a'.repeat(40)}"\n`;
    const done = await reviewed({ files: { 'uv.lock': LOCKS.pass }, policy: extended });
    expect(done.result).toEqual({ code: 1, complete: 'false' });
    expect(messagesOf(done, 'error').join('\n')).toMatch(/octocat\/policies.*may not read that repository/su);
    harness.proxy.clear(); // the repository is not there, and neither is it for the proxy to check
  });
});

describe('an index that does not answer', () => {
  test('once: asked again, and the verdict is whole', async () => {
    outages = 1;
    const done = await reviewed({ files: { 'uv.lock': LOCKS.pass } });
    expect(done.result).toMatchObject({ code: 0, verdict: 'pass', complete: 'true' });
  });

  test.each([
    { name: 'a warning by default', onGap: 'warn', result: { code: 0, verdict: 'warn' } },
    { name: 'a block where the policy says so', onGap: 'block', result: { code: 1, verdict: 'block' } },
    {
      name: 'a pass that says it is not whole, where the policy says so',
      onGap: 'pass',
      result: { code: 0, verdict: 'pass' },
    },
  ])('at all: $name', async ({ onGap, result }) => {
    outages = -1;
    const done = await reviewed({ files: { 'uv.lock': LOCKS.pass }, policy: `on-gap = "${onGap}"\n` });
    expect(done.result).toMatchObject({ ...result, complete: 'false' });
    expect(done.summary).toContain('could not be checked');
    expect(done.summary).toContain('### ❓ Not checked');
  });
});

describe('who a package is', () => {
  const gitLock = LOCKS.base
    .replace('version = "1.0.0"', 'version = "6.6.6"')
    .replace(
      /source = \{ registry = [^}]+\}\nwheels = \[[\s\S]*?\n\]/u,
      `source = { git = "https://git.example.invalid/parcel-core?rev=v1#${'b'.repeat(40)}" }`,
    );

  test('a release that the malware list names is blocked', async () => {
    const done = await reviewed({ files: { 'uv.lock': LOCKS.base.replace('version = "1.0.0"', 'version = "6.6.6"') } });
    expect(done.result).toMatchObject({ code: 1, verdict: 'block' });
    expect(rulesOf(done.report)).toContain('known-malware');
  });

  test('a dependency from git is not called malware for the name that it shares with one of the index', async () => {
    const done = await reviewed({ files: { 'uv.lock': gitLock } });
    expect(rulesOf(done.report)).not.toContain('known-malware');
    expect(rulesOf(done.report)).toContain('source-changed');
  });

  test.each([
    {
      name: 'a private index that the policy does not know',
      lock: LOCKS.block.replaceAll('https://pypi.org/simple', 'https://pypi.corp.invalid/simple'),
    },
    {
      name: 'a local version that only another index has',
      lock: LOCKS.pass
        .replaceAll('1.1.0', '1.1.0+cpu')
        .replaceAll('https://pypi.org/simple', 'https://wheels.corp.invalid/cpu'),
    },
  ])('$name: not contacted, not compared with PyPI’s hashes, and said', async ({ lock }) => {
    const done = await reviewed({ files: { 'uv.lock': lock } });
    expect(done.result['verdict']).not.toBe('pass');
    expect(rulesOf(done.report)).not.toContain('hash-mismatch');
    expect(done.summary).toMatch(/corp\.\u200B?invalid/u);
  });

  test('names with dots, capitals and dashes are all counted', async () => {
    const pins = DOTTED.map(
      ({ name, version, wheel }) => `${name}==${version} --hash=sha256:${sha256Of(wheel.bytes)}\n`,
    );
    const done = await reviewed({ files: { 'uv.lock': LOCKS.base, 'requirements.txt': pins.join('') } });
    expect(done.result).toMatchObject({ changed: '2' });
    expect(done.summary).toContain('zope-interface');
    expect(done.summary).toContain('appium-python-client');
  });

  test('a lock that moves from one tool’s format to another’s brings nothing new', async () => {
    const { name, version, wheel } = PARCEL.old;
    const requirements = `${name}==${version} --hash=sha256:${sha256Of(wheel.bytes)}\n`;
    const done = await reviewed({ files: { 'requirements.txt': requirements } });
    expect(done.result).toMatchObject({ verdict: 'pass' });
    expect(JSON.stringify(done.report?.['changes'])).not.toContain('"kind":"added"');
  });
});

test('five thousand changed packages: every output stays within GitHub’s limits, and SARIF is SARIF', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lockgate-large-'));
  const [sarif, html] = [join(folder, 'a.sarif'), join(folder, 'a.html')];
  const wheel = PARCEL.old.wheel;
  const many = Array.from({ length: 5000 }, (_, at) => ({ name: `parcel-part-${at}`, version: '1.0.0', wheel }));
  const done = await reviewed({
    files: { 'uv.lock': uvLock(many) },
    inputs: { 'sarif-file': sarif, 'html-file': html },
  });

  expect(done.result).toMatchObject({ code: 1, verdict: 'block', changed: '5001' });
  expect(bodiesOf(harness.sent(`POST ${REVIEWS}`))[0]?.length).toBeLessThanOrEqual(65_536);
  expect(Buffer.byteLength(done.summary)).toBeLessThanOrEqual(1_048_576);
  expect(done.summary).toMatch(/^## ⛔ Block: /u);
  const batches = [
    ...harness.sent('POST /repos/{owner}/{repo}/check-runs'),
    ...harness.sent('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}'),
  ];
  const outputs = batches.map(({ body }) => objectOf(objectOf(body)['output']));
  for (const output of outputs) {
    expect(String(output['summary']).length).toBeLessThanOrEqual(65_535);
    expect((output['annotations'] as readonly unknown[]).length).toBeLessThanOrEqual(50);
  }
  for (const level of ['error', 'warning', 'notice'])
    expect(done.commands.filter(({ name }) => name === level).length).toBeLessThanOrEqual(10);

  const schema = createRequire(import.meta.url).resolve('schemastore/schemas/json/sarif-2.1.0.json');
  const ajv = addFormats.default(new Ajv({ strict: false, unicodeRegExp: false }));
  const isSarif = ajv.compile(JSON.parse(await readFile(schema, 'utf8')));
  const log = JSON.parse(await readFile(sarif, 'utf8'));
  expect(isSarif(log) ? [] : isSarif.errors).toEqual([]);
  expect(log.runs).toHaveLength(1);
  expect(log.runs[0].results.length).toBeLessThanOrEqual(5000);
  await rm(folder, { recursive: true });
});
