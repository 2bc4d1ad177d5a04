import type { LockedPackage } from '../../src/model/lockfile.js';
import { unhashedEntry } from '../../src/rules/unhashed-entry.js';
import { added, artifact, changed, lockPair } from './facts.js';
import { ruleTest } from './harness.js';

const BARE = { artifacts: [] };
const siblings = (entry: LockedPackage | null) =>
  lockPair(null, { path: 'uv.lock', packages: entry === null ? [] : [entry] });

ruleTest(unhashedEntry, {
  flags: [
    { name: 'a release that never had a hash', given: { change: added(BARE) }, level: 'note' },
    {
      name: 'one artifact of two',
      given: { change: added({ artifacts: [artifact(), artifact({ hashes: [] })] }) },
      level: 'note',
    },
    {
      name: 'a hash that the change takes away',
      given: { change: changed({}, BARE) },
      level: 'warn',
      says: 'before this change',
    },
    {
      name: 'what the diff says was taken away',
      given: { change: changed(BARE, BARE, ['hashes-removed']) },
      level: 'warn',
    },
    {
      name: 'a bare URL',
      given: { change: added({ source: { kind: 'archive-url', url: 'https://x.invalid/d.whl' }, artifacts: [] }) },
      level: 'note',
    },
    {
      name: 'the one entry without a hash',
      given: { change: added(BARE), locks: [siblings(added().to)] },
      level: 'warn',
      says: 'other releases from the same index',
    },
    {
      name: 'an entry like all others',
      given: { change: added(BARE), locks: [siblings(added(BARE).to)] },
      level: 'note',
    },
    {
      name: 'an index that publishes no hashes, beside PyPI',
      given: {
        change: added({ ...BARE, source: { kind: 'index', url: 'https://pypi.corp.invalid/simple' } }),
        locks: [siblings(added().to)],
      },
      level: 'note',
    },
  ],
  allows: [
    { name: 'a hashed release', given: { change: added() } },
    { name: 'an unpinned entry (unpinned-requirement says so)', given: { change: added({ ...BARE, version: null }) } },
    { name: 'a path', given: { change: added({ ...BARE, source: { kind: 'local', path: '.', editable: true } }) } },
  ],
});
