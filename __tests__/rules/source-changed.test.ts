import type { PackageSource } from '../../src/model/lockfile.js';
import { sourceChanged } from '../../src/rules/source-changed.js';
import { added, changed } from './facts.js';
import { ruleTest } from './harness.js';

const COMMIT = 'a'.repeat(40);
const git = (url: string, commit: string | null = COMMIT): { readonly source: PackageSource } => ({
  source: { kind: 'vcs', vcs: 'git', url, commit, ref: 'main', subdirectory: null },
});
const url = (text: string): { readonly source: PackageSource } => ({ source: { kind: 'archive-url', url: text } });
const FORK = git('https://git.invalid/someone/demo');
const LOCAL = { source: { kind: 'local', path: './demo', editable: false } } as const;

ruleTest(sourceChanged, {
  flags: [
    {
      name: 'an index release becomes a URL',
      given: { change: changed({}, url('https://x.invalid/d.whl')) },
      level: 'block',
      says: 'x.invalid',
    },
    {
      name: 'an index release becomes a branch',
      given: { change: changed({}, git('https://git.invalid/a/demo', null)) },
      level: 'block',
    },
    { name: 'an index release becomes a commit', given: { change: changed({}, FORK) }, level: 'warn' },
    {
      name: 'another repository',
      given: { change: changed(git('https://git.invalid/demo/demo'), FORK) },
      level: 'warn',
    },
    {
      name: 'another host',
      given: { change: changed(url('https://a.invalid/d'), url('https://b.invalid/d')) },
      level: 'block',
    },
    { name: 'an index release becomes a path', given: { change: changed({}, LOCAL) }, level: 'warn' },
    { name: 'back to the index', given: { change: changed(FORK) }, level: 'note' },
  ],
  allows: [
    { name: 'a new package', given: { change: added(FORK) } },
    {
      name: 'the same repository, another commit',
      given: { change: changed(FORK, git('https://git.invalid/someone/demo.git', 'b'.repeat(40))) },
    },
    { name: 'the same host', given: { change: changed(url('https://a.invalid/1'), url('https://a.invalid/2')) } },
    {
      name: 'another index (index-changed says so)',
      given: { change: changed({}, { source: { kind: 'index', url: 'https://i.invalid/simple' } }) },
    },
  ],
});
