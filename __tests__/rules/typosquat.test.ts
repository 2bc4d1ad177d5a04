import { describe, expect, test } from '@jest/globals';
import { normalizeName } from '../../src/model/names.js';
import { DAY } from '../../src/model/policy.js';
import { resemblanceOf } from '../../src/model/resemblance.js';
import { typosquat } from '../../src/rules/typosquat.js';
import { version } from '../support/model.js';
import { addedName, changed, demoFile, demoProject } from './facts.js';
import { NOW, ruleTest } from './harness.js';

const aged = (days: number, releases = 1) =>
  demoProject(
    Array.from({ length: releases }, (_, index) =>
      demoFile({ filename: `demo-${index}.tar.gz`, version: version(`${index}.0`), uploadedAt: NOW - days * DAY }),
    ),
  );
const YOUNG = aged(3);

ruleTest(typosquat, {
  flags: [
    {
      name: 'a dropped letter',
      given: { change: addedName('requets'), project: YOUNG },
      level: 'block',
      says: '"requests"',
    },
    { name: 'a swap', given: { change: addedName('reqeusts'), project: YOUNG }, level: 'block' },
    {
      name: 'a look-alike digit',
      given: { change: addedName('pyyam1'), project: YOUNG },
      level: 'block',
      says: 'look-alike',
    },
    {
      name: 'a suffix',
      given: { change: addedName('numpy-dev'), project: YOUNG },
      level: 'block',
      says: 'common word',
    },
    {
      name: 'two words at its end',
      given: { change: addedName('requests-darwin-lite'), project: YOUNG },
      level: 'block',
    },
    { name: 'a word without a hyphen', given: { change: addedName('ultrarequests'), project: YOUNG }, level: 'block' },
    {
      name: 'a word and a slip',
      given: { change: addedName('beautifulsup4-plus'), project: YOUNG },
      level: 'block',
      says: '"beautifulsoup4"',
    },
    {
      name: '“python” written out',
      given: { change: addedName('py-dateutil'), project: YOUNG },
      level: 'block',
      says: '"python-dateutil"',
    },
    {
      name: 'a module’s name',
      given: { change: addedName('yaml'), project: YOUNG },
      level: 'block',
      says: 'its module',
    },
    {
      name: 'a command’s name',
      given: { change: addedName('f2py'), project: YOUNG },
      level: 'block',
      says: 'its command',
    },
    { name: 'a prefix left out', given: { change: addedName('dateutil'), project: YOUNG }, level: 'block' },
    {
      name: 'an old project with two releases',
      given: { change: addedName('requets'), project: aged(900, 2) },
      level: 'warn',
    },
    {
      name: 'an index that tells no age',
      given: { change: addedName('requets'), project: demoProject([demoFile({ uploadedAt: null })]) },
      level: 'warn',
      says: 'does not tell',
    },
  ],
  allows: [
    { name: 'the widely used project itself', given: { change: addedName('requests'), project: YOUNG } },
    { name: 'an old project with a history', given: { change: addedName('requets'), project: aged(900, 12) } },
    { name: 'a young plugin', given: { change: addedName('django-moonlight'), project: YOUNG } },
    { name: 'a short rest behind a word', given: { change: addedName('wrapperkit'), project: YOUNG } },
    { name: 'a young project with a name of its own', given: { change: addedName('moonlight'), project: YOUNG } },
    {
      name: 'a package that the base has',
      given: {
        change: changed({ name: normalizeName('requets') }, { name: normalizeName('requets') }),
        project: YOUNG,
      },
    },
    {
      name: 'a fork of a name that the base has',
      given: { change: { ...addedName('requets'), labels: ['fork'] }, project: YOUNG },
    },
  ],
});

describe('resemblanceOf', () => {
  test.each([
    { name: 'separators', candidate: 'pythondateutil', target: 'python-dateutil', how: 'with other separators' },
    { name: 'capital I for l', candidate: 'jeiIyfish', target: 'jellyfish', how: 'with look-alike characters' },
    { name: 'rn for m', candidate: 'nurnpy', target: 'numpy', how: 'with look-alike characters' },
    { name: 'repeated letters', candidate: 'reequestss', target: 'requests', how: 'with a letter repeated or dropped' },
    {
      name: 'word order',
      candidate: 'extensions-typing',
      target: 'typing-extensions',
      how: 'with its words in another order',
    },
    { name: 'a swap in a short name', candidate: 'rihc', target: 'rich', how: 'with two letters swapped' },
    { name: 'a neighbouring key in a short name', candidate: 'ricg', target: 'rich', how: 'with a neighbouring key' },
    { name: 'one letter', candidate: 'reqzests', target: 'requests', how: 'with one letter changed' },
    {
      name: 'two letters of a long name',
      candidate: 'beautifalsoop4',
      target: 'beautifulsoup4',
      how: 'with two letters changed',
    },
    { name: 'a prefix', candidate: 'py-requests', target: 'requests', how: 'with a common word added or left out' },
    { name: 'a short name', candidate: 'sixx', target: 'six', how: null },
    { name: 'one letter of a short name', candidate: 'rixh', target: 'rush', how: null },
    { name: 'two letters of a middling name', candidate: 'raquasts', target: 'requests', how: null },
    { name: 'itself', candidate: 'requests', target: 'requests', how: null },
  ])('$name', ({ candidate, target, how }) => {
    expect(resemblanceOf(normalizeName(candidate), normalizeName(target))).toBe(how);
  });
});
