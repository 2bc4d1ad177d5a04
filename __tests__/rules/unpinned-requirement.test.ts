import { unpinnedRequirement } from '../../src/rules/unpinned-requirement.js';
import { lockedPackage } from '../support/model.js';
import { added, alsoIn } from './facts.js';
import { ruleTest } from './harness.js';

ruleTest(unpinnedRequirement, {
  flags: [
    { name: 'no version', given: { change: added({ version: null }) }, level: 'warn', says: '"demo"' },
    {
      name: 'only in the second lockfile',
      given: { change: alsoIn(added(), { entry: lockedPackage({ version: null }) }) },
      level: 'warn',
    },
  ],
  allows: [
    { name: 'a pinned version', given: { change: added() } },
    {
      name: 'a local package whose version is dynamic',
      given: { change: added({ version: null, source: { kind: 'local', path: '.', editable: true } }) },
    },
  ],
});
