import { expect, test } from '@jest/globals';
import type { Advisory } from '../../src/model/advisory.js';
import { found } from '../../src/model/fetched.js';
import type { Report } from '../../src/model/report.js';
import { html } from '../../src/report/html.js';
import { json } from '../../src/report/json.js';
import { markdown } from '../../src/report/markdown.js';
import { text } from '../../src/report/text.js';
import { advisory } from '../rules/facts.js';
import { change, evidenceOf, reportOf } from '../support/report.js';
import { schemaCheck } from '../support/schemas.js';

const OLD = advisory({ id: 'GHSA-old', aliases: ['CVE-2026-0001'], severity: 'high' });
const WORSE = advisory({
  id: 'PYSEC-2026-9',
  aliases: [],
  severity: 'unknown',
  exploitation: { knownSince: '2026-03-04', ransomware: false, probability: null },
});
const MALWARE = advisory({ id: 'MAL-2026-1', aliases: [], kind: 'malware', severity: 'critical' });

function reportWith(base: readonly Advisory[], head: readonly Advisory[]): Report {
  const update = change('imagelib', { from: '10.1.0', to: '10.2.0' });
  return reportOf({ changes: [update], evidence: [{ ...evidenceOf(update), advisories: found({ head, base }) }] });
}

const line = /Mended by this change\n\n?(?<line>[^\n]*)/u;

test('what the change frees of advisories is told in every output for people', () => {
  const report = reportWith([OLD, WORSE, MALWARE], []);

  expect(line.exec(markdown.render(report))?.groups?.['line']).toBe(
    '- `imagelib` 10.1.0 → 10.2.0: no longer affected by MAL-2026-1 (malware), GHSA-old (CVE-2026-0001, high) and PYSEC-2026-9 (not rated, known to be exploited).',
  );
  expect(text.render(report)).toContain('✅ Mended by this change\n  imagelib 10.1.0 → 10.2.0: no longer affected by');
  expect(html.render(report)).toContain('Mended by this change</h2>\n<ul>\n<li><code>imagelib</code> 10.1.0');
});

test('and for machines, by the schema', () => {
  const rendered: unknown = JSON.parse(json.render(reportWith([OLD], [])));

  const check = schemaCheck('review');
  expect({ ok: check(rendered), errors: check.errors }).toEqual({ ok: true, errors: null });
  expect(rendered).toMatchObject({
    mended: [{ name: 'imagelib', from: '10.1.0', to: '10.2.0', id: 'GHSA-old', aliases: ['CVE-2026-0001'] }],
  });
});

test.each([
  { name: 'that both versions have', base: [OLD], head: [OLD] },
  { name: 'that the head has under another name', base: [OLD], head: [advisory({ id: 'CVE-2026-0001', aliases: [] })] },
  { name: 'that the head alone has', base: [], head: [OLD] },
])('an advisory $name is not mended', ({ base, head }) => {
  const report = reportWith(base, head);

  expect(markdown.render(report)).not.toContain('Mended by this change');
  expect(JSON.parse(json.render(report))).toMatchObject({ mended: [] });
});

test('text of a database stays text', () => {
  const hostile = advisory({ id: '[x](https://evil.invalid) <b>@team', aliases: [] });

  const rendered = markdown.render(reportWith([hostile], []));

  expect(rendered).not.toContain('](https://evil.invalid)');
  expect(rendered).not.toContain('<b>');
});
