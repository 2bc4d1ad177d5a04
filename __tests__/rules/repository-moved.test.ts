import { repositoryMoved } from '../../src/rules/repository-moved.js';
import { releaseFile } from '../support/model.js';
import { added, changed, demoProject } from './facts.js';
import { ruleTest } from './harness.js';
import { repository, state } from './repository-facts.js';

const COMMIT = 'a'.repeat(40);
const SOURCE = {
  kind: 'vcs' as const,
  vcs: 'git' as const,
  url: 'https://github.com/octo/demo',
  commit: COMMIT,
  ref: null,
  subdirectory: null,
};
const fromGit = changed({ source: { ...SOURCE, commit: 'b'.repeat(40) } }, { source: SOURCE, artifacts: [] });
const standing = (hasBase: boolean | null) => ({ commit: COMMIT, standing: 'reachable' as const, hasBase });
const moved = state({ fullName: 'stranger/demo' });
const project = demoProject([releaseFile({ uploadedAt: Date.UTC(2021, 0, 1) })]);

ruleTest(repositoryMoved, {
  flags: [
    {
      name: 'a source under another owner',
      given: { change: fromGit, repository: repository({ state: moved }) },
      level: 'warn',
      says: 'which now belongs to "stranger/demo"',
    },
    {
      name: 'a source without the commit that was locked before',
      given: { change: fromGit, repository: repository({ commit: standing(false) }) },
      level: 'warn',
      says: 'does not have the commit that was locked before',
    },
    {
      name: 'a source under another name of the same owner',
      given: { change: fromGit, repository: repository({ state: state({ fullName: 'octo/renamed' }) }) },
      level: 'note',
    },
    {
      name: 'a source that is archived',
      given: { change: fromGit, repository: repository({ state: state({ archived: true }) }) },
      level: 'note',
    },
    {
      name: 'a source that is gone, or private',
      given: { change: fromGit, repository: repository({ state: null }) },
      level: 'note',
      says: 'does not exist or is private to others',
    },
    { name: 'a link that is gone', given: { change: added(), repository: repository({ state: null }) }, level: 'note' },
    {
      name: 'a link that leads to another owner',
      given: { change: added(), repository: repository({ state: moved }) },
      level: 'note',
    },
    {
      name: 'a link to an account that is younger than the project',
      given: {
        change: added(),
        project,
        repository: repository({ state: state({ ownerSince: Date.UTC(2026, 3, 1) }) }),
      },
      level: 'note',
      says: 'made on 2026-04-01',
    },
  ],
  allows: [
    { name: 'a source where it was', given: { change: fromGit, repository: repository({ commit: standing(true) }) } },
    {
      name: 'a source that is spelled otherwise',
      given: { change: fromGit, repository: repository({ state: state({ fullName: 'Octo/Demo' }) }) },
    },
    {
      name: 'a link to a repository that its owner renamed',
      given: { change: added(), repository: repository({ state: state({ fullName: 'octo/renamed' }) }) },
    },
    {
      name: 'a link to an account that is older than the project',
      given: {
        change: added(),
        project,
        repository: repository({ state: state({ ownerSince: Date.UTC(2019, 0, 1) }) }),
      },
    },
    { name: 'nothing where no repository was asked about', given: { change: fromGit } },
  ],
});
