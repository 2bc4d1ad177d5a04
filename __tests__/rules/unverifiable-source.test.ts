import type { CommitStanding } from '../../src/model/repository.js';
import { unverifiableSource } from '../../src/rules/unverifiable-source.js';
import { added, artifact } from './facts.js';
import { ruleTest } from './harness.js';
import { repository } from './repository-facts.js';

const git = (commit: string | null, ref: string | null = 'main') =>
  added({ source: { kind: 'vcs', vcs: 'git', url: 'https://git.invalid/demo', commit, ref, subdirectory: null } });
const COMMIT = 'a'.repeat(40);
const standing = (where: CommitStanding['standing']) =>
  repository({ commit: { commit: COMMIT, standing: where, hasBase: null } });
const path = (text: string) => added({ source: { kind: 'local', path: text, editable: false } });
/** The same path as the lock of a service in a larger repository has it. */
const inFolder = (text: string) => {
  const change = path(text);
  return {
    ...change,
    occurrences: change.occurrences.map((occurrence) => ({ ...occurrence, path: 'services/api/uv.lock' })),
  };
};
const url = { source: { kind: 'archive-url', url: 'https://user:secret@x.invalid/d.whl' } } as const;

ruleTest(unverifiableSource, {
  flags: [
    { name: 'a branch', given: { change: git(null) }, level: 'warn', says: '"main"' },
    { name: 'the default branch', given: { change: git(null, null) }, level: 'warn', says: 'default branch' },
    { name: 'a full commit', given: { change: git('a'.repeat(40)) }, level: 'note' },
    {
      name: 'a commit that no branch or tag leads to',
      given: { change: git(COMMIT), repository: standing('unreachable') },
      level: 'warn',
      says: 'no branch or tag was found to lead to',
    },
    {
      name: 'a commit that the repository does not have',
      given: { change: git(COMMIT), repository: standing('unknown-commit') },
      level: 'warn',
      says: 'which that repository does not have',
    },
    {
      name: 'a commit of the default branch',
      given: { change: git(COMMIT), repository: standing('reachable') },
      level: 'note',
    },
    {
      name: 'the last commit of another branch',
      given: { change: git(COMMIT), repository: standing('head') },
      level: 'note',
    },
    {
      name: 'a URL without a hash',
      given: { change: added({ ...url, artifacts: [] }) },
      level: 'warn',
      says: /"https:\/\/x\.invalid/u,
    },
    { name: 'a URL with a hash', given: { change: added({ ...url, artifacts: [artifact()] }) }, level: 'note' },
    { name: 'a path that leaves the repository', given: { change: path('../../other') }, level: 'warn' },
    { name: 'a path that leaves it on the way', given: { change: path('libs/../../other') }, level: 'warn' },
    { name: 'an absolute path', given: { change: path('/srv/demo') }, level: 'warn' },
    {
      name: 'a path that leaves the repository from a folder of it',
      given: { change: inFolder('../../../other') },
      level: 'warn',
    },
  ],
  allows: [
    { name: 'a path beside the folder of the lockfile', given: { change: inFolder('../../libs/other') } },
    { name: 'an index release', given: { change: added() } },
    { name: 'a path inside the repository', given: { change: path('libs/../demo') } },
    { name: 'the project itself', given: { change: path('.') } },
  ],
});
