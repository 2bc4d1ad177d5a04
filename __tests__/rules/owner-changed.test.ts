import { DAY } from '../../src/model/policy.js';
import type { ProfileDelta } from '../../src/model/profile.js';
import { ownerChanged } from '../../src/rules/owner-changed.js';
import { version } from '../support/model.js';
import { metadataWith } from './addresses.js';
import { delta } from './deltas.js';
import { changed, demoFile, demoProject } from './facts.js';
import { NOW, ruleTest } from './harness.js';

const addresses = (from: readonly string[], to: readonly string[]): ProfileDelta => ({
  ...delta({}),
  metadata: { from: metadataWith(from), to: metadataWith(to) },
});

const since = (days: number) =>
  demoProject([
    demoFile({ uploadedAt: NOW - 10 * DAY }),
    demoFile({ filename: 'demo-0.9-py3-none-any.whl', version: version('0.9'), uploadedAt: NOW - days * DAY }),
  ]);

const facts = (from: readonly string[], to: readonly string[], days = 60) => ({
  change: changed({}),
  project: since(days),
  delta: addresses(from, to),
});

ruleTest(ownerChanged, {
  flags: [
    {
      name: 'another address',
      given: facts(['ada@demo.invalid'], ['eve@other.invalid']),
      level: 'note',
      says: 'eve@other.invalid',
    },
    { name: 'another address at one mail service', given: facts(['ada@gmail.com'], ['eve@gmail.com']), level: 'note' },
    {
      name: 'another address after years of silence',
      given: facts(['ada@demo.invalid'], ['eve@other.invalid'], 1000),
      level: 'warn',
      says: 'released nothing for',
    },
  ],
  allows: [
    { name: 'the same address', given: facts(['ada@demo.invalid'], ['ada@demo.invalid']) },
    { name: 'an address more', given: facts(['ada@demo.invalid'], ['eve@other.invalid', 'ada@demo.invalid'], 1000) },
    { name: 'a colleague', given: facts(['ada@demo.invalid'], ['eve@demo.invalid'], 1000) },
    { name: 'no address any more', given: facts(['ada@demo.invalid'], []) },
    { name: 'a first address', given: facts([], ['ada@demo.invalid']) },
    {
      name: 'a copy of another project',
      given: {
        ...facts(['ada@demo.invalid'], ['eve@other.invalid']),
        delta: {
          ...addresses(['ada@demo.invalid'], ['eve@other.invalid']),
          baseline: { kind: 'none', reason: 'it is the first release' },
        },
      },
    },
  ],
});
