import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Failure, failureLines, failureTitle, renderFailure } from '../../src/report/failure.js';
import { LIVE_TEXT, look, parseMarkdown } from '../support/github-markdown.js';
import { EACH_ATTACK, hostileText } from '../support/hostile.js';

const ALLOWED = ['h2', 'p', 'ul', 'li', 'strong', 'code', 'pre', 'sub', 'span', 'a'];

const failure: Failure = {
  ...{ task: 'review', code: 'policy', decided: null },
  message: '.github/lockgate.toml:7: `levl` is no key.\n.github/lockgate.toml:9: `min-age` is "soon".',
  remedy: 'Mend .github/lockgate.toml on the base branch.',
  commit: 'c0ffee1'.padEnd(40, '0'),
  runUrl: 'https://github.invalid/corp/service/actions/runs/42',
};

test('says first that nothing is known, then what failed and what to do', () => {
  expect(renderFailure(failure).replaceAll('\u200b', '')).toMatchInlineSnapshot(`
"## ❓ Not reviewed: the policy cannot be used

**Nothing is known about the dependencies of commit \`c0ffee1\`.** That is no pass: review them by hand, or mend this and run the job again.

**What failed:**

- .github/lockgate.toml:7: \`levl\` is no key.
- .github/lockgate.toml:9: \`min-age\` is "soon".

**What to do:** Mend .github/lockgate.toml on the base branch.

<sub>[Log of the run](https://github.invalid/corp/service/actions/runs/42)</sub>
"
`);
});

test.each([
  { name: 'a bug', over: { code: 'bug' }, title: '❓ Not reviewed: Lockgate broke' },
  {
    name: 'a bug after the verdict',
    over: { code: 'bug', decided: '⛔ Block: x' },
    title: '❓ Not told in full: Lockgate broke',
  },
  {
    name: 'a command',
    over: { task: 'command', code: 'permission' },
    title: '❓ Command not carried out: the token does not suffice',
  },
] as const)('the title of $name', ({ over, title }) => {
  expect(failureTitle({ ...failure, ...over })).toBe(title);
});

test('a verdict that was reached is told, and not that nothing is known', () => {
  const text = renderFailure({ ...failure, code: 'bug', decided: '⛔ Block: parcel 1.0' });
  expect(text).toContain('The verdict was: ⛔ Block: parcel 1.0.');
  expect(text).not.toContain('Nothing is known');
});

test('a command that failed says nothing of dependencies', () => {
  expect(renderFailure({ ...failure, task: 'command', commit: null })).not.toContain('Nothing is known');
});

describe('hostile text stays text', () => {
  test('invariant 8: no markup, link, mention or hidden character of it survives', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = renderFailure({ ...failure, message: `${text}\n${text}`, remedy: text, decided: text });
        const seen = look(parseMarkdown(shown));
        expect(seen.tags.filter((tag) => !ALLOWED.includes(tag))).toEqual([]);
        expect([seen.links, seen.comments]).toEqual([[failure.runUrl], []]);
        expect(seen.texts.filter((part) => LIVE_TEXT.some((pattern) => pattern.test(part)))).toEqual([]);
        expect(shown).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u001b\u0007]/u);
      }),
      EACH_ATTACK,
    );
  });

  test('a log line cannot be forged', () => {
    const lines = failureLines({ message: 'a\u001b[2Kb\r\nc', remedy: '  d' });
    expect(lines).toBe('a\\u{1b}[2Kb\nc\n  d');
  });
});

test('a long list of problems is cut, and says so', () => {
  const message = Array.from({ length: 40 }, (_, at) => `lockgate.toml:${at + 1}: no`).join('\n');
  expect(renderFailure({ ...failure, message })).toContain('… and 25 more');
});
