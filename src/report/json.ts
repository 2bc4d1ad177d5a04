import type { Report } from '../model/report.js';
import { jsonText } from './escape.js';
import { changeShape, findingShape, problemShape } from './json-shapes.js';
import { mendingShapes } from './mended.js';
import { output } from './output.js';

/** Raised when a field changes its meaning or goes away; new fields do not raise it. */
const SCHEMA_VERSION = 1;

/** The whole review as one object, described by `schema/review.schema.json`. */
export const json = output({
  id: 'json',
  mediaType: 'application/json',
  render: (report) => `${jsonText(reviewShape(report), 2)}\n`,
});

export const reviewShape = (report: Report) => ({
  schema: SCHEMA_VERSION,
  tool: report.tool,
  base: report.base,
  head: report.head,
  shard: report.shard,
  verdict: report.verdict.outcome,
  complete: report.verdict.complete,
  lockfiles: report.locks.map(({ path, base, head }) => ({ path, format: (head ?? base)?.format ?? null })),
  contents: report.contents,
  changes: report.diff.changes.map(changeShape),
  options: report.diff.options,
  findings: report.findings.map(findingShape),
  mended: mendingShapes(report),
  gaps: report.gaps,
  problems: report.problems.map(problemShape),
  policy: report.policy,
  allowances: report.allowances,
  reviewedAt: new Date(report.reviewedAt).toISOString(),
  timing: report.timing,
});
