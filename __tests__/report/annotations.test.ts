import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { annotations, annotationsOf } from '../../src/report/annotations.js';
import { EACH_ATTACK, hostileText } from '../support/hostile.js';
import {
  blockReport,
  gapsReport,
  hugeReport,
  passReport,
  textReport,
  unreadableReport,
  warnReport,
} from '../support/report.js';

const summary = (report: Parameters<typeof annotationsOf>[0]): readonly string[] =>
  annotationsOf(report).map(({ level, path, line, title }) => `${level} ${path}:${line} ${title}`);

test('findings stand at their lockfile lines, heaviest first, then what was not checked', () => {
  expect(summary(blockReport())).toEqual([
    'block uv.lock:611 reqeusts 2.32.9 has a name easily mistaken for a well-known project (typosquat)',
    'block uv.lock:611 reqeusts 2.32.9 starts programs or uses the network while it is installed (install-time-execution)',
    'block uv.lock:820 telemetry-kit 1.4.2 runs code at every Python start (startup-hook)',
    'block uv.lock:820 telemetry-kit 1.4.2 downloads a file and runs it (download-and-run)',
    'block requirements.txt:44 tomlish 0.13.3 is locked with another hash than the index has (hash-mismatch)',
    'warn uv.lock:230 fastqueue 3.2.0 was published too recently (fresh-release)',
    'warn uv.lock:230 fastqueue 3.2.0: not fully checked',
  ]);
});

test.each([
  {
    name: 'accepted findings are left out',
    report: warnReport(),
    titles: [
      'imagelib 10.2.0 has a known vulnerability (known-vulnerability)',
      'fastqueue 3.2.0 was published too recently (fresh-release)',
    ],
  },
  { name: 'a pass has none', report: passReport(), titles: [] },
  { name: 'an unreadable lockfile', report: unreadableReport(), titles: ['This lockfile was not reviewed'] },
])('$name', ({ report, titles }) => {
  expect(annotationsOf(report).map(({ title }) => title)).toEqual(titles);
});

test.each([
  { onGap: 'pass', level: 'note' },
  { onGap: 'warn', level: 'warn' },
  { onGap: 'block', level: 'block' },
] as const)('with on-gap $onGap a gap is a $level', ({ onGap, level }) => {
  expect(new Set(annotationsOf(gapsReport({ onGap })).map((annotation) => annotation.level))).toEqual(new Set([level]));
});

test('a whole file stands at its first line', () => {
  const [first] = annotationsOf({
    ...unreadableReport(),
    problems: [{ path: 'uv.lock', line: null, message: 'm', affects: 'file' }],
  });
  expect(first).toMatchObject({ path: 'uv.lock', line: 1 });
});

test('as workflow commands', () => {
  expect(annotations.render(warnReport())).toMatchInlineSnapshot(`
"::warning file=uv.lock,line=380,title=imagelib 10.2.0 has a known vulnerability (known-vulnerability)::GHSA-xxxx-invalid (high): a crafted image overflows a buffer. It came with 10.2.0 and is fixed in 10.2.1. Lock 10.2.1 or later.
::warning file=uv.lock,line=230,title=fastqueue 3.2.0 was published too recently (fresh-release)::fastqueue 3.2.0 was uploaded 26 hours ago; the policy asks for 3 days. Wait until 2026-11-25, or merge if the update is urgent.
"
`);
});

test('a command is one line, and GitHub’s limits hold, whatever a package says', () => {
  fc.assert(
    fc.property(hostileText, (hostile) => {
      const report = textReport(hostile);
      const commands = annotations.render(report).split('\n').slice(0, -1);
      expect(commands).toHaveLength(annotationsOf(report).length);
      for (const command of commands)
        expect(command).toMatch(/^::(?:error|warning|notice) file=[^:,]*,line=\d+,title=[^:,]*::[^\r]*$/u);
      for (const { title } of annotationsOf(report)) expect(title.length).toBeLessThanOrEqual(255);
    }),
    EACH_ATTACK,
  );
});

test('each change of 5,000 is told', () => {
  expect(annotationsOf(hugeReport(5000, 1, 2))).toHaveLength(5000);
});
