import { describe, expect, test } from '@jest/globals';
import { faultsOf } from '../../scripts/fuzz/check.js';
import { corpus } from '../../scripts/fuzz/corpus.js';
import { listedIn } from '../../scripts/fuzz/entries.js';
import { mutate } from '../../scripts/fuzz/mutate.js';
import { randomOf } from '../../scripts/fuzz/random.js';
import { lockfileFormats } from '../../src/lockfiles/catalog.js';

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
