import { expect, test } from '@jest/globals';
import { credentialUrls } from '../../src/lockfiles/credentials.js';
import { readLockfile } from '../../src/lockfiles/read.js';

/** As pip writes a variable of the environment. */
const variable = (name: string): string => ['$', '{', name, '}'].join('');

test.each([
  {
    name: 'a password',
    text: 'a\n--index-url https://u:p@pypi.invalid/simple',
    is: [['https://pypi.invalid', false, 2]],
  },
  { name: 'a token alone', text: '"https://ghp_0123@Git.invalid/a"', is: [['https://git.invalid', false, 1]] },
  {
    name: 'an account with a password over ssh',
    text: 'ssh://git:p@git.invalid/a',
    is: [['ssh://git.invalid', false, 1]],
  },
  {
    name: 'a host that is none',
    text: '{ url = "https://pypi.org@x.invalid/d.whl" }',
    is: [['https://x.invalid', true, 1]],
  },
  { name: 'two at signs', text: 'https://pypi.org:443@y@x.invalid/d', is: [['https://x.invalid', false, 1]] },
  { name: 'the account of ssh', text: 'git+ssh://git@github.com/a/b', is: [] },
  { name: 'variables', text: `https://${variable('USER')}:${variable('PASSWORD')}@pypi.invalid/simple`, is: [] },
  { name: 'a variable as the password', text: `https://token:${variable('TOKEN')}@pypi.invalid/simple`, is: [] },
  { name: 'an at sign in a path', text: 'https://x.invalid/a@b git+https://x.invalid/a.git@v1', is: [] },
  { name: 'no scheme', text: '://u:p@x.invalid', is: [] },
])('$name', ({ text, is }) => {
  const found = credentialUrls(text);

  expect(found.map(({ origin, deceptive, line }) => [origin, deceptive, line])).toEqual(is);
});

test('a lockfile tells where credentials stand and never what they are', () => {
  const text = '--index-url https://me:hunter2@pypi.invalid/simple\ndemo==1.0\n';

  const lockfile = readLockfile(new TextEncoder().encode(text), 'requirements.txt');

  expect(lockfile.credentials).toEqual([{ origin: 'https://pypi.invalid', deceptive: false, line: 1 }]);
  expect(JSON.stringify(lockfile)).not.toContain('hunter2');
});

test('many URLs and long ones are read in linear time', () => {
  const text = `${'https://'.repeat(50_000)}${'a'.repeat(1_000_000)}@x`;

  expect(credentialUrls(text)).toEqual([]);
});
