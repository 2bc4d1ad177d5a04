import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG, readInputs, salvageInputs } from '../../src/github/inputs.js';
import { ActionError } from '../../src/model/error.js';

/** Inputs and defaults of action.yml, which is plain enough to read by line. */
function declaredInputs(): ReadonlyMap<string, string> {
  const text = readFileSync(new URL('../../action.yml', import.meta.url), 'utf8');
  const section = /^inputs:\n(?<body>(?: .*\n|\n)+)/mu.exec(text)?.groups?.['body'] ?? '';
  const names = [...section.matchAll(/^ {2}(?<name>[\w-]+):\n(?<rest>(?: {4}.*\n)+)/gmu)];
  return new Map(
    names.map(({ groups }) => [
      groups?.['name'] ?? '',
      (/^ {4}default: (?<value>.*)$/mu.exec(groups?.['rest'] ?? '')?.groups?.['value'] ?? '').replaceAll("'", ''),
    ]),
  );
}

const defaults = new Map([...declaredInputs(), ['token', 'the-token']]);

const read = (given: Readonly<Record<string, string>> = {}) =>
  readInputs((name) => given[name] ?? defaults.get(name) ?? '');

test('every input of action.yml is read, and no other', () => {
  const asked: string[] = [];
  readInputs((name) => {
    asked.push(name);
    return defaults.get(name) ?? '';
  });
  expect(asked.toSorted()).toEqual([...defaults.keys()].toSorted());
});

test('the defaults of action.yml', () => {
  expect(read()).toEqual({
    token: 'the-token',
    config: DEFAULT_CONFIG,
    lockfiles: [],
    failOn: null,
    comment: 'always',
    commentAs: 'review',
    inlineComments: 'auto',
    checkRun: 'auto',
    issue: 'auto',
    commands: false,
    audit: null,
    pypiUrl: 'https://pypi.org',
    osvUrl: 'https://api.osv.dev',
    reportFile: null,
    sarifFile: null,
    htmlFile: null,
    cache: null,
  });
});

describe('reads', () => {
  test.each([
    {
      name: 'globs by line',
      given: { lockfiles: 'a/uv.lock\r\n\n  b/*.txt \n' },
      is: { lockfiles: ['a/uv.lock', 'b/*.txt'] },
    },
    { name: 'audit', given: { audit: 'true' }, is: { audit: true } },
    { name: 'fail-on', given: { 'fail-on': 'warn' }, is: { failOn: 'warn' } },
    {
      name: 'a mirror on this machine',
      given: { 'pypi-url': 'http://127.0.0.1:8080' },
      is: { pypiUrl: 'http://127.0.0.1:8080' },
    },
    {
      name: 'audit beside fail-on never',
      given: { audit: 'true', 'fail-on': 'never' },
      is: { audit: true, failOn: 'never' },
    },
  ])('$name', ({ given, is }) => {
    expect(read(given)).toMatchObject(is);
  });
});

describe('refuses, naming the input, its value and what is allowed', () => {
  test.each([
    {
      name: 'an unknown value',
      given: { 'fail-on': 'error' },
      says: 'The input "fail-on" is "error", which it cannot be. Allowed: one of: block, warn, never.',
    },
    {
      name: 'a word that YAML would take for true',
      given: { audit: 'yes' },
      says: 'The input "audit" is "yes", which it cannot be. Allowed: one of: true, false.',
    },
    {
      name: 'an empty choice',
      given: { comment: '' },
      says: 'The input "comment" is empty, which it cannot be. Allowed: one of: always, on-findings, never.',
    },
    {
      name: 'a glob outside of the repository',
      given: { lockfiles: 'uv.lock\n../uv.lock' },
      says: 'The input "lockfiles" is "../uv.lock", which it cannot be. Allowed: a path relative to the root of the repository.',
    },
    {
      name: 'plain http',
      given: { 'pypi-url': 'http://pypi.invalid' },
      says: 'The input "pypi-url" is "http://pypi.invalid", which it cannot be. Allowed: an https URL without user name and password (http only on this machine).',
    },
    {
      name: 'no token',
      given: { token: '' },
      says: 'The input "token" is empty, which it cannot be. Allowed: a token; the default is the job’s own.',
    },
    {
      name: 'an audit that is to fail',
      given: { audit: 'true', 'fail-on': 'block' },
      says: 'The inputs "audit: true" and "fail-on: block" contradict each other: an audit never fails the job. Leave one of the two out.',
    },
    {
      name: 'one file for two outputs',
      given: { 'report-file': 'out.json', 'sarif-file': 'out.json' },
      says: 'The file "out.json" is named by 2 inputs: each would overwrite the other. Give report-file, sarif-file and html-file paths of their own.',
    },
  ])('$name', ({ given, says }) => {
    let told = '';
    try {
      read(given);
    } catch (error) {
      if (error instanceof ActionError) told = `${error.message} ${error.remedy}`;
    }
    expect(told).toBe(says);
  });
});

describe('inputs of which one cannot be used', () => {
  const salvage = (given: Readonly<Record<string, string>>) =>
    salvageInputs((name) => given[name] ?? defaults.get(name) ?? '');

  test('leave the others, and that one at its default', () => {
    const salvaged = salvage({ comment: 'allways', 'comment-as': 'sticky', 'pypi-url': 'x', audit: 'yes' });
    expect(salvaged).toEqual({ ...read(), commentAs: 'sticky' });
  });

  test('take their defaults from action.yml', () => {
    const wrong = Object.fromEntries([...defaults.keys()].map((name) => [name, '\u0000'] as const));
    const identity = { token: 'the-token', config: DEFAULT_CONFIG, lockfiles: '' };
    const files = { 'report-file': '', 'sarif-file': '', 'html-file': '', cache: '' };
    expect(salvage({ ...wrong, ...identity, ...files })).toEqual(read());
  });

  test.each(['token', 'config', 'lockfiles'])(
    'are given up where %s is the one: whose report it is, is not known',
    (name) => {
      expect(salvage({ [name]: name === 'token' ? '' : '../elsewhere' })).toBeNull();
    },
  );
});
