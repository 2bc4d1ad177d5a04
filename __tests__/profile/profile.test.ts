import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeFile } from '../../src/content/traits.js';
import { kindOf } from '../../src/profile/classify.js';
import { decodeProfile, encodeProfile } from '../../src/profile/codec.js';
import { parseHeaders } from '../../src/profile/metadata.js';
import type { PythonReader } from '../../src/python/facts.js';
import { sdist } from '../support/sdist.js';
import { type Files, wheel } from '../support/wheel.js';
import { buildZip } from '../support/zip.js';
import { profileOf, realReader } from './harness.js';

const FETCH = "import urllib.request\nurllib.request.urlopen('https://files.example.invalid/v1.2.3/x')\n";

describe('metadata', () => {
  test('is read from METADATA, folded lines included', async () => {
    const { metadata } = await profileOf(
      wheel({}, { name: 'Demo.Kit', version: '1.0RC1', requires: ['six>=1', 'attrs; extra == "x"'] }),
    );

    expect(metadata).toEqual({
      name: 'demo-kit',
      version: '1.0rc1',
      summary: 'A demonstration.',
      licenceExpression: null,
      licence: null,
      classifiers: [],
      emails: [],
      projectUrls: {},
      requiresPython: null,
      requiresDist: ['six>=1', 'attrs; extra == "x"'],
      descriptionLength: 0,
    });
  });

  test('tells licence, people, links and how much is described', async () => {
    const headers = [
      'License-Expression: MIT OR Apache-2.0',
      'License: UNKNOWN',
      'Classifier: Development Status :: 4 - Beta',
      'Author-email: Ada <Ada@Example.invalid>, bob@example.invalid',
      'Maintainer-email: ada@example.invalid',
      'Home-page: https://example.invalid',
      'Project-URL: Source, https://git.example.invalid/a,b',
      'Requires-Python: >=3.9',
      '',
      'A long description.',
    ];

    expect((await profileOf(wheel({}, { headers }))).metadata).toMatchObject({
      licenceExpression: 'MIT OR Apache-2.0',
      licence: null,
      classifiers: ['Development Status :: 4 - Beta'],
      emails: ['ada@example.invalid', 'bob@example.invalid'],
      projectUrls: { Homepage: 'https://example.invalid', Source: 'https://git.example.invalid/a,b' },
      requiresPython: '>=3.9',
      descriptionLength: 19,
    });
  });

  test('is read from PKG-INFO', async () => {
    expect((await profileOf(sdist())).metadata).toMatchObject({ name: 'demo', version: '1.0.0' });
  });

  test('stops at the description and keeps folded values', () => {
    expect(parseHeaders('Name: a\nSummary: one\n  two\n\nVersion: 2\n')).toEqual([
      { name: 'name', value: 'a' },
      { name: 'summary', value: 'one\ntwo' },
    ]);
  });

  test.each<{ readonly name: string; readonly files: Files; readonly kind: string }>([
    { name: 'two .dist-info folders', files: { 'other-1.dist-info/METADATA': 'Name: other\n' }, kind: 'layout' },
    { name: 'a file that RECORD does not name', files: {}, kind: 'record-mismatch' },
  ])('$name is an anomaly', async ({ files, kind }) => {
    const built = wheel(files);
    const bytes =
      kind === 'layout'
        ? built.bytes
        : buildZip([
            { path: 'a.py', content: '' },
            { path: 'demo-1.0.0.dist-info/RECORD', content: 'b.py,,\n' },
          ]);
    const { anomalies } = await profileOf({ ...built, bytes });

    expect(anomalies.map((anomaly) => anomaly.kind)).toContain(kind);
  });

  test('a wheel as it should be has no anomaly and no gap', async () => {
    expect(await profileOf(wheel({ 'demo/data, odd "name".txt': 'x' }))).toMatchObject({ gaps: [] });
    expect(await profileOf(wheel({ 'demo/a.py': FETCH }))).toMatchObject({ anomalies: [], gaps: [] });
  });
});

describe('inventory', () => {
  const elf = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  const pe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(58), Buffer.from([64, 0, 0, 0]), Buffer.from('PE\0\0')]);

  test.each([
    { name: 'Python by its name', path: 'a.py', bytes: Buffer.from('x'), kind: 'python' },
    { name: 'Python that begins like a library', path: 'a.py', bytes: elf, kind: 'python' },
    { name: 'Python by its first line', path: 'go', bytes: Buffer.from('#!/usr/bin/env python3\n'), kind: 'python' },
    { name: 'a shell script by its first line', path: 'go', bytes: Buffer.from('#!/bin/sh\n'), kind: 'script' },
    { name: 'Cython with a first line', path: 'a.pyx', bytes: Buffer.from('#!/usr/bin/env python3\n'), kind: 'script' },
    { name: 'JavaScript', path: 'a.js', bytes: Buffer.from('x'), kind: 'script' },
    { name: 'a library by its name', path: 'a.cpython-312-x86_64-linux-gnu.so', bytes: null, kind: 'native' },
    { name: 'a library called text', path: 'cover.txt', bytes: elf, kind: 'native' },
    { name: 'a Windows program', path: 'a.bin', bytes: pe, kind: 'native' },
    { name: 'text that begins with MZ', path: 'a.txt', bytes: Buffer.from('MZ is a place'), kind: 'data' },
    { name: 'a ZIP called image', path: 'a.png', bytes: Buffer.from([0x50, 0x4b, 3, 4]), kind: 'archive' },
    {
      name: 'bytecode by its magic number',
      path: 'a.dat',
      bytes: Buffer.from([0xcb, 0x0d, 0x0d, 0x0a, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]),
      kind: 'bytecode',
    },
    { name: 'a type stub', path: 'a.pyi', bytes: Buffer.from('x'), kind: 'data' },
  ])('$name', ({ path, bytes, kind }) => {
    expect(kindOf(path, bytes, bytes === null ? null : describeFile(bytes, path))).toBe(kind);
  });

  test('top-level names are what import finds', async () => {
    const profile = await profileOf(
      wheel({
        'six.py': '',
        '_fast.cpython-312-x86_64-linux-gnu.so': 'x',
        'demo.libs/x.so': 'x',
        'demo-1.0.0.data/purelib/more/__init__.py': '',
        'notes.txt': '',
      }),
    );

    expect(profile.topLevelNames).toEqual(['_fast', 'demo', 'more', 'six']);
  });

  test('top-level names of an sdist are those of its packages', async () => {
    const profile = await profileOf(
      sdist({
        'setup.py': '',
        'src/kit/__init__.py': '',
        'lib/yaml/__init__.py': '',
        'google/cloud/kit/__init__.py': '',
        'tests/__init__.py': '',
        'tools/x.py': '',
        'six.py': '',
        'demo/__init__.py': null,
      }),
    );

    expect(profile.topLevelNames).toEqual(['google', 'kit', 'six', 'yaml']);
  });
});

describe('behaviours', () => {
  test('carry place, steps and moments', async () => {
    const { behaviours } = await profileOf(wheel({ 'demo/a.py': FETCH }));

    expect(behaviours).toHaveLength(1);
    expect(behaviours[0]).toMatchObject({
      act: 'fetch',
      when: ['import'],
      at: { artifact: 'demo-1.0.0-py3-none-any.whl', path: 'demo/a.py', line: 2 },
    });
    expect(behaviours[0]?.steps.at(-1)?.at).toMatchObject({ path: 'demo/a.py', line: 2 });
  });

  test('keep their fingerprint after a move, a reformatting and a version in a path', async () => {
    const [before] = (await profileOf(wheel({ 'demo/a.py': FETCH }))).behaviours;
    const [after] = (
      await profileOf(
        sdist({ 'src/demo/b/c.py': `# moved\n\n${FETCH.replace('1.2.3', '1.2.4').replace("('", "(\n  '")}` }),
      )
    ).behaviours;

    expect(after?.fingerprint).toBe(before?.fingerprint);
  });

  test('differ by host', async () => {
    const [one] = (await profileOf(wheel({ 'demo/a.py': FETCH }))).behaviours;
    const [other] = (await profileOf(wheel({ 'demo/a.py': FETCH.replace('files.example', 'other.example') })))
      .behaviours;

    expect(other?.fingerprint).not.toBe(one?.fingerprint);
  });
});

describe('gaps', () => {
  test('tell members that could not be read', async () => {
    const bytes = buildZip([{ path: 'demo/a.py', content: 'x', flags: 0x0801 }]);
    const { gaps } = await profileOf({ filename: 'demo-1.0.0-py3-none-any.whl', bytes });

    expect(gaps.map(({ stage, message }) => [stage, message])).toEqual([
      ['artifact', '"demo/a.py" was not read: it is encrypted.'],
      ['profile', 'demo/a.py was not read in full: it is not among the members that were read.'],
    ]);
  });

  test('tell a source over the limit, also below tests when the package imports it', async () => {
    const large = `x = 1\n${'# filler\n'.repeat(300_000)}`;
    const alone = await profileOf(wheel({ 'demo/tests/data.py': large }));
    const imported = await profileOf(
      wheel({ 'demo/tests/data.py': large, 'demo/__init__.py': 'import demo.tests.data\n' }),
    );

    expect(alone.gaps).toEqual([]);
    expect(imported.gaps.map(({ message }) => message)).toEqual([
      'demo/tests/data.py was not read in full: it has more than 2 MiB.',
    ]);
  });
});

test('a source that several distributions hold is read once', async () => {
  const real = await realReader();
  const read: string[] = [];
  const counting: PythonReader = {
    read(bytes, path) {
      read.push(path);
      return real.read(bytes, path);
    },
  };
  const files = { 'demo/a.py': FETCH, 'demo/b.py': 'b = 1\n' };
  for (const tags of ['cp312-cp312-linux_x86_64', 'cp313-cp313-linux_x86_64', 'py3-none-any'])
    await profileOf(wheel(files, { tags }), counting);
  const source = await profileOf(
    sdist({ 'demo/__init__.py': null, 'src/demo/__init__.py': "__version__ = '1.0.0'\n", 'src/demo/a.py': FETCH }),
    counting,
  );

  expect(read.toSorted()).toEqual(['demo/__init__.py', 'demo/a.py', 'demo/b.py']);
  expect(source.behaviours[0]?.at.path).toBe('src/demo/a.py');
});

describe('the cache form', () => {
  test('gives back the same profile', async () => {
    const profile = await profileOf(
      wheel(
        { 'demo.pth': 'import demo._boot\n', 'demo/_boot.py': FETCH },
        { requires: ['six'], entryPoints: '[console_scripts]\nd = demo:x\n' },
      ),
    );

    expect(decodeProfile(encodeProfile(profile))).toEqual(profile);
  });

  test.each([
    { name: 'nothing', bytes: null },
    { name: 'no JSON', bytes: Buffer.from('{') },
    { name: 'another thing', bytes: Buffer.from('{"analyser":"1"}') },
    { name: 'bytes that are no text', bytes: Buffer.from([0xff, 0xfe, 0x00]) },
  ])('is a miss for $name', ({ bytes }) => {
    expect(decodeProfile(bytes)).toBeNull();
  });
});

test('profiling never throws on mutated distributions', async () => {
  const whole = wheel(
    { 'demo.pth': 'import demo\n', 'demo/a.py': FETCH },
    { entryPoints: '[console_scripts]\nd = demo:x\n' },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(whole.bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      async (changes) => {
        const bytes = Uint8Array.from(whole.bytes);
        for (const [at, value] of changes) bytes[at] = value;
        const profile = await profileOf({ filename: whole.filename, bytes });
        expect(decodeProfile(encodeProfile(profile))).toEqual(profile);
      },
    ),
    { seed: 5, numRuns: 200 },
  );
});
