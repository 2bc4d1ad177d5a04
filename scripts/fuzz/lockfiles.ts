/**
 * Reads mutated and generated lockfiles of every format, and tells which are read wrong:
 *
 *   npm run fuzz:lockfiles -- [--seconds 600] [--seed N] [--only INDEX]
 */
import { faultsOf } from './check.js';
import { corpus, type Seed } from './corpus.js';
import { requirementsFile } from './grammar.js';
import { mutate } from './mutate.js';
import { randomOf } from './random.js';
import { fuzz, type Input, inputSeed } from './watch.js';

interface MadeLock extends Input {
  readonly seed: Seed | null;
}

function makeLock(seeds: readonly Seed[], seed: number, index: number): MadeLock {
  const random = randomOf(inputSeed(seed, index));
  if (random.chance(0.1)) return { ...requirementsFile(random), seed: null };
  // By format first, so that the one with the most fixtures does not take most of the time.
  const format = random.pick([...new Set(seeds.map((each) => each.format))]);
  const chosen = random.pick(seeds.filter((each) => each.format === format));
  return { ...mutate(chosen, seeds, random), seed: chosen };
}

await fuzz(import.meta.url, async () => {
  const seeds = corpus();
  return {
    make: (seed, index) => makeLock(seeds, seed, index),
    faultsOf: (made) => faultsOf(made, made.seed),
  };
});
