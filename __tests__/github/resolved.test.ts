import { expect, test } from '@jest/globals';
import { readMarker, withMarker } from '../../src/github/marker.js';
import { withResolvedNote } from '../../src/github/resolved.js';
import { markdown } from '../../src/report/markdown.js';
import { blockReport, gapsReport, passReport, unchangedReport, warnReport } from '../support/report.js';

const marked = (text: string, head = '8be42d1c'): string => withMarker(text, { key: 'default', head });
const [block, warn, pass, unchanged] = [blockReport(), warnReport(), passReport(), unchangedReport()].map((report) =>
  marked(markdown.render(report)),
);

test.each([
  {
    name: 'a block',
    earlier: block,
    now: pass,
    says: '✅ **Resolved.** At `8be42d1` this report said: ⛔ Block: `reqeusts 2.32.9` has a name easily mistaken for a well-known project; ',
  },
  {
    name: 'a block of audit mode',
    earlier: marked(markdown.render(blockReport({ audit: true }))),
    now: pass,
    says: '✅ **Resolved.** At `8be42d1` this report said: ⛔ Would block: `reqeusts 2.32.9` ',
  },
  {
    name: 'a warning',
    earlier: warn,
    now: unchanged,
    says: '✅ **Resolved.** At `8be42d1` this report said: ⚠️ Warn: ',
  },
  {
    name: 'a block that GitHub stored with its own line ends',
    earlier: block?.replaceAll('\n', '\r\n'),
    now: pass,
    says: '⛔ Block: ',
  },
])('$name that is gone is told as resolved, right below the verdict', ({ earlier = '', now = '', says }) => {
  const body = withResolvedNote(now, earlier);
  const [, note] = body.split('\n\n');
  expect(note).toContain(says);
  expect(note).not.toContain('\r');
  // The text is the same to the next run, which then leaves it alone.
  expect(readMarker(body)).toEqual(readMarker(now));
});

test.each([
  { name: 'one clean report after another', earlier: pass, now: unchanged },
  { name: 'a block that stays', earlier: block, now: marked(markdown.render(gapsReport({ onGap: 'block' }))) },
  { name: 'a block that is a warning now', earlier: block, now: warn },
  { name: 'a comment without our marker', earlier: markdown.render(blockReport()), now: pass },
])('$name resolves nothing', ({ earlier = '', now = '' }) => {
  expect(withResolvedNote(now, earlier)).toBe(now);
});
