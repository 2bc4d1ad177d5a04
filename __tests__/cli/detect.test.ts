import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { detectCommand } from '../../src/cli/detect.js';
import { fixtureText } from '../lockfiles/fixtures.js';

const FILES: Readonly<Record<string, string>> = {
  '.github/lockgate.toml': 'exclude = ["examples/"]\n',
  'pixi.lock': fixtureText('pixi-small', 'base', 'pixi.lock'),
  'pixi.toml': '[pypi-dependencies]\nflask = "*"\n',
  '3rdparty/python/default.lock': fixtureText('pex-small', 'base', 'lock.json'),
  'examples/requirements.txt': 'idna==3.10\n',
  'Cargo.lock': 'version = 4\n',
  'README.md': 'demo\n',
};

let directory = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'detect-'));
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.invalid', ...args], { cwd: directory });
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'base');
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function detect(values: Readonly<Record<string, string | boolean | readonly string[]>> = {}) {
  const [out, err]: [string[], string[]] = [[], []];
  const io = {
    out: (text: string) => out.push(text),
    err: (text: string) => err.push(text),
    environment: {},
    toolVersion: '1',
    threads: null,
  };
  const defaults = { repo: directory, ref: 'HEAD', config: '.github/lockgate.toml' };
  const code = await detectCommand.run({ positionals: [], values: { ...defaults, ...values } }, io);
  return { code, out: out.join('\n'), err };
}

test('every file that matters, and why', async () => {
  const { code, out, err } = await detect();
  expect({ code, err }).toEqual({ code: 0, err: [] });
  expect(out).toMatchInlineSnapshot(`
"Reviewed as lockfiles:
  3rdparty/python/default.lock (pex): its content is that of pex
  pixi.lock (pixi): its name is that of pixi

Manifests, compared with their lockfiles when they change:
  pixi.toml (pixi): its name is that of a manifest

Left out:
  examples/requirements.txt (requirements): excluded by the pattern "examples/""
`);
});

test('as JSON, for the lockfiles that are asked for', async () => {
  const { out } = await detect({ json: true, lockfiles: ['*.lock'] });
  expect(JSON.parse(out)).toMatchObject({
    files: [
      { path: 'Cargo.lock', role: 'lockfile', format: null },
      { path: 'examples/requirements.txt', role: 'left-out', reason: 'no pattern of `lockfiles` names it' },
      { path: 'pixi.lock', role: 'lockfile', format: 'pixi' },
      { path: 'pixi.toml', role: 'manifest' },
    ],
    problems: [],
  });
});

test('an argument is an error that shows the usage', async () => {
  await expect(
    detectCommand.run(
      { positionals: ['uv.lock'], values: {} },
      { out: () => {}, err: () => {}, environment: {}, toolVersion: '1', threads: null },
    ),
  ).rejects.toThrow('detect takes no file');
});
