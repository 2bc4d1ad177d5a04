import { describe, expect, test } from '@jest/globals';
import { byWeight, counterparts } from '../../src/evidence/distributions.js';
import { isRecordEnforced, parseRecord } from '../../src/evidence/record.js';
import { parseHash } from '../../src/model/hashes.js';
import type { LockedArtifact } from '../../src/model/lockfile.js';
import { releaseOf } from '../../src/model/release.js';
import { isForPlatforms, selectableFiles } from '../../src/model/selectable.js';
import { lockedPackage, project, releaseFile, version } from '../support/model.js';

const hash = (digit: string) => {
  const parsed = parseHash(`sha256:${digit.repeat(64)}`);
  if (parsed === null) throw new Error('not a hash');
  return parsed;
};

const FILES = [
  releaseFile({ filename: 'demo-1.0.tar.gz', kind: 'sdist', hashes: [hash('a')] }),
  releaseFile({ filename: 'demo-1.0-cp312-cp312-win_amd64.whl', hashes: [hash('b')] }),
  releaseFile({ filename: 'demo-1.0-cp312-cp312-manylinux_2_17_x86_64.whl', hashes: [hash('c')] }),
  releaseFile({ filename: 'demo-1.0-py3-none-any.whl', hashes: [hash('d')] }),
];

const artifact = (overrides: Partial<LockedArtifact>): LockedArtifact => ({
  filename: null,
  url: null,
  hashes: [],
  size: null,
  uploadTime: null,
  line: 1,
  ...overrides,
});

const selected = (artifacts: readonly LockedArtifact[]) => {
  const release = releaseOf(project(FILES), version('1.0'));
  if (release === null) throw new Error('the release must be listed');
  return selectableFiles(lockedPackage({ artifacts }), release).map(({ filename }) => filename);
};

describe('selectableFiles', () => {
  test.each([
    {
      name: 'files that the lock names',
      artifacts: [artifact({ filename: 'demo-1.0.tar.gz' })],
      expected: ['demo-1.0.tar.gz'],
    },
    {
      name: 'files whose hash it lists',
      artifacts: [artifact({ hashes: [hash('d')] })],
      expected: ['demo-1.0-py3-none-any.whl'],
    },
    { name: 'every file when it names none', artifacts: [], expected: FILES.map(({ filename }) => filename) },
    {
      name: 'every file when its hashes are on none',
      artifacts: [artifact({ hashes: [hash('e')] })],
      expected: FILES.map(({ filename }) => filename),
    },
  ])('gives $name', ({ artifacts, expected }) => {
    expect(selected(artifacts)).toEqual(expected);
  });
});

describe('isForPlatforms', () => {
  const LINUX = 'demo-1.0-cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64.whl';

  test.each([
    { name: 'every file when no platform is named', filename: LINUX, platforms: [], expected: true },
    {
      name: 'a tag as written',
      filename: 'demo-1.0-cp312-cp312-win_amd64.whl',
      platforms: ['win_amd64'],
      expected: true,
    },
    { name: 'a pattern over one of several tags', filename: LINUX, platforms: ['manylinux_*_x86_64'], expected: true },
    { name: 'another platform', filename: LINUX, platforms: ['macosx*_arm64', 'win_amd64'], expected: false },
    { name: 'part of a tag', filename: LINUX, platforms: ['manylinux'], expected: false },
    {
      name: 'a pattern whose ends overlap',
      filename: 'demo-1.0-cp312-cp312-linux_x.whl',
      platforms: ['linux_x*x'],
      expected: false,
    },
    {
      name: 'a wheel for any platform',
      filename: 'demo-1.0-py3-none-any.whl',
      platforms: ['win_amd64'],
      expected: true,
    },
  ])('$name', ({ filename, platforms, expected }) => {
    expect(isForPlatforms(releaseFile({ filename }), platforms)).toBe(expected);
  });

  test('an sdist is for all', () => {
    expect(isForPlatforms(releaseFile({ kind: 'sdist', filename: 'demo-1.0.tar.gz' }), ['win_amd64'])).toBe(true);
  });
});

test('byWeight reads what every platform installs first, then the sdist, then platforms by use', () => {
  expect(byWeight(FILES).map(({ filename }) => filename)).toEqual([
    'demo-1.0-py3-none-any.whl',
    'demo-1.0.tar.gz',
    'demo-1.0-cp312-cp312-manylinux_2_17_x86_64.whl',
    'demo-1.0-cp312-cp312-win_amd64.whl',
  ]);
});

test('counterparts pairs files by tags, not by version', () => {
  const base = FILES.map((file) =>
    releaseFile({ ...file, filename: file.filename.replace('1.0', '0.9'), version: version('0.9') }),
  );

  expect(counterparts(FILES.slice(1, 2), base).map(({ filename }) => filename)).toEqual([
    'demo-0.9-cp312-cp312-win_amd64.whl',
  ]);
});

describe('RECORD', () => {
  test('is read as path and sha256, quoted paths included, rows without a hash left out', () => {
    const digest = Buffer.from('ab'.repeat(32), 'hex').toString('base64url');
    const text = `demo/__init__.py,sha256=${digest},10\r\n"a,b ""c"".py",sha256=${digest},3\ndemo-1.0.dist-info/RECORD,,\n`;

    expect([...parseRecord(text)]).toEqual([
      ['demo/__init__.py', 'ab'.repeat(32)],
      ['a,b "c".py', 'ab'.repeat(32)],
    ]);
  });

  const CHECKED = Date.UTC(2026, 1, 2);

  test.each([
    { name: 'a wheel that PyPI checked at upload', file: { uploadedAt: CHECKED }, expected: true },
    { name: 'a wheel from before PyPI checked', file: { uploadedAt: Date.UTC(2026, 0, 31) }, expected: false },
    { name: 'a wheel of unknown age', file: { uploadedAt: null }, expected: false },
    { name: 'an sdist, which has none', file: { kind: 'sdist', uploadedAt: CHECKED }, expected: false },
    {
      name: 'a wheel that another store serves, also as a mirror of PyPI',
      file: { url: 'https://mirror.example/demo-1.0-py3-none-any.whl', uploadedAt: CHECKED },
      expected: false,
    },
  ] as const)('stands for our own hashes or not: $name', ({ file, expected }) => {
    expect(isRecordEnforced(releaseFile(file))).toBe(expected);
  });
});
