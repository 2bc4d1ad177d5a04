import { DAY } from '../../src/model/policy.js';
import { projectHealth } from '../../src/rules/project-health.js';
import { releaseFile, version } from '../support/model.js';
import { added, changed, demoProject } from './facts.js';
import { NOW, ruleTest } from './harness.js';
import { repository, state } from './repository-facts.js';

const released = (...ages: readonly (readonly [text: string, days: number | null])[]) =>
  demoProject(
    ages.map(([text, days]) =>
      releaseFile({ version: version(text), uploadedAt: days === null ? null : NOW - days * DAY }),
    ),
  );
const ALIVE = released(['0.9', 300], ['1.0', 30]);

ruleTest(projectHealth, {
  flags: [
    {
      name: 'a single release',
      given: { change: added(), project: released(['1.0', 30]) },
      level: 'note',
      says: 'its only release',
    },
    {
      name: 'no release for more than three years',
      given: { change: added(), project: released(['0.9', 2000], ['1.0', 1300]) },
      level: 'note',
      says: 'its last release is 3.5 years old',
    },
    {
      name: 'an archived repository, also in an update',
      given: { change: changed({}), project: ALIVE, repository: repository({ state: state({ archived: true }) }) },
      level: 'note',
      says: 'github.com/octo/demo is archived',
    },
  ],
  allows: [
    { name: 'a project that is looked after', given: { change: added(), project: ALIVE, repository: repository() } },
    {
      name: 'an update of a project that was quiet before',
      given: { change: changed({}), project: released(['1.0', 2000]) },
    },
    {
      name: 'an index that tells no times',
      given: { change: added(), project: released(['0.9', null], ['1.0', null]) },
    },
  ],
});
