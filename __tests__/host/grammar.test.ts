import { expect, test } from '@jest/globals';
import { createGrammar } from '../../src/host/grammar.js';

const grammar = createGrammar();

test.each([
  { name: 'the runtime', read: grammar.runtime },
  { name: 'the Python grammar', read: grammar.python },
])('$name is WebAssembly and read once', async ({ read }) => {
  const bytes = await read();

  expect([...bytes.subarray(0, 4)]).toEqual([0, 0x61, 0x73, 0x6d]);
  expect(await read()).toBe(bytes);
});
