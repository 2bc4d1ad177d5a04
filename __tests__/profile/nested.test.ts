import { expect, test } from '@jest/globals';
import { wheel } from '../support/wheel.js';
import { zipOf } from '../support/zip.js';
import { profileOf } from './harness.js';

const FETCH = "import urllib.request\nurllib.request.urlopen('https://files.example.invalid/x')\n";

test('Python inside an embedded archive is read, and waits for whoever opens it', async () => {
  const { behaviours, inventory, surfaces } = await profileOf(
    wheel({ 'demo/tool.pyz': zipOf({ '__main__.py': FETCH, 'sitecustomize.py': FETCH, 'x.pth': 'import x\n' }) }),
  );

  expect(behaviours.map(({ act, at, when }) => `${act} ${at.path} ${when.join()}`).toSorted()).toEqual([
    'fetch demo/tool.pyz!/__main__.py call',
    'fetch demo/tool.pyz!/sitecustomize.py call',
  ]);
  expect(inventory.map(({ path }) => path)).not.toContain('demo/tool.pyz!/__main__.py');
  expect(surfaces.map(({ kind }) => kind)).toEqual(['package-init']);
});

test('too many embedded archives are a gap', async () => {
  const archives = Object.fromEntries(
    Array.from({ length: 51 }, (_, at) => [`demo/${at}.zip`, zipOf({ 'a.py': `x = ${at}\n` })]),
  );

  expect((await profileOf(wheel(archives))).gaps).toMatchObject([
    { stage: 'artifact', message: expect.stringContaining('1 archive inside it was not opened') },
  ]);
});
