import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Report } from '../../src/model/report.js';
import { sizeOf } from '../../src/report/budget.js';
import { REPOSITORY_URL } from '../../src/report/doc-url.js';
import { inlineReportOf } from '../../src/report/inline.js';
import { LIVE_TEXT, look, parseMarkdown } from '../support/github-markdown.js';
import { EACH_ATTACK, hostileText } from '../support/hostile.js';
import {
  blockReport,
  change,
  finding,
  gapsReport,
  hugeReport,
  locked,
  lockLine,
  member,
  passReport,
  reportOf,
  textReport,
  unreadableReport,
  warnReport,
} from '../support/report.js';

const remarks = (report: Report) => inlineReportOf(report).remarks;

test('one remark for each rule and release, blocks first; no notes', () => {
  expect(remarks(blockReport()).map(({ level, ruleId, subject }) => `${level} ${ruleId} ${subject}`)).toEqual([
    'block typosquat pkg:pypi/reqeusts@2.32.9',
    'block install-time-execution pkg:pypi/reqeusts@2.32.9',
    'block startup-hook pkg:pypi/telemetry-kit@1.4.2',
    'block download-and-run pkg:pypi/telemetry-kit@1.4.2',
    'block hash-mismatch pkg:pypi/tomlish@0.13.3',
    'warn fresh-release pkg:pypi/fastqueue@3.2.0',
  ]);
});

test('a remark says what, why, with what evidence, what to do, and how to accept it', () => {
  const [startup] = remarks(blockReport()).filter(({ ruleId }) => ruleId === 'startup-hook');
  expect(startup?.text()).toMatchInlineSnapshot(`
"### ⛔ \`telemetry-kit\` 1.4.1 → 1.4.2 runs code at every Python start

\`uv.lock:820\` · comes in through \`api-client\`

**[startup-hook](https://github.com/lockgate/lockgate/blob/main/docs/rules/startup-hook.md)**: telemetry\\_kit.pth runs "import telemetry\\_kit.\\_boot" at every Python start; 1.4.1 had no such hook.

\`\`\`text
telemetry_kit-1.4.2-py3-none-any.whl
  telemetry_kit.pth:1: import telemetry_kit._boot
\`\`\`

**What to do:** Do not merge. Compare the hook with the repository of the project and ask its maintainers.

<details><summary>Accept it for this release only</summary>

Commit this to the policy file on the base branch, with your own reason:

\`\`\`toml
[[allow]]
package = "pkg:pypi/telemetry-kit@1.4.2"
rules = ["startup-hook"]
sha256 = ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
reason = "say here why this is acceptable"
owner = "who answers for it"
expires = 2027-02-21
\`\`\`

</details>"
`);
});

test('what people have accepted is no remark any more, and is told to be settled', () => {
  const { remarks: left, settled } = inlineReportOf(warnReport());
  expect(left.map(({ ruleId }) => ruleId)).not.toContain('install-time-execution');
  expect(settled.map(({ ruleId, subject, places }) => [ruleId, subject, places.map(({ path }) => path)])).toEqual([
    ['install-time-execution', 'pkg:pypi/cbuild@1.4.2', ['uv.lock']],
  ]);
});

describe('places', () => {
  test('the entry first, then its files; one place a lockfile', () => {
    const artifacts = [14, 17].flatMap((line) => locked('demo', '1.1').artifacts.map((file) => ({ ...file, line })));
    const about = change('demo', { from: '1.0', to: '1.1', line: 9, entry: { artifacts } });
    const twice = {
      ...about,
      occurrences: [...about.occurrences, { path: 'docs/uv.lock', line: 70, entry: locked('demo', '1.1') }],
    };
    const [remark] = remarks(reportOf({ changes: [twice], findings: [finding('startup-hook', twice)] }));
    expect(remark?.places).toEqual([
      { path: 'uv.lock', lines: [9, 14, 17] },
      { path: 'docs/uv.lock', lines: [70, 1] },
    ]);
  });

  test.each([
    { name: 'a line of a lockfile', at: [lockLine('uv.lock', 3)], is: [{ path: 'uv.lock', lines: [3] }] },
    {
      name: 'two lines of one rule',
      at: [lockLine('uv.lock', 3), lockLine('uv.lock', 8)],
      is: [{ path: 'uv.lock', lines: [3, 8] }],
    },
  ])('$name', ({ at, is }) => {
    const report = reportOf({ findings: [finding('lock-options-weakened', 'uv.lock', { locations: at })] });
    expect(remarks(report).map(({ places }) => places)).toEqual([is]);
  });

  test('a finding about a whole file has none, and is no remark', () => {
    const report = reportOf({
      findings: [finding('lock-options-weakened', 'uv.lock', { locations: [lockLine('uv.lock', null)] })],
    });
    expect(remarks(report)).toEqual([]);
  });
});

describe('what was not checked', () => {
  test.each([
    { name: 'nothing', report: passReport(), subjects: 0, paths: [], blind: false },
    {
      name: 'an index that is down, and an entry',
      report: gapsReport(),
      subjects: 5,
      paths: ['requirements-dev.txt'],
      blind: false,
    },
    { name: 'a lockfile', report: unreadableReport(), subjects: 0, paths: ['services/api/uv.lock'], blind: false },
    {
      name: 'the list of files',
      report: reportOf({
        gaps: [{ stage: 'lockfile', subject: 'files of the head', message: 'Not all were listed.' }],
      }),
      subjects: 0,
      paths: [],
      blind: true,
    },
  ])('$name', ({ report, subjects, paths, blind }) => {
    const { uncheckedSubjects, uncheckedPaths, blind: isBlind } = inlineReportOf(report);
    expect({ subjects: uncheckedSubjects.length, paths: uncheckedPaths, blind: isBlind }).toEqual({
      subjects,
      paths,
      blind,
    });
  });
});

test('a remark is short, however much there is to say', () => {
  const about = change('demo', { from: '1.0', to: '1.1', line: 9 });
  const many = Array.from({ length: 40 }, (_, at) =>
    finding('decoded-execution', about, {
      message: `${at} ${'漢字 '.repeat(300)}`,
      remedy: 'r'.repeat(3000),
      locations: [member('a.py', at, 'x'.repeat(500), 'demo-1.1.tar.gz')],
    }),
  );
  const [remark] = remarks(reportOf({ changes: [about], findings: many }));
  expect(sizeOf(remark?.text() ?? '')).toBeLessThan(6000);
  expect(remark?.text()).toContain('And 39 more findings of this rule.');
  expect(remark?.text()).toContain('[[allow]]');
});

test('five thousand findings are told apart without being written', () => {
  expect(remarks(hugeReport(5000, 2, 3)).length).toBeGreaterThan(3000);
});

describe('text of packages', () => {
  const OURS: ReadonlySet<string> = new Set([
    'a',
    'br',
    'code',
    'details',
    'h3',
    'li',
    'p',
    'pre',
    'span',
    'strong',
    'summary',
    'ul',
  ]);
  const harmless = (text: string): void => {
    for (const remark of remarks(textReport(text))) {
      const { tags, links, texts, comments } = look(parseMarkdown(remark.text()));
      expect(tags.filter((tag) => !OURS.has(tag))).toEqual([]);
      expect(links.filter((link) => !link.startsWith(REPOSITORY_URL))).toEqual([]);
      expect(comments).toEqual([]);
      for (const live of LIVE_TEXT) expect(texts.filter((part) => live.test(part))).toEqual([]);
    }
  };

  test('invariant 8: is no element, link, mention, reference or emoji', () => {
    fc.assert(fc.property(hostileText, harmless), EACH_ATTACK);
  });
});
