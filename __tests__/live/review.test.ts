/** The built command line against the live package index: what a user would run on a real update. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../fixtures/lockfiles/', import.meta.url));

const MINUTES = 60_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockgate-live-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function cli(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    const options = { cwd: folder, maxBuffer: 1024 * 1024 * 1024 };
    execFile(process.execPath, [CLI, ...args, '--cache-dir', join(folder, 'cache')], options, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

async function answers(): Promise<boolean> {
  const page = await fetch('https://pypi.org/simple/requests/').catch(() => null);
  if (page?.ok !== true) process.stderr.write('Skipped: pypi.org did not answer.\n');
  return page?.ok === true;
}

const whenIndexAnswers = (await answers()) ? describe : describe.skip;

whenIndexAnswers('against the live index', () => {
  test(
    'a review of ten ordinary updates objects to nothing; only what no service answered for is left open',
    async () => {
      const lock = (side: string): string => join(FIXTURES, 'uv-medium', side, 'uv.lock');
      const { code, out } = await cli('review', '--base-file', lock('base'), '--head-file', lock('head'), '--json');
      const report = JSON.parse(out);

      expect(code).toBe(0);
      expect(report.changes).toHaveLength(10);
      expect(report.findings.filter(({ level }: { readonly level: string }) => level !== 'note')).toEqual([]);
      expect(report.gaps.filter(({ stage }: { readonly stage: string }) => stage !== 'advisories')).toEqual([]);
    },
    5 * MINUTES,
  );

  test.each(['requests', 'flask', 'numpy', 'setuptools', 'django'])(
    'a scan of every distribution of the newest %s does not block',
    async (name) => {
      const { code, out } = await cli('scan', name, '--json');
      const inspections = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));

      expect(code).toBe(0);
      expect(inspections.length).toBeGreaterThan(1);
      expect(inspections.map(({ gaps }) => gaps)).toEqual(inspections.map(() => []));
    },
    5 * MINUTES,
  );
});
