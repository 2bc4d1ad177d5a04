/** The README's first command, with real packages from the live index. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const DEMO = fileURLToPath(new URL('../../scripts/demo.mjs', import.meta.url));

function demo(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [DEMO, ...args], { maxBuffer: 16 * 1024 * 1024 }, (error, out) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out }),
    );
  });
}

const answered = (await fetch('https://pypi.org/simple/requests/').catch(() => null))?.ok === true;
if (!answered) process.stderr.write('Skipped: pypi.org did not answer.\n');
const whenIndexAnswers = answered ? describe : describe.skip;

whenIndexAnswers('npm run demo', () => {
  test('blocks the three planted packages and nothing else', async () => {
    const { code, out } = await demo();
    const blocked = [...out.matchAll(/^### ⛔ `(?<name>[^`]+)`/gmu)].map(({ groups }) => groups?.['name']);

    expect(code).toBe(0);
    expect(blocked).toEqual(['certifi', 'parcel-labels', 'pydanitc']);
    expect(out).toMatch(/^ {2}lockgate: failure /mu);
    expect(out).toMatch(/^ {2}verdict: block\n {2}complete: true\n {2}changed: 9$/mu);
  }, 180_000);

  test('shows a clean pull request with --pass', async () => {
    const { code, out } = await demo('--pass');

    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}lockgate: success /mu);
    expect(out).toMatch(/^ {2}verdict: pass\n {2}complete: true\n {2}changed: 6$/mu);
  }, 180_000);
});
