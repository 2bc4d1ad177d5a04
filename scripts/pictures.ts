/**
 * `npm run pictures [-- NAME…]` draws every kind of report as a reader meets it into pictures/, for a person to look at. The few that the
 * README and the docs show are written to docs/images/ with `npm run pictures -- --docs`. Needs Chromium.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  blockReport,
  gapsReport,
  hugeReport,
  monitoringReport,
  passReport,
  unchangedReport,
  unreadableReport,
  warnReport,
  weakenedReport,
} from '../__tests__/support/report.js';
import { withEarlierVerdict } from '../src/github/earlier.js';
import { withMarker } from '../src/github/marker.js';
import { withResolvedNote } from '../src/github/resolved.js';
import type { DependencyChange } from '../src/model/change.js';
import type { Report } from '../src/model/report.js';
import { decide } from '../src/policy/decide.js';
import { renderFailure } from '../src/report/failure.js';
import { html } from '../src/report/html.js';
import { inlineReportOf } from '../src/report/inline.js';
import { markdown } from '../src/report/markdown.js';
import { summary } from '../src/report/summary.js';
import { subjectOf } from '../src/report/view.js';
import { heightOf, renderComment, takePicture } from './render-comment.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'pictures');
const MAX_HEIGHT = 2400;

interface Picture {
  /** Of the file. */
  readonly name: string;
  /** Who is seen to say it, and where. */
  readonly by: string | null;
  readonly markdown?: string;
  /** A whole page, where it is none of GitHub's. */
  readonly html?: string;
  readonly inDocs?: boolean;
}

const REVIEWED = 'reviewed';

const comment = (name: string, report: Report): Picture => ({ name, by: REVIEWED, markdown: markdown.render(report) });

/** What is said of one package, among the changes that are fine: short enough for a README. */
function about(name: string, report: Report): Report {
  const told = report.findings.map(({ subject }) => subject);
  const isShown = (change: DependencyChange): boolean => change.name === name || !told.includes(subjectOf(change));
  const findings = report.findings.filter(({ subject }) => subject.includes(`/${name}@`));
  const { policy } = report;
  return {
    ...report,
    ...{ findings, gaps: [], problems: [] },
    locks: report.locks.slice(0, 1),
    diff: { ...report.diff, changes: report.diff.changes.filter(isShown) },
    evidence: report.evidence.filter(({ change }) => isShown(change)),
    verdict: decide({ findings, gaps: [], problems: [], policy }),
  };
}

function resolved(): string {
  const [before, after] = [about('telemetry-kit', blockReport()), passReport()].map((report) =>
    withMarker(markdown.render(report), { key: 'default', head: '8be42d1' }),
  );
  return withResolvedNote(after ?? '', before ?? '');
}

/** A run that died, where the report of an older commit stood. */
function failed(): string {
  const message = '.github/lockgate.toml:7: "levl" is no key of [rules]; did you mean "level"?';
  const remedy = 'Mend .github/lockgate.toml on the base branch; until then nothing is judged.';
  const text = renderFailure({
    ...{ task: 'review', code: 'policy', message, remedy, decided: null },
    ...{ commit: 'c0ffee1', runUrl: 'https://github.com/corp/service/actions/runs/42' },
  });
  const before = withMarker(markdown.render(passReport()), { key: 'default', head: '8be42d1' });
  return withEarlierVerdict(withMarker(text, { key: 'default', head: 'c0ffee1' }), before);
}

const PICTURES: readonly Picture[] = [
  comment('unchanged', unchangedReport()),
  comment('pass', passReport()),
  comment('warn', warnReport()),
  comment('block', blockReport()),
  { ...comment('comment', about('telemetry-kit', blockReport())), inDocs: true },
  comment('block-audit', blockReport({ audit: true })),
  comment('gaps', gapsReport()),
  comment('gaps-block', gapsReport({ onGap: 'block' })),
  comment('unreadable', unreadableReport()),
  { name: 'resolved', by: REVIEWED, markdown: resolved(), inDocs: true },
  { name: 'failed', by: REVIEWED, markdown: failed() },
  comment('weakened', weakenedReport()),
  comment('large', hugeReport(5000, 50, 7)),
  { name: 'monitoring', by: 'opened this issue', markdown: markdown.render(monitoringReport()) },
  { name: 'summary', by: null, markdown: summary.render(blockReport()) },
  ...inlineReportOf(blockReport())
    .remarks.slice(0, 3)
    .map((remark, at): Picture => ({ name: `inline-${at + 1}`, by: 'commented on uv.lock', markdown: remark.text() })),
  { name: 'page', by: null, html: html.render(blockReport()) },
];

const written = (args: readonly string[]): readonly Picture[] => {
  const names = args.filter((arg) => !arg.startsWith('--'));
  if (args.includes('--docs')) return PICTURES.filter(({ inDocs }) => inDocs);
  return names.length === 0 ? PICTURES : PICTURES.filter(({ name }) => names.includes(name));
};

function draw({ name, by, markdown: text, html: page }: Picture, theme: 'light' | 'dark', folder: string): boolean {
  const stem = join(FOLDER, theme === 'dark' ? `${name}-dark` : name);
  writeFileSync(`${stem}.html`, page ?? renderComment(text ?? '', theme, by));
  const height = Math.min(heightOf(`${stem}.html`) ?? MAX_HEIGHT, MAX_HEIGHT);
  const picture = join(folder, theme === 'dark' ? `${name}-dark.png` : `${name}.png`);
  const drawn = takePicture(`${stem}.html`, picture, height);
  console.log(
    drawn ? `${picture}  ${Math.ceil(readFileSync(picture).length / 1024)} KB` : `${name}: no Chromium could draw it`,
  );
  return drawn;
}

function main(args: readonly string[]): number {
  mkdirSync(FOLDER, { recursive: true });
  const folder = args.includes('--docs') ? join(ROOT, 'docs', 'images') : FOLDER;
  const themes = args.includes('--dark') ? (['light', 'dark'] as const) : (['light'] as const);
  const results = written(args).flatMap((picture) => themes.map((theme) => draw(picture, theme, folder)));
  return results.every(Boolean) ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
