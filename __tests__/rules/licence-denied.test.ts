import type { CoreMetadata } from '../../src/model/metadata.js';
import type { LicencePolicy } from '../../src/model/policy.js';
import { licenceDenied } from '../../src/rules/licence-denied.js';
import { delta, profile } from './deltas.js';
import { type Facts, ruleTest } from './harness.js';
import { addition, coreMetadata } from './histories.js';

type Told = Partial<Pick<CoreMetadata, 'licenceExpression' | 'classifiers' | 'licence'>>;
const facts = (told: Told, licences: Partial<LicencePolicy>): Facts => ({
  change: addition('1.0'),
  delta: delta({}),
  profiles: [profile({ metadata: coreMetadata({ licenceExpression: null, ...told }) })],
  policy: { licences: { allow: null, deny: [], ...licences } },
});
const allowing = (expression: string, ...allow: string[]): Facts => facts({ licenceExpression: expression }, { allow });
const denying = (expression: string, ...deny: string[]): Facts => facts({ licenceExpression: expression }, { deny });
const GPL: Told = { classifiers: ['License :: OSI Approved :: GNU General Public License (GPL)'] };

ruleTest(licenceDenied, {
  flags: [
    {
      name: 'a denied licence',
      given: denying('AGPL-3.0-only', 'AGPL-3.0-only'),
      level: 'block',
      says: 'is under AGPL-3.0-only, which policy denies',
    },
    { name: 'a denied family', given: denying('GPL-2.0-or-later', 'GPL-*'), level: 'block' },
    { name: 'an id that SPDX has given up', given: denying('GPL-3.0-only', 'GPL-3.0'), level: 'block' },
    {
      name: 'a denied licence with an exception',
      given: denying('GPL-2.0-only WITH Classpath-exception-2.0', 'GPL-2.0-only'),
      level: 'block',
    },
    { name: 'one of two that both hold', given: denying('MIT AND GPL-3.0-only', 'GPL-*'), level: 'block' },
    {
      name: 'a choice of two denied ones',
      given: denying('GPL-3.0-only OR AGPL-3.0-only', 'GPL-*', 'AGPL-*'),
      level: 'block',
    },
    {
      name: 'one that is not allowed',
      given: allowing('MPL-2.0', 'MIT', 'BSD-*'),
      level: 'block',
      says: 'not among the licences that policy allows (MIT and BSD-*)',
    },
    { name: 'a family by classifier', given: facts(GPL, { deny: ['GPL-*'] }), level: 'block' },
    {
      name: 'words that may mean a denied one',
      given: facts(GPL, { deny: ['GPL-3.0-only'] }),
      level: 'warn',
      says: 'may mean',
    },
    {
      name: 'none, where some are allowed',
      given: facts({}, { allow: ['MIT'] }),
      level: 'warn',
      says: 'names no licence',
    },
    {
      name: 'unknown words, where some are allowed',
      given: facts({ licence: 'Ask Bob' }, { allow: ['MIT'] }),
      level: 'warn',
      says: '"Ask Bob"',
    },
    { name: 'proprietary', given: facts({ licence: 'Proprietary' }, { allow: ['MIT'] }), level: 'block' },
  ],
  allows: [
    { name: 'no licences in the policy', given: denying('AGPL-3.0-only') },
    { name: 'an allowed one', given: allowing('MIT', 'MIT') },
    { name: 'an allowed one in other letters', given: allowing('mit', 'MIT') },
    { name: 'a choice with an allowed one', given: allowing('GPL-3.0-only OR MIT', 'MIT') },
    { name: 'a choice with one that is not denied', given: denying('GPL-3.0-only OR MIT', 'GPL-*') },
    { name: 'two that are both allowed', given: allowing('MIT AND BSD-3-Clause', 'MIT', 'BSD-*') },
    { name: 'an allowed licence with an exception', given: allowing('Apache-2.0 WITH LLVM-exception', 'Apache-2.0') },
    { name: 'LGPL beside a denied GPL', given: denying('LGPL-3.0-only', 'GPL-*') },
    { name: 'words that can only mean allowed ones', given: facts({ licence: 'BSD' }, { allow: ['BSD-*'] }) },
    { name: 'unknown words, where only some are denied', given: facts({ licence: 'Ask Bob' }, { deny: ['GPL-*'] }) },
  ],
});
