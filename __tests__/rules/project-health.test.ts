import type { ProjectHealth, Scorecard } from '../../src/model/health.js';
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

const scored = (overrides: Partial<Scorecard>): ProjectHealth => ({
  scorecard: {
    repository: 'github.com/octo/demo',
    score: 6.5,
    date: '2026-05-04',
    checks: { Maintained: 10, 'Code-Review': 8 },
    from: 'scorecard',
    ...overrides,
  },
  depsDev: null,
});

ruleTest(projectHealth, {
  flags: [
    {
      name: 'a low Scorecard',
      given: {
        change: added(),
        project: ALIVE,
        health: scored({ score: 2.1, checks: { Maintained: 5, 'Code-Review': 0 } }),
      },
      level: 'note',
      says: 'the OpenSSF Scorecard of github.com/octo/demo gives it 2.1 of 10 (2026-05-04; without any point in Code-Review)',
    },
    {
      name: 'a Scorecard that sees no maintenance, as deps.dev has it',
      given: { change: added(), project: ALIVE, health: scored({ checks: { Maintained: 0 }, from: 'deps.dev' }) },
      level: 'note',
      says: 'as deps.dev has it; without any point in Maintained',
    },
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
    { name: 'an ordinary Scorecard', given: { change: added(), project: ALIVE, health: scored({}) } },
    {
      name: 'a Scorecard that has no score',
      given: { change: added(), project: ALIVE, health: scored({ score: -1 }) },
    },
    { name: 'no Scorecard', given: { change: added(), project: ALIVE, health: { scorecard: null, depsDev: null } } },
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
