import { archiveAmbiguity } from '../../src/rules/archive-ambiguity.js';
import { profile } from './deltas.js';
import { SDIST } from './facts.js';
import { ruleTest } from './harness.js';

const given = (kind: string, number = 1, artifact = 'demo-1.0-py3-none-any.whl') => ({
  profiles: [
    profile({
      artifact,
      anomalies: Array.from({ length: number }, (_, index) => ({
        kind,
        message: `Two records disagree (${index}).`,
        path: null,
      })),
    }),
  ],
});

ruleTest(archiveAmbiguity, {
  flags: [
    {
      name: 'headers that disagree',
      given: given('header-mismatch'),
      level: 'block',
      says: 'Two records disagree (0)',
    },
    { name: 'a path that leaves the archive', given: given('unsafe-path'), level: 'block' },
    { name: 'one path twice in a wheel', given: given('duplicate-path'), level: 'block' },
    { name: 'one path twice in a tar', given: given('duplicate-path', 1, SDIST), level: 'note' },
    {
      name: 'many of one kind, in one finding',
      given: given('overlap', 9),
      level: 'block',
      says: 'and 7 more of its kind',
    },
    { name: 'bytes that nothing explains', given: given('gap'), level: 'warn' },
    { name: 'an odd habit', given: given('trailing-data'), level: 'note' },
    { name: 'a kind that is not known', given: given('something-new'), level: 'note' },
  ],
  allows: [
    { name: 'an ordinary archive', given: { profiles: [profile()] } },
    { name: 'nothing read', given: {} },
  ],
});
