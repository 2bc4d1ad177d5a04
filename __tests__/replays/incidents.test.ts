import { describe, expect, test } from '@jest/globals';
import { INCIDENTS } from './incidents.js';
import { play, verdictsOf } from './replay.js';

describe.each(INCIDENTS)('$incident', ({ by, spellings, twins }) => {
  test.each(spellings)('blocks: $name', async ({ replay, by: other = by }) => {
    const { findings } = await play(replay);

    expect(verdictsOf(findings)).toContain(`block ${other}`);
  });

  test.each(twins)('lets pass: $name', async ({ replay }) => {
    const { findings } = await play(replay);

    expect(
      findings.filter(({ level }) => level !== 'note').map(({ ruleId, message }) => `${ruleId}: ${message}`),
    ).toEqual([]);
  });
});
