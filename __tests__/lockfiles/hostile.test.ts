import { describe, expect, test } from '@jest/globals';
import { diffLockfiles } from '../../src/diff/diff.js';
import { readLockfile } from '../../src/lockfiles/read.js';

// What a quadratic step would turn into minutes. Nothing is timed: such a step shows as a test that does not end.
const SIZE = 200_000;
const HEADER = 'version = 1\nrevision = 3\n';
const SHA = 'a'.repeat(64);
const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('');
const uvEntry = (name: string, version: string, more = ''): string =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = { registry = "https://pypi.org/simple" }\n${more}sdist = { url = "https://x.invalid/${name}.zip", hash = "sha256:${SHA}" }\n`;

describe('hostile lockfiles are read, and told', () => {
  test.each([
    {
      name: 'an index made of slashes',
      path: 'uv.lock',
      text: `${HEADER}[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "https://x.invalid/${'/'.repeat(SIZE)}x" }\n`,
    },
    {
      name: 'thousands of forks asked for without a version',
      path: 'uv.lock',
      text:
        HEADER +
        many(3_000, (index) =>
          uvEntry('a', `${index}`, 'dependencies = [{ name = "a", marker = "extra == \'x\'" }]\n'),
        ),
    },
    {
      name: 'thousands of groups that reach everything',
      path: 'uv.lock',
      text: `${HEADER}[[package]]\nname = "root"\nsource = { virtual = "." }\n[package.dev-dependencies]\n${many(2_000, (index) => `g${index} = [{ name = "n0" }]\n`)}${many(2_000, (index) => uvEntry(`n${index}`, '1', `dependencies = [{ name = "n${index + 1}" }]\n`))}`,
    },
    {
      name: 'files written with escapes, so that no line shows them',
      path: 'uv.lock',
      text: `${HEADER}[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "https://pypi.org/simple" }\nwheels = [\n${many(5_000, (index) => `{ url = "https://x.invalid/\\u0061${index}.whl", hash = "sha256:${SHA}" },\n`)}]\n`,
    },
    {
      name: 'thousands of entries that share thousands of files',
      path: 'poetry.lock',
      text: `${many(3_000, () => '[[package]]\nname = "a"\nversion = "1"\n')}[metadata]\nlock-version = "1.1"\n[metadata.files]\na = [\n${many(3_000, (index) => `{file = "a-1-${index}-py3-none-any.whl", hash = "sha256:${SHA}"},\n`)}]\n`,
    },
    {
      name: 'brackets without end',
      path: 'requirements.txt',
      text: `https://x.invalid/a.zip${'['.repeat(SIZE)}\n./a${'.whl['.repeat(SIZE / 5)}\n`,
    },
    {
      name: 'white space without end',
      path: 'requirements.txt',
      text: `a ==${' '.repeat(SIZE)}1 x\n--hash${' '.repeat(SIZE)}\n${'\t'.repeat(SIZE)}#\n`,
    },
    {
      name: 'backslashes without end',
      path: 'requirements.txt',
      text: `${'\\'.repeat(SIZE)}x\n${'\\\n'.repeat(SIZE)}`,
    },
    { name: 'a version without end', path: 'requirements.txt', text: `a==${'1.'.repeat(SIZE)}x\n` },
    { name: 'one line of via', path: 'requirements.txt', text: `a==1\n${'    # via b\n'.repeat(20_000)}` },
  ])('$name', ({ path, text }) => {
    const lockfile = readLockfile(Buffer.from(text), path);
    expect(lockfile.packages.length + lockfile.problems.length).toBeGreaterThan(0);
    const { changes } = diffLockfiles([{ path, base: null, head: lockfile }]);
    expect(changes.length).toBeLessThanOrEqual(lockfile.packages.length);
  });
});
