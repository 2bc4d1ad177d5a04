import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseComment } from '../../src/github/acceptance-command.js';
import { hostileText } from '../support/hostile.js';

describe('a command', () => {
  test.each([
    {
      name: 'as documented',
      body: '/lockgate allow demo==1.4.2 startup-hook because it warms a cache',
      is: { name: 'demo', version: '1.4.2', rule: 'startup-hook', reason: 'it warms a cache' },
    },
    {
      name: 'with more text below, which is for people',
      body: '/lockgate allow demo==1.0 typosquat because ours\r\n\r\nSee the chat.\r\n/lockgate allow other==2 typosquat because x',
      is: { name: 'demo', version: '1.0', rule: 'typosquat', reason: 'ours' },
    },
    {
      name: 'name and version in another spelling',
      body: '/lockgate allow Zope.Interface==v1.0-RC1 downgrade because tested',
      is: { name: 'zope-interface', version: '1.0rc1' },
    },
    {
      name: 'a local version and an epoch',
      body: '/lockgate allow torch==1!2.1+cu121 unexpected-host because the vendor’s index',
      is: { version: '1!2.1+cu121' },
    },
    {
      name: 'a reason with quotes, brackets and a backslash',
      body: '/lockgate allow demo==1 typosquat because "x" ]] \\" [[deny]] # no',
      is: { reason: '"x" ]] \\" [[deny]] # no' },
    },
    {
      name: 'a reason that says because twice',
      body: '/lockgate allow demo==1 typosquat because because',
      is: { reason: 'because' },
    },
  ])('$name', ({ body, is }) => {
    expect(parseComment(body)).toMatchObject({ kind: 'command', command: is });
  });
});

test.each([
  { name: 'an ordinary comment', body: 'Looks good to me' },
  { name: 'nothing', body: '' },
  { name: 'a command on another line', body: 'Hello\n/lockgate allow demo==1 typosquat because x' },
  { name: 'an indented command', body: ' /lockgate allow demo==1 typosquat because x' },
  { name: 'a quoted command', body: '> /lockgate allow demo==1 typosquat because x' },
  { name: 'a command in a code span', body: '`/lockgate allow demo==1 typosquat because x`' },
  { name: 'another word', body: '/lockgate deny demo==1 typosquat because x' },
  { name: 'another spelling', body: '/LOCKGATE allow demo==1 typosquat because x' },
  { name: 'a tab instead of a space', body: '/lockgate\tallow demo==1 typosquat because x' },
  { name: 'a hidden character in front', body: '\u200B/lockgate allow demo==1 typosquat because x' },
  { name: 'a look-alike slash', body: '\u2215lockgate allow demo==1 typosquat because x' },
  { name: 'a longer word', body: '/lockgate allowance demo==1 typosquat because x' },
])('no command: $name', ({ body }) => {
  expect(parseComment(body)).toEqual({ kind: 'none' });
});

describe('begins like a command and is none', () => {
  test.each([
    { name: 'nothing more', body: '/lockgate allow', says: 'form of the command' },
    { name: 'no reason', body: '/lockgate allow demo==1 typosquat', says: 'reason is missing' },
    { name: 'an empty reason', body: '/lockgate allow demo==1 typosquat because   ', says: 'reason is missing' },
    { name: 'two spaces', body: '/lockgate allow  demo==1 typosquat because x', says: 'form of the command' },
    { name: 'two rules', body: '/lockgate allow demo==1 typosquat downgrade because x', says: 'form of the command' },
    { name: 'no version', body: '/lockgate allow demo typosquat because x', says: '"demo" is no release' },
    { name: 'a range', body: '/lockgate allow demo>=1 typosquat because x', says: 'no release' },
    { name: 'every version', body: '/lockgate allow demo==* typosquat because x', says: 'no release' },
    { name: 'a prefix of versions', body: '/lockgate allow demo==1.* typosquat because x', says: 'no release' },
    { name: 'three equals signs', body: '/lockgate allow demo===1 typosquat because x', says: 'no release' },
    { name: 'no version of PEP 440', body: '/lockgate allow demo==latest typosquat because x', says: 'no release' },
    { name: 'a Kelvin sign for a k', body: '/lockgate allow \u212Aeras==1 typosquat because x', says: 'no release' },
    { name: 'a long s', body: '/lockgate allow reque\u017Fts==1 typosquat because x', says: 'no release' },
    { name: 'a purl', body: '/lockgate allow pkg:pypi/demo@1 typosquat because x', says: 'no release' },
    { name: 'a path', body: '/lockgate allow ../demo==1 typosquat because x', says: 'no release' },
    { name: 'bidi in the reason', body: '/lockgate allow demo==1 typosquat because \u202Eok', says: 'cannot be seen' },
    {
      name: 'a bell in the reason',
      body: '/lockgate allow demo==1 typosquat because \u0007ok',
      says: 'cannot be seen',
    },
    { name: 'DEL in the reason', body: '/lockgate allow demo==1 typosquat because \u007Fok', says: 'cannot be seen' },
    { name: 'half a character', body: '/lockgate allow demo==1 typosquat because \uD800ok', says: 'cannot be seen' },
    { name: 'a lone carriage return', body: '/lockgate allow demo==1 typosquat because a\rb', says: 'form of the' },
    {
      name: 'a long reason',
      body: `/lockgate allow demo==1 typosquat because ${'x'.repeat(301)}`,
      says: 'at most 300',
    },
  ])('$name', ({ body, says }) => {
    expect(parseComment(body)).toEqual({ kind: 'unclear', reason: expect.stringContaining(says) });
  });
});

test('whatever stands in a comment, a command is one line of plain parts', () => {
  fc.assert(
    fc.property(hostileText, hostileText, hostileText, (release, rule, reason) => {
      const parsed = parseComment(`/lockgate allow ${release}==1.0 ${rule} because ${reason}`);
      if (parsed.kind !== 'command') return;
      expect(parsed.command.name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u);
      expect(parsed.command.reason).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});
