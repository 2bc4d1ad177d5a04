import { describe, expect, test } from '@jest/globals';
import { mutateBytes } from '../../scripts/fuzz/bytes.js';
import { faultsOf } from '../../scripts/fuzz/check.js';
import { corpus } from '../../scripts/fuzz/corpus.js';
import { listedIn } from '../../scripts/fuzz/entries.js';
import { mutate } from '../../scripts/fuzz/mutate.js';
import { contentsByOthers } from '../../scripts/fuzz/other-readers.js';
import { pythonSource } from '../../scripts/fuzz/python-source.js';
import { randomOf } from '../../scripts/fuzz/random.js';
import { openArchive } from '../../src/artifacts/open.js';
import { lockfileFormats } from '../../src/lockfiles/catalog.js';
import { sdist } from '../support/sdist.js';
import { wheel } from '../support/wheel.js';

const seeds = corpus();

describe('what the fuzzer rests on', () => {
  test('its corpus has every format', () => {
    expect(new Set(seeds.map(({ format }) => format))).toEqual(new Set(lockfileFormats.map(({ id }) => id)));
  });
  test.each(seeds)('$path: its own count finds entries, and nothing wrong', (seed) => {
    expect(listedIn(seed.format, seed.text)?.length).toBeGreaterThan(0);
    expect(faultsOf({ path: seed.path, bytes: Buffer.from(seed.text) }, seed)).toEqual([]);
  });
  test('an input follows from its numbers alone', () => {
    const [first] = seeds;
    if (first === undefined) throw new Error('the corpus is empty');
    const make = () => mutate(first, seeds, randomOf(7));
    expect(make()).toEqual(make());
  });
  test.each([
    { name: 'uv', text: 'version = 1\n[[package]]\nname = "a"\nversion = "1"\n', names: ['a'] },
    { name: 'pixi', text: 'packages:\n- pypi: x\n  name: a\n- conda: y\n  name: b\n', names: ['a'] },
    { name: 'pipfile', text: '{"_meta": {}, "default": {"a": {}}, "docs": {"b": {}}}', names: ['a', 'b'] },
    { name: 'requirements', text: 'a==1 \\\n  --hash=x\nb>=1\nc==2\n# d==3\n', names: ['a', 'c'] },
  ])('what $name lists is counted', ({ name, text, names }) => {
    expect(listedIn(name, text)?.map((entry) => entry.name)).toEqual(names);
  });
});

describe('what the fuzzers of distributions and Python rest on', () => {
  test('a source follows from its numbers alone, and not all are the same', () => {
    const sources = [1, 2, 3].map((seed) => pythonSource(randomOf(seed)));

    expect(sources).toEqual([1, 2, 3].map((seed) => pythonSource(randomOf(seed))));
    expect(new Set(sources).size).toBe(3);
  });

  test('bytes are changed, the same way for the same numbers', () => {
    const bytes = Buffer.from('a file of some forty bytes, to be changed');
    const make = (seed: number) => Buffer.from(mutateBytes(bytes, Buffer.from('other'), randomOf(seed)));

    expect(make(5)).toEqual(make(5));
    expect([1, 2, 3, 4].some((seed) => !make(seed).equals(bytes))).toBe(true);
  });

  test.each([
    { name: 'a wheel', built: wheel({ 'demo/a.py': 'x = 1\n' }) },
    { name: 'a tar', built: sdist({ 'setup.py': 'x = 1\n' }) },
    { name: 'a source ZIP', built: sdist({ 'setup.py': 'x = 1\n' }, { format: 'zip' }) },
  ])('the other readers read $name as ours does', async ({ built: { filename, bytes } }) => {
    const { members } = await openArchive(bytes, filename);
    const ours = JSON.stringify(members.map(({ path, sha256 }) => [path, sha256]).toSorted());

    expect(members.length).toBeGreaterThan(2);
    expect(await contentsByOthers(bytes, filename)).toBe(ours);
  });
  test('the other readers refuse what is damaged', async () => {
    expect(await contentsByOthers(Buffer.from('PK nothing'), 'demo-1.0.0.zip')).toBeNull();
  });
});
