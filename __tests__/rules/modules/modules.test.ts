/** The same attack, written in one file or spread over the modules of a package, meets the same rule at the same level. */

import { describe, expect, test } from '@jest/globals';
import { rules } from '../../../src/rules/catalog.js';
import { wheel } from '../../support/wheel.js';
import { findingsOf } from '../pipeline.js';
import { ATTACKS } from './attacks.js';
import { ARRANGEMENTS, type Attack, BENIGN } from './split.js';

const ruleNamed = (id: string) => {
  const found = rules.find((rule) => rule.id === id);
  if (found === undefined) throw new Error(`there is no rule "${id}"`);
  return found;
};

const levels = async (attack: Attack, files: Parameters<typeof wheel>[0]): Promise<readonly string[]> => {
  const found = await findingsOf(ruleNamed(attack.rule), { base: wheel(), head: wheel(files) });
  return [...new Set(found.map(({ level }) => level))];
};

describe.each(ATTACKS)('$name', (attack) => {
  test.each(ARRANGEMENTS)('$name', async ({ files }) => {
    expect(await levels(attack, files(attack))).toContain('block');
  });

  test.each(BENIGN)('silent: $name', async ({ files }) => {
    expect(await levels(attack, files(attack))).not.toContain('block');
  });
});
