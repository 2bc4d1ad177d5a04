import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { text } from '../../src/report/text.js';
import { EACH_ATTACK, hostileText } from '../support/hostile.js';
import { blockReport, gapsReport, passReport, textReport, unchangedReport, warnReport } from '../support/report.js';

test('a warning', () => {
  expect(text.render(warnReport())).toMatchInlineSnapshot(`
"⚠️ Warn: imagelib 10.2.0 has a known vulnerability; fastqueue 3.2.0 was published too recently

9 dependency changes · 2 to look at

⚠️ imagelib 10.1.0 → 10.2.0 (uv.lock:380)
  warn: known-vulnerability (high confidence)
    GHSA-xxxx-invalid (high): a crafted image overflows a buffer. It came with 10.2.0 and is fixed in 10.2.1.
    What to do: Lock 10.2.1 or later.
    More: https://github.com/lockgate/lockgate/blob/main/docs/rules/known-vulnerability.md

⚠️ fastqueue 3.1.0 → 3.2.0 (uv.lock:230)
  warn: fresh-release (high confidence)
    fastqueue 3.2.0 was uploaded 26 hours ago; the policy asks for 3 days.
    What to do: Wait until 2026-11-25, or merge if the update is urgent.
    More: https://github.com/lockgate/lockgate/blob/main/docs/rules/fresh-release.md

9 changes
  ⚠️ fastqueue 3.1.0 → 3.2.0: 26 h old
  ⚠️ imagelib 10.1.0 → 10.2.0: 9 months old
  ✅ cbuild 1.4.1 → 1.4.2: 30 days old
  ✅ certifi 2026.8.3 → 2026.10.5: 40 days old
  ✅ charset-normalizer 3.4.4 → 3.5.0: 40 days old
  ✅ colorama 0.4.6 (removed)
  ✅ idna 3.11 → 3.13: 40 days old
  ✅ ruff 0.14.2 → 0.15.1: 40 days old
  ✅ urllib3 2.6.1 → 2.7.0: 40 days old

ℹ️ Accepted by policy
  cbuild 1.4.2 (install-time-execution): builds its bundled C library
"
`);
});

test('no change', () => {
  expect(text.render(unchangedReport())).toBe('✅ Pass: no dependency changed\n');
});

test.each([
  {
    name: 'the flow of a block',
    report: blockReport(),
    part: '    |   3. telemetry_kit/_boot.py:9: runs it with subprocess.Popen',
  },
  { name: 'what was not checked', report: gapsReport(), part: '❓ Not checked\n  requirements-dev.txt:12:' },
  { name: 'the age of a release', report: passReport(), part: '✅ certifi 2026.8.3 → 2026.10.5: 9 days old' },
])('shows $name', ({ report, part }) => {
  expect(text.render(report)).toContain(part);
});

test('holds no terminal sequence, hidden character or workflow command of a package', () => {
  fc.assert(
    fc.property(hostileText, (hostile) => {
      const lines = text.render(textReport(hostile)).split('\n');
      expect(lines.filter((line) => /^\s*::/u.test(line) || line.includes('##['))).toEqual([]);
      // The icons of our own are the only characters with a variation selector.
      expect(lines.join('').replaceAll(/[⚠ℹ]\uFE0F/gu, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\uFE0F]/u);
    }),
    EACH_ATTACK,
  );
});
