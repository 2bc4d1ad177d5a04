/**
 * Reads generated and broken Python through both tiers, and tells where the reader throws, takes long, points outside the file or
 * says two things of one text:
 *
 *   npm run fuzz:python -- [--seconds 600] [--seed N] [--only INDEX]
 */
import { createGrammar } from '../../src/host/grammar.js';
import type { PythonFile } from '../../src/python/facts.js';
import { createPythonReader } from '../../src/python/reader.js';
import { pythonSource } from './python-source.js';
import { randomOf } from './random.js';
import { fuzz, type Input, inputSeed } from './watch.js';

const make = (seed: number, index: number): Input => ({
  path: 'demo/a.py',
  bytes: Buffer.from(pythonSource(randomOf(inputSeed(seed, index)))),
});

/** Every place must lie in the text; a line ends at LF, CR LF or CR. */
function placeFaults({ scopes, signs }: PythonFile, text: string): readonly string[] {
  const count = text.split(/\r\n|\r|\n/u).length;
  const places = [
    ...scopes.flatMap(({ acts }) => acts.flatMap(({ at, steps }) => [at, ...steps.map((s) => s.at)])),
    ...signs.map(({ at }) => at),
  ];
  const wrong = places.find(({ line, column }) => line < 1 || line > count || column < 1);
  return wrong === undefined ? [] : [`points at line ${wrong.line}, column ${wrong.column} of ${count} lines`];
}

await fuzz(import.meta.url, async () => {
  const reader = await createPythonReader(createGrammar());
  return {
    make,
    faultsOf: ({ bytes, path }) => {
      const text = Buffer.from(bytes).toString();
      const file = reader.read(bytes, path);
      const again = reader.read(bytes, path);
      const outline = reader.read(bytes, path, 'outline');
      return [
        ...placeFaults(file, text),
        ...placeFaults(outline, text),
        ...(JSON.stringify(file) === JSON.stringify(again) ? [] : ['gives other facts when it is read again']),
      ];
    },
  };
});
