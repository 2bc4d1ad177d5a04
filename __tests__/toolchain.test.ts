/** What installs, builds and starts Lockgate, held to what the documentation promises. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from './support/source-tree.js';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Package {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe('package-lock.json', () => {
  const packages: Readonly<Record<string, Package>> = JSON.parse(read('package-lock.json')).packages;
  const entries = Object.entries(packages).filter(([path]) => path !== '');

  // npm ci refuses a lock that leaves out a package for another platform, and npm install leaves it out where the registry lacks it.
  test('lists optional packages of every platform', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });

  test('has a hash for everything but optional packages', () => {
    expect(
      entries
        .filter(([, { integrity, optional }]) => integrity === undefined && optional !== true)
        .map(([path]) => path),
    ).toEqual([]);
  });

  test('names no registry', () => {
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });
});

test('package.json pins every dependency to one version', () => {
  const {
    dependencies = {},
    devDependencies = {},
    optionalDependencies = {},
  }: Package = JSON.parse(read('package.json'));
  const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+$/u.test(version))).toEqual([]);
});

describe('action.yml', () => {
  const text = read('action.yml');

  test('runs the bundle on Node 24', () => {
    expect(text).toContain('runs:\n  using: node24\n  main: dist/index.js\n');
  });

  test.each([
    {
      section: 'inputs',
      names: [
        'token',
        'config',
        'lockfiles',
        'fail-on',
        'comment',
        'comment-as',
        'inline-comments',
        'check-run',
        'issue',
        'commands',
        'audit',
        'pypi-url',
        'osv-url',
        'report-file',
        'sarif-file',
        'html-file',
        'cache',
      ],
    },
    {
      section: 'outputs',
      names: ['verdict', 'complete', 'changed', 'blocked', 'warned', 'report', 'sarif', 'html', 'comment-url'],
    },
  ])('has the $section that users rely on', ({ section, names }) => {
    expect(keysUnder(text, section)).toEqual(names);
  });
});

// Enough YAML for this file: a section's keys are what is indented by two spaces below it.
function keysUnder(text: string, section: string): readonly string[] {
  const body = new RegExp(`^${section}:\\n(?<body>(?: .*\\n|\\n)*)`, 'mu').exec(text)?.groups?.['body'] ?? '';
  return [...body.matchAll(/^ {2}(?<key>[\w-]+):$/gmu)].map(({ groups }) => groups?.['key'] ?? '');
}

describe('workflows', () => {
  test.each(['ci.yml', 'lockgate.yml'])('%s pins every action to a commit and names its version', (name) => {
    const uses = [...read(`.github/workflows/${name}`).matchAll(/uses: (?<used>.+)/gu)].map(
      ({ groups }) => groups?.['used'] ?? '',
    );
    expect(uses.length).toBeGreaterThan(0);
    expect(
      uses.filter((used) => !used.startsWith('./') && !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/u.test(used)),
    ).toEqual([]);
  });

  test('the last job of CI waits for all others', () => {
    const text = read('.github/workflows/ci.yml');
    const jobs = keysUnder(text, 'jobs').filter((job) => job !== 'all-green');
    expect(text).toContain(`needs: [${jobs.join(', ')}]`);
    expect(text).toContain(`'${jobs.map(() => 'success').join(' ')}'`);
  });
});
