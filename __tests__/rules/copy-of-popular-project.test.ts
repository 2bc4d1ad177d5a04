import { normalizeName } from '../../src/model/names.js';
import { DAY } from '../../src/model/policy.js';
import type { Baseline, Profile, ProfileDelta } from '../../src/model/profile.js';
import { copyOfPopularProject } from '../../src/rules/copy-of-popular-project.js';
import { version } from '../support/model.js';
import { delta, file, firstRelease, profile } from './deltas.js';
import { demoFile, demoProject } from './facts.js';
import { NOW, ruleTest } from './harness.js';

const COPIED: Baseline = { kind: 'copied-project', name: normalizeName('requests'), version: version('2.32.3') };
const FILES = ['__init__', 'api', 'models', 'sessions', 'extra'].map((name) => file(`demo/${name}.py`, 'python'));
const WHEEL: Profile = profile({ inventory: [...FILES, file('demo/tests/test_api.py', 'python')] });

const [, , models, , extra] = FILES;
const changes: ProfileDelta['files'] = {
  added: extra === undefined ? [] : [extra],
  changed: models === undefined ? [] : [{ from: { ...models, size: 9 }, to: models }],
  gone: [],
};
const copy = (files: Partial<ProfileDelta['files']> = {}) => ({
  profiles: [WHEEL],
  delta: { ...delta({}, COPIED), files: { added: [], changed: [], gone: [], ...files } },
});

const aged = (days: number, releases = 1) =>
  demoProject(
    Array.from({ length: releases }, (_, index) =>
      demoFile({ filename: `demo-${index}.tar.gz`, version: version(`${index}.0`), uploadedAt: NOW - days * DAY }),
    ),
  );

ruleTest(copyOfPopularProject, {
  flags: [
    {
      name: 'a young copy with its changes',
      given: { ...copy(changes), project: aged(2) },
      level: 'warn',
      says: 'demo 1.0 is a copy of requests 2.32.3: 3 of its 5 Python files are the same, demo/models.py differs, demo/extra.py is new; it first appeared 2 days ago',
    },
    {
      name: 'a copy without any',
      given: { ...copy(), project: aged(2) },
      level: 'warn',
      says: '5 of its 5 Python files are the same; it first',
    },
    { name: 'a copy of which nothing is known', given: { ...copy(), project: aged(900, 2) }, level: 'warn' },
    { name: 'a fork with a history', given: { ...copy(changes), project: aged(900, 9) }, level: 'note' },
  ],
  allows: [
    { name: 'an update', given: { profiles: [WHEEL], delta: delta({}) } },
    { name: 'a first release of its own', given: { profiles: [WHEEL], delta: firstRelease({}), project: aged(2) } },
  ],
});
