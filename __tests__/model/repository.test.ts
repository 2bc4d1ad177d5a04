import { expect, test } from '@jest/globals';
import { linkedRepository, pageHostOf, repositoryKey, repositoryRefOf } from '../../src/model/repository.js';

test.each([
  'https://github.com/Octo/Demo',
  'http://www.github.com/octo/demo/',
  'https://github.com/octo/demo.git',
  'https://github.com/octo/demo/tree/main/python?tab=readme#top',
  'https://user:secret@github.com/octo/demo',
  'git+https://github.com/octo/demo.git@v1.0',
  'git+ssh://git@github.com/octo/demo.git',
  'git@github.com:octo/demo.git',
])('%s leads to the repository', (url) => {
  const ref = repositoryRefOf(url);
  expect(ref === null ? null : repositoryKey(ref)).toBe('github.com/octo/demo');
});

test.each([
  'https://github.com',
  'https://github.com/octo',
  'https://github.com/sponsors/octo',
  'https://github.com/orgs/octo/repositories',
  'https://github.com/octo/..',
  'https://github.com/octo/%2e%2e/x',
  'javascript:alert(1)//github.com/octo/demo',
  'file:///github.com/octo/demo',
  'octo/demo',
  '',
])('%s leads to none', (url) => {
  expect(repositoryRefOf(url)).toBeNull();
});

const onGitHub = (urls: Record<string, string>): string | null => {
  const ref = linkedRepository(urls, (host) => host === 'github.com');
  return ref === null ? null : repositoryKey(ref);
};

test.each([
  {
    name: 'the source before the home page',
    urls: { Homepage: 'https://github.com/octo/site', 'Source-Code': 'https://github.com/octo/demo' },
    is: 'github.com/octo/demo',
  },
  {
    name: 'the home page where it is a repository',
    urls: { 'Home page': 'https://github.com/octo/demo', Docs: 'https://github.com/other/docs' },
    is: 'github.com/octo/demo',
  },
  {
    name: 'any link, when all lead to one repository',
    urls: {
      Issues: 'https://github.com/octo/demo/issues',
      Changelog: 'https://github.com/octo/demo/blob/main/CHANGES',
    },
    is: 'github.com/octo/demo',
  },
  {
    name: 'none, when links without a telling label lead to two',
    urls: { Issues: 'https://github.com/octo/demo/issues', Inspired: 'https://github.com/psf/requests' },
    is: null,
  },
  { name: 'none on another host', urls: { Source: 'https://git.invalid/octo/demo' }, is: null },
  {
    name: 'none of a host that only looks like it',
    urls: { Source: 'https://github.com.evil.invalid/octo/demo' },
    is: null,
  },
])('metadata name $name', ({ urls, is }) => {
  expect(onGitHub(urls)).toBe(is);
});

test.each([
  { api: 'https://api.github.com', host: 'github.com' },
  { api: 'https://git.corp.example/api/v3', host: 'git.corp.example' },
  { api: 'https://api.corp.ghe.com', host: 'corp.ghe.com' },
  { api: 'https://api.corp.example/api/v3', host: 'api.corp.example' },
])('$api speaks of $host', ({ api, host }) => {
  expect(pageHostOf(api)).toBe(host);
});
