import { DAY } from '../../src/model/policy.js';
import { repositoryMismatch } from '../../src/rules/repository-mismatch.js';
import { releaseFile } from '../support/model.js';
import { at, behaviour, delta, firstRelease } from './deltas.js';
import { addedName, changed, demoProject } from './facts.js';
import { type Facts, NOW, ruleTest } from './harness.js';
import { content, differs, names, repository } from './repository-facts.js';

const INIT = 'demo/__init__.py';
const act = delta({ behaviours: [behaviour('run-process', { target: 'sh -c …', at: at(INIT) })] });
const update = (match: ReturnType<typeof content>, facts: Facts = {}): Facts => ({
  change: changed({}),
  repository: repository({ content: match }),
  ...facts,
});
const project = (days: number) => demoProject([releaseFile({ uploadedAt: NOW - days * DAY })]);

ruleTest(repositoryMismatch, {
  flags: [
    {
      name: 'a file that the tag has otherwise starts a program when imported',
      given: update(content([differs(INIT)]), { delta: act }),
      level: 'block',
      says: 'demo/__init__.py differs from that in github.com/octo/demo at tag "v1.0", and it newly does something unasked',
    },
    {
      name: 'a file that the tag does not have starts a program when imported',
      given: update(content([differs(INIT, { kind: 'missing' })]), { delta: act }),
      level: 'block',
      says: 'is not in',
    },
    {
      name: 'the one file of a release, which the release before had as the repository has it',
      given: update(content([differs(INIT, { baselineEqual: true })], { files: 1, equal: 0 }), { delta: act }),
      level: 'block',
      says: 'was changed in the release and not in',
    },
    {
      name: 'a file that builds write starts a program when imported',
      given: update(content([differs(INIT, { kind: 'missing', generated: true })]), { delta: act }),
      level: 'warn',
    },
    {
      name: 'a file changed by the release alone, without an act',
      given: update(content([differs('demo/a.py', { baselineEqual: true })]), { delta: delta({}) }),
      level: 'warn',
      says: 'demo/a.py was changed in the release and not in',
    },
    {
      name: 'files that differ, without an act and without a release before that agreed',
      given: update(content([differs('demo/a.py'), differs('demo/b.py')]), { delta: delta({}) }),
      level: 'note',
      says: 'where 18 other Python files are',
    },
    {
      name: 'a young project whose repository names another',
      given: { change: addedName('demo'), project: project(3), repository: repository({ packaging: names('other') }) },
      level: 'warn',
      says: 'names "other"; it first appeared 3 days ago',
    },
    {
      name: 'an older one',
      given: {
        change: addedName('demo'),
        project: project(900),
        repository: repository({ packaging: names('other') }),
      },
      level: 'note',
    },
  ],
  allows: [
    { name: 'a release whose files all stand in the tag', given: update(content([]), { delta: act }) },
    {
      name: 'an act in another file than the one that differs',
      given: update(content([differs('demo/a.py')]), { delta: act }),
      atMost: 'note',
    },
    {
      name: 'files that builds write',
      given: update(content([differs('demo/_version.py', { generated: true })]), { delta: delta({}) }),
    },
    {
      name: 'a tree that can hardly be compared: other line endings, or sources rewritten by the build',
      given: update(content([differs(INIT)], { files: 20, equal: 2 }), { delta: act }),
    },
    {
      name: 'a default branch, which has moved on',
      given: update(content([differs(INIT)], { tag: null }), { delta: act }),
    },
    {
      name: 'a compiler that a file newly starts',
      given: update(content([differs(INIT)]), {
        delta: delta({ behaviours: [behaviour('run-process', { target: 'gcc --version', at: at(INIT) })] }),
      }),
      atMost: 'note',
    },
    {
      name: 'a first release, of which everything is new',
      given: update(content([differs(INIT)]), {
        delta: firstRelease({ behaviours: [behaviour('run-process', { target: 'sh -c …', at: at(INIT) })] }),
      }),
      atMost: 'note',
    },
    {
      name: 'a repository that names the project',
      given: { change: addedName('demo'), project: project(3), repository: repository({ packaging: names('demo') }) },
    },
    {
      name: 'a repository that names no project in plain text',
      given: {
        change: addedName('demo'),
        project: project(3),
        repository: repository({ packaging: { path: 'setup.py', names: null } }),
      },
    },
    {
      name: 'a second project built from one source',
      given: {
        change: addedName('demo'),
        project: project(3),
        repository: repository({ packaging: names('other'), content: content([], { tag: null }) }),
      },
    },
  ],
});
