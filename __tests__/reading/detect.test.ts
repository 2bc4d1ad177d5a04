import { describe, expect, test } from '@jest/globals';
import { pathJudge } from '../../src/reading/detect.js';
import { explainDetection } from '../../src/reading/explain-detection.js';
import { readLockfiles } from '../../src/reading/lockfiles.js';
import { fixtureText } from '../lockfiles/fixtures.js';
import { memoryRepository, type SideFiles } from '../support/repository.js';

const UV = fixtureText('uv-small', 'base', 'uv.lock');
const PEX = fixtureText('pex-small', 'base', 'lock.json');
const DEFAULTS = { globs: [], exclude: [] };

describe('a path alone', () => {
  test.each([
    { path: 'uv.lock', options: DEFAULTS, kind: 'lockfile', says: 'its name is that of uv' },
    { path: 'apps/a/pixi.lock', options: DEFAULTS, kind: 'lockfile', says: 'pixi' },
    { path: '3rdparty/python/default.lock', options: DEFAULTS, kind: 'candidate', says: 'its content decides' },
    { path: 'locks/user_lock.json', options: DEFAULTS, kind: 'candidate', says: 'its content decides' },
    { path: 'Cargo.lock', options: DEFAULTS, kind: 'other', says: 'another ecosystem' },
    { path: 'web/package-lock.json', options: DEFAULTS, kind: 'other', says: 'another ecosystem' },
    { path: 'package.json', options: DEFAULTS, kind: 'other', says: 'of no lockfile' },
    { path: 'blocks.json', options: DEFAULTS, kind: 'other', says: 'of no lockfile' },
    { path: '.github/lockgate.toml', options: DEFAULTS, kind: 'other', says: 'of no lockfile' },
    { path: 'src/locks.py', options: DEFAULTS, kind: 'other', says: 'of no lockfile' },
    { path: 'node_modules/x/requirements.txt', options: DEFAULTS, kind: 'excluded', says: '"node_modules/"' },
    { path: 'a/.venv/lib/python3/site-packages/x/uv.lock', options: DEFAULTS, kind: 'excluded', says: '".venv/"' },
    { path: '.tox/x/requirements.txt', options: DEFAULTS, kind: 'excluded', says: '".tox/"' },
    { path: 'Node_Modules/uv.lock', options: DEFAULTS, kind: 'lockfile', says: 'uv' },
    {
      path: 'examples/a/uv.lock',
      options: { globs: [], exclude: ['examples/'] },
      kind: 'excluded',
      says: '"examples/"',
    },
    {
      path: 'examples/a/uv.lock',
      options: { globs: [], exclude: ['examples/*', '!examples/a/'] },
      kind: 'lockfile',
      says: 'uv',
    },
    { path: 'pins.txt', options: { globs: ['*.txt'], exclude: [] }, kind: 'lockfile', says: '`lockfiles` names it' },
    { path: 'uv.lock', options: { globs: ['*.txt'], exclude: [] }, kind: 'other', says: 'no pattern of `lockfiles`' },
    { path: 'a/pins.txt', options: { globs: ['**/*.txt'], exclude: ['a/'] }, kind: 'excluded', says: '"a/"' },
  ])('$path is $kind: $says', ({ path, options, kind, says }) => {
    expect(pathJudge(options)(path)).toMatchObject({ kind, reason: expect.stringContaining(says) });
  });
});

const reading = async (base: SideFiles, head: SideFiles, exclude: readonly string[] = []) => {
  const repository = memoryRepository({ base, head });
  const { pairs, gaps } = await readLockfiles([], repository, exclude);
  return { pairs, gaps, reads: repository.reads };
};

describe('content decides where the name tells nothing', () => {
  test.each([
    {
      name: 'a lock of PEX under a name of the team’s',
      path: '3rdparty/python/default.lock',
      text: PEX,
      format: 'pex',
    },
    { name: 'a lock of uv that Pants wrote', path: '3rdparty/python/tools.lock', text: UV, format: 'uv' },
    { name: 'a lock in JSON', path: 'build/lock.json', text: PEX, format: 'pex' },
    { name: 'pins', path: 'deploy.lock', text: '# pinned\nidna==3.10\n', format: 'requirements' },
  ])('$name', async ({ path, text, format }) => {
    const { pairs } = await reading({}, { [path]: text });
    expect(pairs).toMatchObject([{ path, base: null, head: { format, problems: [] } }]);
  });

  test('a lock that the head breaks is still a lock', async () => {
    const { pairs } = await reading({ 'a.lock': PEX }, { 'a.lock': `x${PEX}` });
    expect(pairs).toMatchObject([{ base: { format: 'pex' }, head: { problems: [{ affects: 'file' }] } }]);
  });

  test('other files stay out', async () => {
    const { pairs, gaps } = await reading({}, { 'flake.lock': '{}', 'x.lock': 'hello', 'lock.json': '{"a": 1}' });
    expect({ pairs, gaps }).toEqual({ pairs: [], gaps: [] });
  });

  test('only changed files whose name could be a lock’s are fetched', async () => {
    const base = {
      'a.lock': PEX,
      'b.lock': 'x',
      'data.json': '1',
      'package-lock.json': '1',
      'node_modules/c.lock': 'x',
    };
    const { reads } = await reading(base, {
      ...base,
      'b.lock': 'y',
      'data.json': '2',
      'package-lock.json': '2',
      'node_modules/c.lock': 'y',
    });
    expect(reads.toSorted()).toEqual(['b.lock', 'b.lock']);
  });

  test('a candidate that cannot be fetched is a gap, since it may be a lock', async () => {
    const repository = memoryRepository({ base: {}, head: { 'a.lock': PEX }, unreadable: ['a.lock'] });
    const { pairs, gaps } = await readLockfiles([], repository);
    expect(pairs).toEqual([]);
    expect(gaps).toEqual([
      expect.objectContaining({ subject: 'a.lock', message: expect.stringContaining('not known') }),
    ]);
  });

  test('what the policy of the base leaves out is not read', async () => {
    const { pairs, reads } = await reading({}, { 'examples/uv.lock': UV, 'examples/a.lock': PEX }, ['examples/']);
    expect({ pairs, reads }).toEqual({ pairs: [], reads: [] });
  });
});

test('each file and why it was chosen or left out can be told', async () => {
  const head = {
    'uv.lock': UV,
    'pants.lock': PEX,
    'notes.lock': 'hello',
    'pyproject.toml': '',
    'old/uv.lock': UV,
    'README.md': '',
  };
  const { detections } = await explainDetection(memoryRepository({ base: null, head }), {
    globs: [],
    exclude: ['old/'],
  });
  expect(detections).toEqual([
    { path: 'notes.lock', role: 'left-out', format: null, reason: 'its content is of no lock that is known here' },
    { path: 'old/uv.lock', role: 'left-out', format: 'uv', reason: 'excluded by the pattern "old/"' },
    { path: 'pants.lock', role: 'lockfile', format: 'pex', reason: 'its content is that of pex' },
    { path: 'pyproject.toml', role: 'manifest', format: 'pyproject', reason: 'its name is that of a manifest' },
    { path: 'uv.lock', role: 'lockfile', format: 'uv', reason: 'its name is that of uv' },
  ]);
});
