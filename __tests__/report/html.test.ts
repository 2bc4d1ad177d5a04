import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import rehypeParse from 'rehype-raw';
import { unified } from 'unified';
import { html } from '../../src/report/html.js';
import { look } from '../support/github-markdown.js';
import { EACH_ATTACK, hostileText } from '../support/hostile.js';
import { blockReport, hugeReport, passReport, textReport } from '../support/report.js';

const parse = (page: string) =>
  look(
    unified()
      .use(rehypeParse)
      .runSync({ type: 'root', children: [{ type: 'raw', value: page }] }),
  );

test('a page of its own: no scripts, nothing loaded', () => {
  const page = html.render(blockReport());
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/u);
  expect(page).not.toMatch(/<script|\bon\w+=|<img|<link|url\(|@import/iu);
});

test('its content policy admits its own style and nothing else', () => {
  const page = html.render(passReport());
  const style = /<style>(?<text>[^<]*)<\/style>/u.exec(page)?.groups?.['text'] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(page).toContain(
    `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
  );
});

test.each([
  {
    name: 'the verdict',
    part: '<h1 class="block">⛔ Block: <code>reqeusts 2.32.9</code> has a name easily mistaken for a well-known project',
  },
  { name: 'the flow', part: '3. telemetry_kit/_boot.py:9: runs it with subprocess.Popen' },
  { name: 'what to do', part: '<strong>What to do:</strong> Treat machines' },
  { name: 'what was not checked', part: '<h2>❓ Not checked</h2>' },
])('shows $name', ({ part }) => {
  expect(html.render(blockReport())).toContain(part);
});

test('text of packages never becomes markup', () => {
  const expected = parse(html.render(textReport('harmless')));
  fc.assert(
    fc.property(hostileText, (hostile) => {
      const seen = parse(html.render(textReport(hostile)));
      expect(seen.tags).toEqual(expected.tags);
      expect(seen.links).toEqual(expected.links);
    }),
    EACH_ATTACK,
  );
});

test('5,000 changes', () => {
  expect(html.render(hugeReport(5000, 50, 7)).match(/<tr>/gu)).toHaveLength(5001);
});
