import { describe, expect, test } from '@jest/globals';
import { phrasesOf, type Reason, sentenceOf } from '../../src/report/reasons.js';
import { rules } from '../../src/rules/catalog.js';
import { change, finding } from '../support/report.js';

const release = (subject: string, ...phrases: string[]): Reason => ({ subject, noun: 'package', phrases });
const file = (subject: string, ...phrases: string[]): Reason => ({ subject, noun: 'file', phrases });
const many = (number: number, phrase: string): readonly Reason[] =>
  Array.from({ length: number }, (_, at) => release(`p${at + 1} 1.0`, phrase));

const STARTS = 'runs code at every Python start';
const FETCHES = 'downloads a file and runs it';

describe('sentenceOf', () => {
  test.each<{ name: string; reasons: readonly Reason[]; says: string }>([
    { name: 'nothing', reasons: [], says: '' },
    { name: 'one reason', reasons: [release('a 1.0', STARTS)], says: `a 1.0 ${STARTS}` },
    { name: 'two reasons', reasons: [release('a 1.0', STARTS, FETCHES)], says: `a 1.0 ${STARTS}, and ${FETCHES}` },
    {
      name: 'three reasons',
      reasons: [release('a 1.0', STARTS, FETCHES, 'sends secrets to the network')],
      says: `a 1.0 ${STARTS}, and ${FETCHES} (and 1 more reason)`,
    },
    {
      name: 'two packages, each with its first reason',
      reasons: [release('a 1.0', STARTS, FETCHES), release('b 2.0', 'is reported as malware')],
      says: `a 1.0 ${STARTS}; b 2.0 is reported as malware`,
    },
    {
      name: 'two packages of one reason',
      reasons: many(2, 'has a known vulnerability'),
      says: 'each of p1 1.0 and p2 1.0 has a known vulnerability',
    },
    {
      name: 'many packages of one reason',
      reasons: many(40, 'has a known vulnerability'),
      says: 'each of p1 1.0, p2 1.0 and 38 more packages has a known vulnerability',
    },
    {
      name: 'more reasons than fit',
      reasons: [
        release('a 1.0', STARTS),
        release('b 2.0', FETCHES),
        release('c 3.0', 'is reported as malware'),
        file('uv.lock', 'could not be read'),
      ],
      says: `a 1.0 ${STARTS}; b 2.0 ${FETCHES}; and 1 more package and 1 more file`,
    },
    {
      name: 'a package and a file',
      reasons: [release('a 1.0', STARTS), file('uv.lock', 'could not be read')],
      says: `a 1.0 ${STARTS}; uv.lock could not be read`,
    },
    {
      name: 'files that could not be read',
      reasons: [1, 2, 3].map((at) => file(`${at}/uv.lock`, 'could not be read')),
      says: '1/uv.lock, 2/uv.lock and 1 more file could not be read',
    },
  ])('$name', ({ reasons, says }) => {
    expect(sentenceOf(reasons)).toBe(says);
  });
});

describe('phrasesOf', () => {
  const demo = change('demo', { to: '1.0' });

  test('says once what several findings of a rule say', () => {
    expect(phrasesOf([finding('startup-hook', demo), finding('startup-hook', demo)])).toEqual([STARTS]);
  });

  test('what is surer stands first, and otherwise the order stays', () => {
    const findings = [
      finding('typosquat', demo, { confidence: 'low' }),
      finding('startup-hook', demo, { confidence: 'medium' }),
      finding('download-and-run', demo, { confidence: 'medium' }),
      finding('hash-mismatch', demo),
    ];

    expect(phrasesOf(findings)).toEqual([
      'is locked with another hash than the index has',
      STARTS,
      FETCHES,
      'has a name easily mistaken for a well-known project',
    ]);
  });

  test.each(['known-malware', 'quarantined-project', 'denied-package'])('%s stands before what code suggests', (id) => {
    expect(rules.map((rule) => rule.id)).toContain(id);
    expect(phrasesOf([finding('startup-hook', demo), finding(id, demo, { confidence: 'medium' })])[1]).toBe(STARTS);
  });
});
