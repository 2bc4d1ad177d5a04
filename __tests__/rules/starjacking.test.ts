import { normalizeName } from '../../src/model/names.js';
import { DAY } from '../../src/model/policy.js';
import { starjacking } from '../../src/rules/starjacking.js';
import { releaseFile, version } from '../support/model.js';
import { behaviour, firstRelease, profile } from './deltas.js';
import { addedName, changed, demoProject } from './facts.js';
import { type Facts, NOW, ruleTest } from './harness.js';
import { names, repository, state } from './repository-facts.js';

const since = (days: number, releases = 1) =>
  demoProject(
    Array.from({ length: releases }, (_, index) =>
      releaseFile({ version: version(`1.${index}`), uploadedAt: NOW - days * DAY }),
    ),
  );

const linking = (url: string, label = 'Homepage') => [
  profile({
    metadata: {
      name: normalizeName('demo'),
      version: version('1.0'),
      summary: null,
      licenceExpression: null,
      licence: null,
      classifiers: [],
      emails: [],
      projectUrls: { [label]: url },
      requiresPython: null,
      requiresDist: [],
      descriptionLength: 0,
    },
  }),
];

const REQUESTS = 'https://github.com/psf/requests';
const young = (name: string, facts: Facts = {}): Facts => ({ change: addedName(name), project: since(2), ...facts });
const act = firstRelease({ behaviours: [behaviour('run-process', { target: 'sh -c …' })] });
const starred = (overrides = {}) => repository({ state: state({ stars: 4000 }), ...overrides });

ruleTest(starjacking, {
  flags: [
    {
      name: 'a young project with the repository of a widely used one',
      given: young('speller', { profiles: linking(REQUESTS) }),
      level: 'warn',
      says: 'github.com/psf/requests as its repository, which is that of "requests"',
    },
    {
      name: 'the same, and it starts a program when imported',
      given: young('speller', { profiles: linking(REQUESTS), delta: act }),
      level: 'block',
      says: 'It does something unasked',
    },
    {
      name: 'a link with another spelling',
      given: young('speller', { profiles: linking('git+https://www.GitHub.com/PSF/Requests.git', 'Source Code') }),
      level: 'warn',
    },
    {
      name: 'the name of the project with a word added, which may be a plugin of it',
      given: young('requests-pro', { profiles: linking(REQUESTS) }),
      level: 'note',
    },
    {
      name: 'a repository with many stars that names another project',
      given: young('spellcheckerpy', { repository: starred({ packaging: names('pyspellchecker') }) }),
      level: 'warn',
      says: 'names "pyspellchecker" and which has 4000 stars',
    },
    {
      name: 'the same, and it starts a program when imported',
      given: young('spellcheckerpy', { repository: starred({ packaging: names('pyspellchecker') }), delta: act }),
      level: 'block',
    },
    {
      name: 'a later release of a young project that was let in before',
      given: {
        change: changed({}),
        project: since(20, 2),
        repository: starred({ packaging: names('other') }),
        delta: act,
      },
      level: 'block',
    },
    {
      name: 'an old project with a single release',
      given: { change: addedName('speller'), project: since(700), profiles: linking(REQUESTS), delta: act },
      level: 'warn',
    },
  ],
  allows: [
    {
      name: 'a repository of its own',
      given: young('speller', { profiles: linking('https://github.com/octo/speller') }),
    },
    {
      name: 'a repository that names it, though it is in the table',
      given: young('speller', { profiles: linking(REQUESTS), repository: starred({ packaging: names('speller') }) }),
    },
    {
      name: 'a repository with few stars that names another project',
      given: young('speller', { repository: repository({ packaging: names('other') }) }),
    },
    {
      name: 'a link to the issues of another project under a label that names no source',
      given: young('speller', {
        profiles: [
          ...linking('https://github.com/octo/speller'),
          ...linking('https://github.com/psf/requests/issues', 'Upstream bug'),
        ],
      }),
    },
    {
      name: 'a project with a history',
      given: { change: addedName('speller'), project: since(700, 9), profiles: linking(REQUESTS) },
    },
    { name: 'the widely used project itself', given: young('requests', { profiles: linking(REQUESTS) }) },
    {
      name: 'an update of a project that is locked already and not young',
      given: { change: changed({}), project: since(700), profiles: linking(REQUESTS) },
    },
  ],
});
