import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/model/report.js';
import { HEADLINE_STARTS, headline } from '../../src/report/view.js';
import {
  blockReport,
  change,
  finding,
  gapsReport,
  hugeReport,
  monitoringReport,
  passReport,
  reportOf,
  unchangedReport,
  unreadableReport,
  warnReport,
  weakenedReport,
} from '../support/report.js';

const plain = (report: Report): string => headline(report, (text) => text);

const hooked = change('telemetry-kit', { from: '1.4.1', to: '1.4.2' });

describe('headline', () => {
  test.each<{ name: string; report: Report; says: string }>([
    { name: 'nothing changed', report: unchangedReport(), says: '✅ Pass: no dependency changed' },
    { name: 'a pass', report: passReport(), says: '✅ Pass: 6 dependency changes, nothing to object to' },
    {
      name: 'one package, two rules',
      report: reportOf({
        changes: [hooked],
        findings: [
          finding('startup-hook', hooked),
          finding('download-and-run', hooked),
          finding('fresh-release', hooked, { level: 'warn' }),
        ],
      }),
      says: '⛔ Block: telemetry-kit 1.4.2 runs code at every Python start, and downloads a file and runs it',
    },
    {
      name: 'several packages',
      report: blockReport(),
      says: '⛔ Block: reqeusts 2.32.9 has a name easily mistaken for a well-known project; telemetry-kit 1.4.2 runs code at every Python start; and 1 more package',
    },
    {
      name: 'audit mode holds nothing up',
      report: reportOf({ changes: [hooked], findings: [finding('startup-hook', hooked)], policy: { audit: true } }),
      says: '⛔ Would block: telemetry-kit 1.4.2 runs code at every Python start',
    },
    {
      name: 'warnings, with a finding accepted by policy left out',
      report: warnReport(),
      says: '⚠️ Warn: imagelib 10.2.0 has a known vulnerability; fastqueue 3.2.0 was published too recently',
    },
    {
      name: 'a block beside a loosened policy',
      report: weakenedReport(),
      says: '⛔ Block: tomlish 0.13.3 is locked with another hash than the index has',
    },
    {
      name: 'a file',
      report: reportOf({ findings: [finding('lock-options-weakened', 'services/api/uv.lock', { level: 'warn' })] }),
      says: '⚠️ Warn: services/api/uv.lock protects less than before',
    },
    {
      name: 'a lockfile that nobody could read',
      report: unreadableReport(),
      says: '⛔ Block: services/api/uv.lock could not be read',
    },
    {
      name: 'gaps alone',
      report: gapsReport(),
      says: '⚠️ Warn: requirements-dev.txt could not be read in full; 5 things could not be checked',
    },
    {
      name: 'the whole of a lock',
      report: monitoringReport(),
      says: '⛔ Block: telemetry-kit 1.4.2 is reported as malware',
    },
    {
      name: 'five thousand packages',
      report: hugeReport(5000, 5, 7),
      says: '⛔ Block: each of package-number-0 1.1, package-number-5 1.1 and 998 more packages runs code or a command that it decodes first',
    },
  ])('$name', ({ report, says }) => {
    const line = plain(report);

    expect(line).toBe(says);
    expect(HEADLINE_STARTS.some((start) => line.startsWith(`${start}: `))).toBe(true);
  });

  test('malware is never among the packages that are only counted', () => {
    const changes = ['a', 'b', 'c'].map((name) => change(name, { to: '1.0' }));
    const ids = ['hash-mismatch', 'startup-hook', 'known-malware'];
    const findings = changes.map((item, at) => finding(ids[at] ?? '', item));

    expect(plain(reportOf({ changes, findings }))).toBe(
      '⛔ Block: c 1.0 is reported as malware; a 1.0 is locked with another hash than the index has; and 1 more package',
    );
  });

  test('a long name does not push the reason out of sight', () => {
    const long = change('a'.repeat(3000), { to: '1.0' });

    const line = plain(reportOf({ changes: [long], findings: [finding('startup-hook', long)] }));

    expect(line).toMatch(/^⛔ Block: a+ … a+ 1\.0 runs code at every Python start$/u);
    expect(line.length).toBeLessThan(130);
  });
});
