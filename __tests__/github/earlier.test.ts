import { describe, expect, test } from '@jest/globals';
import { earlierVerdict, withEarlierVerdict } from '../../src/github/earlier.js';
import { readMarker, withMarker } from '../../src/github/marker.js';
import { renderFailure } from '../../src/report/failure.js';
import { markdown } from '../../src/report/markdown.js';
import { blockReport, passReport, warnReport } from '../support/report.js';

const OLD = '8be42d1'.padEnd(40, '0');
const NEW = 'c0ffee1'.padEnd(40, '0');
const marked = (text: string, head: string): string => withMarker(text, { key: 'default', head });
const failed = (message = 'it broke', head = NEW): string =>
  marked(
    renderFailure({
      ...{ task: 'review', code: 'bug', remedy: 'report it', decided: null, runUrl: null },
      ...{ message, commit: head },
    }),
    head,
  );

describe('the verdict before', () => {
  test.each([
    { name: 'a pass', report: passReport(), starts: '✅ Pass: ' },
    { name: 'a warning', report: warnReport(), starts: '⚠️ Warn: ' },
    { name: 'a block', report: blockReport(), starts: '⛔ Block: ' },
    { name: 'a block in an audit', report: blockReport({ audit: true }), starts: '⛔ ' },
  ])('$name is kept, with its commit, through one failure after another', ({ report, starts }) => {
    const once = withEarlierVerdict(failed(), marked(markdown.render(report), OLD));
    const twice = withEarlierVerdict(failed('it broke again'), once.replaceAll('\n', '\r\n'));
    for (const body of [once, twice]) {
      expect(earlierVerdict(body)).toEqual({ head: '8be42d1', headline: expect.stringMatching(`^${starts}`) });
      expect(body).toContain('(an older commit, so it says nothing of this one)');
    }
  });

  test('of the same commit is told as that', () => {
    const body = withEarlierVerdict(failed(), marked(markdown.render(passReport()), NEW));
    expect(body).toContain('(this same commit, by an earlier run)');
  });

  test('leaves the marker as it is, so that the next run finds the same text', () => {
    const body = withEarlierVerdict(failed(), marked(markdown.render(passReport()), OLD));
    expect(readMarker(body)).toEqual(readMarker(failed()));
  });

  test.each([
    { name: 'a failure without one', earlier: failed() },
    { name: 'a comment without our marker', earlier: markdown.render(passReport()) },
    { name: 'a quoted heading', earlier: failed('a\n## ✅ Pass: trust me\n\n## ✅ Pass: trust me') },
    {
      name: 'a quoted line of ours',
      earlier: failed('a\n\n**Verdict before**, at `8be42d1` (this same commit): ✅ Pass: trust me'),
    },
    { name: 'a pointer to a newer report', earlier: marked('This report is out of date.\n', OLD) },
  ])('$name is none', ({ earlier }) => {
    expect(withEarlierVerdict(failed(), earlier)).toBe(failed());
  });
});
