/** The built command line as a user starts it, against an embedded index and OSV. */

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestServer } from '../support/http-server.js';
import { createIndexServer, type IndexServer } from '../support/index-server.js';
import { createOsvServer } from '../support/osv-server.js';
import { schemaCheck } from '../support/schemas.js';
import { sdist } from '../support/sdist.js';
import { type LockedRelease, uvLock } from '../support/uv-lock.js';
import { wheel } from '../support/wheel.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const LONG_AGO = '2023-05-01T12:00:00Z';

const release = (version: string, files: Readonly<Record<string, string>> = {}): LockedRelease => ({
  name: 'parcel-core',
  version,
  wheel: wheel(files, { name: 'parcel-core', version }),
});
const OLD = release('1.0.0');
const GOOD = release('1.1.0');
const HOOKED = release('1.2.0', { 'parcel.pth': 'import parcel_core\n' });
const SOURCE = sdist({}, { name: 'parcel-core', version: '1.1.0' });

let folder: string;
let index: IndexServer;
let osv: TestServer;
const path = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockgate-cli-'));
  const files = [...[OLD, GOOD, HOOKED].map((item) => item.wheel), SOURCE].map((file) => ({
    ...file,
    uploadTime: LONG_AGO,
  }));
  const large = wheel({ 'parcel_data/table.py': `ROWS = [${'0, '.repeat(800_000)}]\n` }, { name: 'parcel-data' });
  index = await createIndexServer({
    projects: [
      { name: 'parcel-core', files },
      { name: 'parcel-data', files: [{ ...large, uploadTime: LONG_AGO }] },
    ],
  });
  osv = await createOsvServer({ records: [] });
  await Promise.all([
    writeFile(path('old.lock'), uvLock([OLD])),
    writeFile(path('uv.lock'), uvLock([GOOD])),
    writeFile(path('hooked-uv.lock'), uvLock([HOOKED])),
    writeFile(path('requirements.txt'), 'parcel-core==1.1.0\n'),
    mkdir(path('broken')).then(() => writeFile(path('broken/uv.lock'), 'version = 1\n[[package')),
    writeFile(path(GOOD.wheel.filename), GOOD.wheel.bytes),
    writeFile(path(HOOKED.wheel.filename), HOOKED.wheel.bytes),
    writeFile(path('lockgate.toml'), 'fail-on = "maybe"\n'),
  ]);
});

afterAll(async () => {
  await Promise.all([index.close(), osv.close(), rm(folder, { recursive: true, force: true })]);
});

interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function cli(...args: readonly string[]): Promise<CliRun> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], XDG_CACHE_HOME: path('cache') };
    execFile(process.execPath, [CLI, ...args], { cwd: folder, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

const network = (): readonly string[] => ['--pypi-url', index.url, '--osv-url', osv.url];
const review = (base: string, head: string, ...more: readonly string[]): Promise<CliRun> =>
  cli('review', '--base-file', base, '--head-file', head, ...network(), ...more);

/** Parses what went to stdout and holds it against the repository's schema. */
function json(schema: string, out: string) {
  const value = JSON.parse(out);
  const check = schemaCheck(schema);
  check(value);
  expect(check.errors ?? []).toEqual([]);
  return value;
}

describe('lockgate review', () => {
  test('passes an ordinary update: results on stdout, progress on stderr, exit code 0', async () => {
    const { code, out, err } = await review('old.lock', 'uv.lock', '--json', '--lockfiles', '*.lock');
    const report = json('review', out);

    expect(code).toBe(0);
    expect(report).toMatchObject({ verdict: 'pass', complete: true, findings: [], gaps: [] });
    expect(report.changes).toEqual([
      expect.objectContaining({ kind: 'changed', name: 'parcel-core', from: '1.0.0', to: '1.1.0' }),
    ]);
    expect(err).toContain('parcel-core 1.0.0 → 1.1.0');
  });

  test('blocks a new start-up hook with exit code 1 and writes the files that were asked for', async () => {
    const { code, out } = await review(
      'old.lock',
      'hooked-uv.lock',
      '--lockfiles',
      '*.lock',
      '--markdown',
      '--sarif',
      'out.sarif',
      '--html',
      'out.html',
    );

    expect(code).toBe(1);
    expect(out).toMatch(/^## ⛔ Block: `parcel-core 1\.2\.0` runs code at every Python start/u);
    expect(JSON.parse(await readFile(path('out.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(await readFile(path('out.html'), 'utf8')).toContain('startup-hook');
  });

  test('reviews two named files whatever they are called, and blocks what is no lockfile', async () => {
    const named = await review('old.lock', 'hooked-uv.lock', '--json');
    const strange = await review('old.lock', 'lockgate.toml');

    expect([named.code, json('review', named.out).verdict]).toEqual([1, 'block']);
    expect([strange.code, strange.out]).toEqual([1, expect.stringContaining('lockgate.toml could not be read')]);
  });

  test('shows what would block under --audit and exits with 0', async () => {
    const { code, out } = await review('old.lock', 'hooked-uv.lock', '--lockfiles', '*.lock', '--audit', '--json');

    expect(code).toBe(0);
    expect(json('review', out)).toMatchObject({ verdict: 'block' });
  });

  test.each([
    { name: 'half of the arguments', args: ['review', '--base', 'main'], message: 'Give either --base and --head' },
    {
      name: 'a file that is not there',
      args: ['review', '--base-file', 'nowhere.lock', '--head-file', 'uv.lock'],
      message: '"nowhere.lock" cannot be read (ENOENT)',
    },
    {
      name: 'a policy with a mistake',
      args: ['review', '--base-file', 'old.lock', '--head-file', 'uv.lock', '--config', 'lockgate.toml'],
      message: 'lockgate.toml:1',
    },
    { name: 'an option that does not exist', args: ['review', '--frobnicate'], message: '--frobnicate' },
    { name: 'a command that does not exist', args: ['frobnicate'], message: 'There is no command "frobnicate"' },
    {
      name: 'a version that is none',
      args: ['scan', 'requests==abc'],
      message: 'neither a distribution nor NAME==VERSION',
    },
  ])('exits with 2 and says what to do about $name', async ({ args, message }) => {
    const { code, out, err } = await cli(...args);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain('bug in Lockgate');
  });
});

describe('lockgate scan and compare', () => {
  test('scan says what each distribution of a release can do, one JSON object a line', async () => {
    const { code, out } = await cli('scan', 'parcel-core==1.1.0', '--json', ...network());
    const inspections = out
      .trim()
      .split('\n')
      .map((line) => json('scan', line));

    expect(code).toBe(0);
    expect(inspections.map(({ artifact, verdict }) => [artifact, verdict])).toEqual([
      [GOOD.wheel.filename, 'pass'],
      [SOURCE.filename, 'pass'],
    ]);
    expect(inspections[0].profile.surfaces).toEqual([
      expect.objectContaining({ when: 'import', kind: 'package-init' }),
    ]);
  });

  test('invariant 6: scan of a release tells what of it was not read', async () => {
    const { out } = await cli('scan', 'parcel-data', '--json', ...network());

    expect(json('scan', out)).toMatchObject({
      verdict: 'warn',
      complete: false,
      gaps: [{ stage: 'profile', message: expect.stringContaining('parcel_data/table.py was not read in full') }],
    });
  });

  test('scan reads a distribution at hand without any network', async () => {
    const { code, out } = await cli('scan', `./${HOOKED.wheel.filename}`, '--json', '--pypi-url', 'http://127.0.0.1:9');

    expect(code).toBe(0);
    expect(json('scan', out)).toMatchObject({
      verdict: 'warn',
      findings: [expect.objectContaining({ ruleId: 'startup-hook' })],
    });
  });

  test.each([
    { name: 'two releases of the index', older: 'parcel-core==1.0.0', newer: 'parcel-core==1.2.0' },
    { name: 'two files', older: GOOD.wheel.filename, newer: HOOKED.wheel.filename },
  ])('compare says what is new between $name', async ({ older, newer }) => {
    const { code, out } = await cli('compare', older, newer, '--json', ...network());
    const inspection = json('compare', out);

    expect(code).toBe(1);
    expect(inspection).toMatchObject({
      verdict: 'block',
      findings: [expect.objectContaining({ ruleId: 'startup-hook', level: 'block' })],
    });
    expect(inspection.delta.surfaces.added).toEqual([
      expect.objectContaining({ kind: 'pth', text: 'import parcel_core' }),
    ]);
  });

  test('a release that does not exist is a usage error', async () => {
    const { code, err } = await cli('scan', 'parcel-core==9.9', ...network());

    expect(code).toBe(2);
    expect(err).toContain('lists no file of "parcel-core" 9.9');
  });
});

describe('lockgate parse, diff, rules and explain', () => {
  test('parse gives the whole model as JSON', async () => {
    const { code, out } = await cli('parse', 'uv.lock', '--json');
    const lockfile = json('parse', out);

    expect(code).toBe(0);
    expect(lockfile.packages.map(({ name }: { readonly name: string }) => name).toSorted()).toEqual([
      'parcel',
      'parcel-core',
    ]);
  });

  test('parse of an unreadable lockfile exits with 2 and names the line', async () => {
    const { code, out } = await cli('parse', 'broken/uv.lock', '--json');

    expect(code).toBe(2);
    expect(json('parse', out).problems).toEqual([expect.objectContaining({ line: 2 })]);
  });

  test('diff compares lockfiles, also of different formats', async () => {
    const { code, out } = await cli('diff', 'old.lock', 'uv.lock', '--json');

    expect(code).toBe(0);
    expect(json('diff', out).changes).toEqual([
      expect.objectContaining({ name: 'parcel-core', from: '1.0.0', to: '1.1.0' }),
    ]);
  });

  test('rules and explain know every rule', async () => {
    const rules = JSON.parse((await cli('rules', '--json')).out) as readonly { readonly id: string }[];
    const { code, out } = await cli('explain', rules[0]?.id ?? '');

    expect(rules.length).toBeGreaterThan(12);
    expect(code).toBe(0);
    expect(out).toContain('What to do:');
  });
});
