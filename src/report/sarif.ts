import type { Log, Notification, ReportingDescriptor, Result } from 'sarif';
import type { Finding } from '../model/finding.js';
import { compareLevels, type Level } from '../model/level.js';
import type { Report } from '../model/report.js';
import { printable } from '../model/text.js';
import { REPOSITORY_URL, ruleDocUrl } from './doc-url.js';
import { jsonText } from './escape.js';
import { sha256Hex } from './fingerprint.js';
import { output } from './output.js';
import { codeFlows, lockfileLocation, memberLocation } from './sarif-locations.js';
import { contentsNote, groupBy } from './view.js';

/**
 * SARIF 2.1.0 (OASIS) within what GitHub's code scanning keeps: 5,000 results, 100 locations a result, 10 tags a rule.
 * Results are sorted, heaviest first, so that a cut takes the lightest.
 */
export const sarif = output({
  id: 'sarif',
  mediaType: 'application/sarif+json',
  render: (report) => `${jsonText(sarifLog(report), 2)}\n`,
});

const MAX_RESULTS = 5000;
const MAX_LOCATIONS = 100;

const LEVEL: Readonly<Record<Level, 'error' | 'warning' | 'note'>> = { block: 'error', warn: 'warning', note: 'note' };

// GitHub sorts by this number and calls 9 critical, 7 high, 4 medium.
const SEVERITY: Readonly<Record<Level, string>> = { block: '9.0', warn: '5.0', note: '1.0' };

function sarifLog(report: Report): Log {
  const findings = report.findings.toSorted((a, b) => compareLevels(b.level, a.level));
  const shown = findings.slice(0, MAX_RESULTS);
  const rules = rulesOf(shown);
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Lockgate',
            informationUri: REPOSITORY_URL,
            version: report.tool.version,
            semanticVersion: report.tool.version,
            rules: [...rules],
          },
        },
        // An upload closes the alerts of its category that it does not repeat: a run that read no code must not close what one that did has found.
        automationDetails: { id: report.contents.read ? 'lockgate/' : 'lockgate-index/' },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            endTimeUtc: new Date(report.reviewedAt).toISOString(),
            toolExecutionNotifications: [
              ...notifications(report),
              ...contentsNotice(report),
              ...cutNotice(findings.length),
            ],
          },
        ],
        results: shown.map((finding) => resultOf(finding, indexOf.get(finding.ruleId) ?? -1)),
        properties: { verdict: report.verdict.outcome, complete: report.verdict.complete },
      },
    ],
  };
}

function rulesOf(findings: readonly Finding[]): readonly ReportingDescriptor[] {
  return [...groupBy(findings, ({ ruleId }) => ruleId)].map(([id, [first]]) => {
    const level = first?.level ?? 'note';
    return {
      id,
      name: id,
      // What GitHub shows as the title of an alert, where no package is named.
      shortDescription: { text: sentence(first?.headline ?? id.replaceAll('-', ' ')) },
      help: { text: `What it flags, why it matters and when it is wrong: ${ruleDocUrl(id)}` },
      helpUri: ruleDocUrl(id),
      defaultConfiguration: { level: LEVEL[level] },
      properties: { tags: ['security', 'supply-chain', 'python'], 'security-severity': SEVERITY[level] },
    };
  });
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

function resultOf(finding: Finding, ruleIndex: number): Result {
  const lockfileLines = finding.locations.flatMap((at) => (at.kind === 'lockfile' ? [lockfileLocation(at)] : []));
  const members = finding.locations.flatMap((at) => (at.kind === 'member' ? [at] : []));
  const fingerprint = sha256Hex(finding.fingerprint);
  return {
    ruleId: finding.ruleId,
    ruleIndex,
    level: LEVEL[finding.level],
    message: { text: `${printable(finding.message, 2000)} ${printable(finding.remedy, 1000)}` },
    locations: lockfileLines.slice(0, MAX_LOCATIONS),
    relatedLocations: members.slice(0, MAX_LOCATIONS).map((at, id) => ({ id, ...memberLocation(at) })),
    // GitHub tells one alert from another by `primaryLocationLineHash` alone; ours survives a moved line.
    partialFingerprints: { primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1`, 'lockgate/v1': fingerprint },
    ...(finding.trace.length === 0 ? {} : { codeFlows: codeFlows(finding.trace) }),
    ...(finding.allowedBy === null
      ? {}
      : {
          suppressions: [
            { kind: 'external', status: 'accepted', justification: printable(finding.allowedBy.reason, 1000) },
          ],
        }),
    properties: { confidence: finding.confidence, subject: finding.subject },
  };
}

/** What was not checked belongs to the run, not to a rule: a result that GitHub closes when it goes away would mislead. */
const notifications = ({ problems, gaps }: Report): Notification[] => [
  ...problems.map(
    ({ path, line, message, affects }): Notification => ({
      level: affects === 'file' ? 'error' : 'warning',
      message: { text: printable(message, 2000) },
      locations: [lockfileLocation({ kind: 'lockfile', path, line })],
    }),
  ),
  ...gaps.map(
    ({ stage, subject, message }): Notification => ({
      level: 'warning',
      message: { text: printable(`Not checked: ${subject} (${stage}). ${message}`, 2000) },
    }),
  ),
];

const contentsNotice = (report: Report): Notification[] =>
  report.contents.read ? [] : [{ level: 'note', message: { text: printable(contentsNote(report), 1000) } }];

const cutNotice = (number: number): Notification[] =>
  number <= MAX_RESULTS
    ? []
    : [
        {
          level: 'warning',
          message: { text: `${number - MAX_RESULTS} lighter findings are left out: GitHub keeps ${MAX_RESULTS}.` },
        },
      ];
