import { DAY } from '../../src/model/policy.js';
import { noMatchingTag } from '../../src/rules/no-matching-tag.js';
import { releaseFile, version } from '../support/model.js';
import { behaviour, delta } from './deltas.js';
import { changed, demoProject } from './facts.js';
import { type Facts, NOW, ruleTest } from './harness.js';
import { repository } from './repository-facts.js';

const released = (...ages: readonly (readonly [text: string, days: number])[]) =>
  demoProject(ages.map(([text, days]) => releaseFile({ version: version(text), uploadedAt: NOW - days * DAY })));

const OLD = released(['0.8', 400], ['0.9', 200], ['1.0', 60]);
const YOUNG = released(['0.8', 400], ['0.9', 200], ['1.0', 1]);
const tags = (tag: string | null, earlierTagged: number) => repository({ tags: { tag, earlier: 5, earlierTagged } });
const update = (facts: Facts): Facts => ({ change: changed({}), project: OLD, ...facts });
const act = delta({ behaviours: [behaviour('run-process', { target: 'sh -c …' })] });

ruleTest(noMatchingTag, {
  flags: [
    {
      name: 'an old release of a project that tags',
      given: update({ repository: tags(null, 5) }),
      level: 'note',
      says: 'has no tag for "1.0", and has one for 5 of the 5 releases before it',
    },
    {
      name: 'a young release of a project that tags most of the time',
      given: update({ project: YOUNG, repository: tags(null, 3) }),
      level: 'warn',
      says: 'Besides, the release is',
    },
    {
      name: 'a release that newly starts a program when imported',
      given: update({ repository: tags(null, 5), delta: act }),
      level: 'warn',
      says: 'newly does something unasked',
    },
  ],
  allows: [
    { name: 'a release with a tag', given: update({ project: YOUNG, repository: tags('v1.0', 5), delta: act }) },
    { name: 'a project that seldom tags', given: update({ project: YOUNG, repository: tags(null, 2), delta: act }) },
    { name: 'a repository whose tags were not asked for', given: update({ repository: repository() }) },
    {
      name: 'the release that was locked before',
      given: {
        change: changed({ version: version('1.0') }, {}, ['scope-changed']),
        project: OLD,
        repository: tags(null, 5),
      },
    },
  ],
});
