import type { CoreMetadata } from '../../src/model/metadata.js';
import { licenceChanged } from '../../src/rules/licence-changed.js';
import { delta } from './deltas.js';
import { type Facts, ruleTest } from './harness.js';
import { coreMetadata, update } from './histories.js';

type Told = Partial<Pick<CoreMetadata, 'licenceExpression' | 'classifiers' | 'licence'>>;
const told = (text: Told) => coreMetadata({ licenceExpression: null, ...text });
const is = (licenceExpression: string): Told => ({ licenceExpression });
const classified = (...names: string[]): Told => ({
  classifiers: names.map((name) => `License :: OSI Approved :: ${name}`),
});
const moved = (from: Told, to: Told): Facts => ({
  change: update('0.9', '1.0'),
  delta: { ...delta({}), metadata: { from: told(from), to: told(to) } },
});

ruleTest(licenceChanged, {
  flags: [
    {
      name: 'to another permissive one',
      given: moved(is('MIT'), is('Apache-2.0')),
      level: 'note',
      says: 'is under Apache-2.0; 0.9 was under MIT',
    },
    { name: 'to copyleft', given: moved(is('MIT'), is('AGPL-3.0-or-later')), level: 'warn', says: 'copyleft' },
    { name: 'to copyleft of files', given: moved(is('MIT'), is('MPL-2.0')), level: 'warn' },
    {
      name: 'to a business licence',
      given: moved(is('MPL-2.0'), is('BUSL-1.1')),
      level: 'warn',
      says: 'does not allow every use',
    },
    { name: 'to no commercial use', given: moved(is('MIT'), is('CC-BY-NC-4.0')), level: 'warn' },
    {
      name: 'to proprietary, by classifier',
      given: moved(classified('MIT License'), { classifiers: ['License :: Other/Proprietary License'] }),
      level: 'warn',
    },
    { name: 'one more that holds too', given: moved(is('MIT'), is('MIT AND GPL-3.0-only')), level: 'warn' },
    {
      name: 'to one that is not known',
      given: moved(is('MIT'), { licence: 'Ask Bob' }),
      level: 'note',
      says: 'not known ("Ask Bob")',
    },
    { name: 'away from copyleft', given: moved(is('GPL-3.0-only'), is('MIT')), level: 'note' },
  ],
  allows: [
    { name: 'the same', given: moved(is('MIT'), is('MIT')) },
    { name: 'a classifier made an expression', given: moved(classified('BSD License'), is('BSD-3-Clause')) },
    {
      name: 'two classifiers made an expression',
      given: moved(classified('MIT License', 'Apache Software License'), is('Apache-2.0 OR MIT')),
    },
    {
      name: 'two classifiers, one of a family, made an expression',
      given: moved(classified('BSD License', 'Apache Software License'), is('Apache-2.0 OR BSD-2-Clause')),
    },
    { name: 'a text made an expression', given: moved({ licence: 'The 3-Clause BSD License' }, is('BSD-3-Clause')) },
    {
      name: 'a whole text made an expression',
      given: moved(
        { licence: 'Permission is hereby granted, free of charge, to any person obtaining a copy of' },
        is('MIT'),
      ),
    },
    { name: 'an id that SPDX has given up', given: moved(is('GPL-2.0+'), is('GPL-2.0-or-later')) },
    { name: 'another order', given: moved(is('MIT OR (Apache-2.0 OR ISC)'), is('ISC OR MIT OR Apache-2.0')) },
    { name: 'one that was not known before', given: moved({ licence: 'Ask Bob' }, is('GPL-3.0-only')) },
    { name: 'words that are no longer given', given: moved(is('MIT'), {}) },
    { name: 'a choice of a permissive one', given: moved(is('MIT'), is('MIT OR GPL-3.0-only')), atMost: 'note' },
  ],
});
