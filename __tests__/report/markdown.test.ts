import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Report } from '../../src/model/report.js';
import { COMMENT_BUDGET, sizeOf } from '../../src/report/budget.js';
import { REPOSITORY_URL } from '../../src/report/doc-url.js';
import { markdown, renderMarkdown } from '../../src/report/markdown.js';
import { LIVE_TEXT, look, parseMarkdown } from '../support/github-markdown.js';
import { EACH_ATTACK, hostileText } from '../support/hostile.js';
import {
  blockReport,
  gapsReport,
  hugeReport,
  monitoringReport,
  passReport,
  reportOf,
  textReport,
  unchangedReport,
  unreadableReport,
  warnReport,
  weakenedReport,
} from '../support/report.js';

const firstLine = (report: Report): string => markdown.render(report).split('\n')[0] ?? '';

test.each([
  {
    name: 'block',
    report: blockReport(),
    line: '## ⛔ Block: `reqeusts 2.32.9` has a name easily mistaken for a well-known project; `telemetry-kit 1.4.2` runs code at every Python start; and 1 more package',
  },
  {
    name: 'warn',
    report: warnReport(),
    line: '## ⚠️ Warn: `imagelib 10.2.0` has a known vulnerability; `fastqueue 3.2.0` was published too recently',
  },
  { name: 'pass', report: passReport(), line: '## ✅ Pass: 6 dependency changes, nothing to object to' },
  { name: 'no change', report: unchangedReport(), line: '## ✅ Pass: no dependency changed' },
  {
    name: 'gaps',
    report: gapsReport(),
    line: '## ⚠️ Warn: `requirements-dev.txt` could not be read in full; 5 things could not be checked',
  },
  {
    name: 'gaps that policy lets pass',
    report: gapsReport({ onGap: 'pass' }),
    line: '## ✅ Pass: 6 dependency changes, nothing to object to, but 6 things could not be checked',
  },
  {
    name: 'an unreadable lockfile',
    report: unreadableReport(),
    line: '## ⛔ Block: `services/api/uv.lock` could not be read',
  },
  {
    name: 'many blocks',
    report: hugeReport(20, 4, 3),
    line: '## ⛔ Block: each of `package-number-0 1.1`, `package-number-4 1.1` and 3 more packages runs code or a command that it decodes first',
  },
])('the first line says verdict and why: $name', ({ report, line }) => {
  expect(firstLine(report)).toBe(line);
});

test('a warning says what, where, why it matters and what to do, and offers the entry that accepts it', () => {
  expect(markdown.render(warnReport())).toMatchInlineSnapshot(`
"## ⚠️ Warn: \`imagelib 10.2.0\` has a known vulnerability; \`fastqueue 3.2.0\` was published too recently

9 dependency changes · 2 to look at

### ⚠️ \`imagelib\` 10.1.0 → 10.2.0

\`uv.lock:380\` · comes in through \`reportgen\`

**[known-vulnerability](https://github.com/lockgate/lockgate/blob/main/docs/rules/known-vulnerability.md)**: GHSA-xxxx-invalid (high): a crafted image overflows a buffer. It came with 10.2.0 and is fixed in 10.2.1.

**What to do:** Lock 10.2.1 or later.

<details><summary>Accept it for this release only</summary>

Commit this to the policy file on the base branch, with your own reason:

\`\`\`toml
[[allow]]
package = "pkg:pypi/imagelib@10.2.0"
rules = ["known-vulnerability"]
sha256 = ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
reason = "say here why this is acceptable"
owner = "who answers for it"
expires = 2027-02-21
\`\`\`

</details>

### ⚠️ \`fastqueue\` 3.1.0 → 3.2.0

\`uv.lock:230\` · asked for by the project itself

**[fresh-release](https://github.com/lockgate/lockgate/blob/main/docs/rules/fresh-release.md)**: fastqueue 3.2.0 was uploaded 26 hours ago; the policy asks for 3 days.

**What to do:** Wait until 2026-11-25, or merge if the update is urgent.

<details><summary>Accept it for this release only</summary>

Commit this to the policy file on the base branch, with your own reason:

\`\`\`toml
[[allow]]
package = "pkg:pypi/fastqueue@3.2.0"
rules = ["fresh-release"]
sha256 = ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
reason = "say here why this is acceptable"
owner = "who answers for it"
expires = 2027-02-21
\`\`\`

</details>

### Changes that need a look

|  | Package | Version | Age | Scope | Why it is here |
|---|---|---|---|---|---|
| ⚠️ | \`fastqueue\` | 3.1.0 → 3.2.0 | 26 h | runtime | direct |
| ⚠️ | \`imagelib\` | 10.1.0 → 10.2.0 | 9 months | runtime | \`reportgen\` |

<details><summary>✅ 7 other changes with nothing to object to</summary>

|  | Package | Version | Age | Scope | Why it is here |
|---|---|---|---|---|---|
| ✅ | \`cbuild\` | 1.4.1 → 1.4.2 | 30 days | runtime | direct |
| ✅ | \`certifi\` | 2026.8.3 → 2026.10.5 | 40 days | runtime | \`httpx\` |
| ✅ | \`charset-normalizer\` | 3.4.4 → 3.5.0 | 40 days | runtime | \`requests\` |
| ✅ | \`colorama\` | 0.4.6 (removed) |  | dev | \`pytest\` |
| ✅ | \`idna\` | 3.11 → 3.13 | 40 days | runtime | \`httpx\` |
| ✅ | \`ruff\` | 0.14.2 → 0.15.1 | 40 days | dev | direct |
| ✅ | \`urllib3\` | 2.6.1 → 2.7.0 | 40 days | runtime | \`requests\` |

</details>

<details><summary>ℹ️ 1 finding accepted by policy</summary>

- \`cbuild 1.4.2\` (install-time-execution): setup.py starts make while the package is being installed; 1.4.1 did not. Accepted until 2027-01-31 (@​platform): “builds its bundled C library”

</details>

<details><summary>ℹ️ 1 policy entry to look at</summary>

- \`old-thing\`, install-time-execution: ended on 2026-10-01. Renew it or take it out. (line 17 of the policy)

</details>

<sub>[Lockgate](https://github.com/lockgate/lockgate) 0.1.0 · \`1f0c9a7\` → \`8be42d1\` · \`uv.lock\` · [policy \`.github/lockgate.toml\` of the base](https://github.com/lockgate/lockgate/blob/main/docs/configuration.md) · no code of any package was run</sub>
"
`);
});

test('a pass is short', () => {
  expect(markdown.render(passReport())).toMatchInlineSnapshot(`
"## ✅ Pass: 6 dependency changes, nothing to object to

|  | Package | Version | Age | Scope | Why it is here |
|---|---|---|---|---|---|
| ✅ | \`certifi\` | 2026.8.3 → 2026.10.5 | 9 days | runtime | \`httpx\` |
| ✅ | \`charset-normalizer\` | 3.4.4 → 3.5.0 | 54 days | runtime | \`requests\` |
| ✅ | \`colorama\` | 0.4.6 (removed) |  | dev | \`pytest\` |
| ✅ | \`idna\` | 3.11 → 3.13 | 3 months | runtime | \`httpx\` |
| ✅ | \`ruff\` | 0.14.2 → 0.15.1 | 4 months | dev | direct |
| ✅ | \`urllib3\` | 2.6.1 → 2.7.0 | 6 months | runtime | \`requests\` |

<sub>[Lockgate](https://github.com/lockgate/lockgate) 0.1.0 · \`1f0c9a7\` → \`8be42d1\` · \`uv.lock\` · [built-in policy](https://github.com/lockgate/lockgate/blob/main/docs/configuration.md) · no code of any package was run</sub>
"
`);
});

test('an unreadable lockfile is told with its place', () => {
  expect(markdown.render(unreadableReport())).toMatchInlineSnapshot(`
"## ⛔ Block: \`services/api/uv.lock\` could not be read

0 dependency changes · 1 not checked

### ❓ Not checked

- \`services/api/uv.lock:7\`: Not valid TOML, unclosed string. Nothing in this file was reviewed, so the check blocks. Run \`uv lock\` and commit.

<sub>[Lockgate](https://github.com/lockgate/lockgate) 0.1.0 · \`1f0c9a7\` → \`8be42d1\` · \`services/api/uv.lock\` · [built-in policy](https://github.com/lockgate/lockgate/blob/main/docs/configuration.md) · no code of any package was run</sub>
"
`);
});

describe('a block', () => {
  const text = markdown.render(blockReport());

  test.each([
    {
      name: 'links the page of the rule',
      part: '**[startup-hook](https://github.com/lockgate/lockgate/blob/main/docs/rules/startup-hook.md)**',
    },
    { name: 'names the line of the lockfile', part: '`uv.lock:820` · comes in through `api-client`' },
    {
      name: 'shows the flow',
      part: '  3. telemetry_kit/_boot.py:9: runs it with subprocess.Popen, detached, output silenced',
    },
    { name: 'says what to do', part: '- Treat machines that installed 1.4.2 as compromised and stay on 1.4.1.' },
    { name: 'offers an entry bound to the file', part: `sha256 = ["${'a'.repeat(64)}"]` },
    { name: 'ends that entry', part: 'expires = 2027-02-21' },
    { name: 'shows warnings after it', part: '### ⚠️ Warnings' },
    { name: 'shows what was not checked', part: '`fastqueue 3.2.0`: api.osv.dev did not answer' },
    {
      name: 'says what is new in a release',
      part: 'code at every Python start, reads from the network, starts processes',
    },
    { name: 'folds what passed', part: '<details><summary>✅ 6 other changes with nothing to object to</summary>' },
  ])('$name', ({ part }) => {
    expect(text).toContain(part);
  });

  test('comes before everything else', () => {
    const at = ['### ⛔ `reqeusts`', '### ⛔ `tomlish`', '### ⚠️ Warnings', '### ❓ Not checked', '### Changes'].map(
      (part) => text.indexOf(part),
    );
    expect(at).toEqual(at.toSorted((a, b) => a - b));
  });

  test.each([
    { name: 'audit', policy: { audit: true }, says: 'Audit mode: this would block, but the job does not fail.' },
    { name: 'fail-on = "never"', policy: { failOn: 'never' }, says: 'the job does not fail' },
  ] as const)('says that $name lets the job pass', ({ policy, says }) => {
    expect(markdown.render(blockReport(policy))).toContain(says);
  });
});

test('what the policy accepts and what has expired is shown', () => {
  const text = markdown.render(warnReport());
  expect(text).toContain('Accepted until 2027-01-31 (@\u200Bplatform): “builds its bundled C library”');
  expect(text).toContain(
    '`old-thing`, install-time-execution: ended on 2026-10-01. Renew it or take it out. (line 17 of the policy)',
  );
});

describe('the lines under the first', () => {
  test.each([
    {
      name: 'say that a change loosens its own protection',
      report: weakenedReport(),
      line: '> **This change loosens its own protection** in `.github/lockgate.toml`. Look at that first.',
    },
    {
      name: 'count packages where nothing changed and all of a lock was looked at',
      report: monitoringReport(),
      line: '7 packages · 1 to block · 1 to look at',
    },
    {
      name: 'say that code was not read',
      report: monitoringReport(),
      line: 'ℹ️ The code of the releases was not read, and no rule about it judged anything: a scheduled run holds each locked release against what its index and the advisories say today. Start the workflow by hand to have the code read.',
    },
  ])('$name', ({ report, line }) => {
    const head = markdown.render(report).split('\n### ')[0] ?? '';
    expect(head.split('\n')).toContain(line);
  });

  test('say why gaps alone make a verdict, and only then', () => {
    const gapsAlone = reportOf({
      policy: { onGap: 'block' },
      gaps: [{ stage: 'index', subject: 'pkg:pypi/idna@3.13', message: 'The index did not answer.' }],
    });
    expect(markdown.render(gapsAlone)).toContain('counts so because the policy says `on-gap = "block"`');
    expect(markdown.render(gapsReport({ onGap: 'block' }))).not.toContain('counts so because');
    expect(markdown.render(blockReport())).not.toContain('counts so because');
  });
});

test('a warning beside a block is called one', () => {
  expect(markdown.render(textReport('x'))).toContain('/typosquat.md)** (a warning): x');
});

test('the same gap of many releases is one line', () => {
  const lines = markdown
    .render(gapsReport())
    .split('\n')
    .filter((line) => line.includes('pypi.org did not answer'));
  expect(lines).toHaveLength(1);
});

test('rules that policy switched off are named', () => {
  expect(markdown.render(blockReport({ rules: { typosquat: 'off' } }))).toContain('rules off: typosquat');
});

describe('the budget holds, and block reasons are cut last', () => {
  test.each([
    { name: '5,000 changes, nothing found', report: hugeReport(5000, 6000, 6000), blocks: 1 },
    { name: '5,000 changes, 10 blocks, 1,000 warnings', report: hugeReport(5000, 500, 5), blocks: 10 },
    { name: '5,000 changes, 100 blocks', report: hugeReport(5000, 50, 7), blocks: 100 },
    { name: '5,000 changes, 300 blocks', report: hugeReport(5000, 17, 7), blocks: 295 },
  ])('$name', ({ report, blocks }) => {
    const text = markdown.render(report);
    expect(sizeOf(text)).toBeLessThanOrEqual(COMMENT_BUDGET);
    const named = report.verdict.because.flatMap((reason) =>
      reason.kind === 'finding' ? [reason.finding.subject] : [],
    );
    expect(named).toHaveLength(blocks);
    for (const subject of named)
      expect(text).toMatch(new RegExp(`⛔ \`${/pypi\/([^@]+)/u.exec(subject)?.[1]}\` `, 'u'));
    expect(text).toContain('<sub>[Lockgate]');
  });

  test('more blocks than fit are counted by rule', () => {
    const text = markdown.render(hugeReport(5000, 1, 2));
    expect(sizeOf(text)).toBeLessThanOrEqual(COMMENT_BUDGET);
    expect(text).toMatch(/And \d+ more packages, in the job summary or the JSON report: decoded-execution \(\d+\)/u);
  });

  test.each([1500, 3000, 8000, 20_000])('%d bytes', (budget) => {
    const text = renderMarkdown(blockReport(), budget);
    expect(sizeOf(text)).toBeLessThanOrEqual(budget);
    for (const rule of ['typosquat', 'install-time-execution', 'startup-hook', 'download-and-run', 'hash-mismatch'])
      expect(text).toContain(rule);
  });
});

const OURS = (url: string): boolean => url.startsWith(`${REPOSITORY_URL}/blob/main/docs/`) || url === REPOSITORY_URL;
/** Code spans come and go with backticks, and `span` keeps a dollar sign from being mathematics. Neither can do anything. */
const skeleton = (tags: readonly string[]): readonly string[] => tags.filter((tag) => tag !== 'code' && tag !== 'span');

test('text of packages, lockfiles and paths never becomes an element, a link, a mention, a reference or an emoji', () => {
  const expected = skeleton(look(parseMarkdown(markdown.render(textReport('harmless')))).tags);
  fc.assert(
    fc.property(hostileText, (text) => {
      const seen = look(parseMarkdown(markdown.render(textReport(text))));
      expect(skeleton(seen.tags)).toEqual(expected);
      expect(seen.links.filter((link) => !OURS(link))).toEqual([]);
      expect(seen.comments).toEqual([]);
      for (const live of LIVE_TEXT) expect(seen.texts.filter((part) => live.test(part))).toEqual([]);
    }),
    EACH_ATTACK,
  );
});
