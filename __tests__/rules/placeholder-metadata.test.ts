import type { CoreMetadata } from '../../src/model/metadata.js';
import { placeholderMetadata } from '../../src/rules/placeholder-metadata.js';
import { delta, firstRelease, profile } from './deltas.js';
import { type Facts, ruleTest } from './harness.js';
import { addition, coreMetadata, released, update } from './histories.js';

const EMPTY = { summary: null, projectUrls: {}, descriptionLength: 0 };
const saying = (overrides: Partial<CoreMetadata>, facts: Facts = {}): Facts => ({
  change: addition('1.0'),
  project: released({ '1.0': 400 }),
  profiles: [profile({ metadata: coreMetadata(overrides) })],
  delta: firstRelease({}),
  ...facts,
});
const YOUNG = { project: released({ '1.0': 20 }) };
const since = (from: Partial<CoreMetadata>): Facts => ({
  change: update('0.9', '1.0'),
  delta: { ...delta({}), metadata: { from: coreMetadata(from), to: null } },
});

ruleTest(placeholderMetadata, {
  flags: [
    {
      name: 'the tutorial’s summary',
      given: saying({ summary: 'A small example package' }),
      level: 'note',
      says: 'the summary of a template',
    },
    {
      name: 'a build tool’s summary, of this month',
      given: saying({ summary: 'Add your description here.' }, YOUNG),
      level: 'warn',
      says: '20 days ago',
    },
    {
      name: 'an example’s address',
      given: saying({ emails: ['author@example.com'] }),
      level: 'note',
      says: 'author@example.com',
    },
    { name: 'nothing at all', given: saying(EMPTY), level: 'note', says: 'no summary, no description and no link' },
    { name: 'nothing any more', given: saying(EMPTY, since({})), level: 'note' },
  ],
  allows: [
    { name: 'ordinary metadata', given: saying({}, YOUNG) },
    { name: 'no description alone', given: saying({ descriptionLength: 0 }, YOUNG) },
    { name: 'no links and no summary', given: saying({ summary: null, projectUrls: {} }, YOUNG) },
    {
      name: 'an address at a host that is called like an example',
      given: saying({ emails: ['a@example-labs.com'] }, YOUNG),
    },
    { name: 'nothing, as before', given: saying(EMPTY, since(EMPTY)) },
    { name: 'an update of a young project', given: saying(EMPTY, { ...since({}), ...YOUNG }), atMost: 'note' },
  ],
});
