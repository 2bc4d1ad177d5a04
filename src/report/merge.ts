import * as v from 'valibot';
import type { Outcome } from '../model/verdict.js';

const Unknowns = v.array(v.looseObject({}));

const Finding = v.looseObject({
  ruleId: v.string(),
  level: v.picklist(['block', 'warn', 'note']),
  subject: v.string(),
  message: v.string(),
  fingerprint: v.string(),
  allowedBy: v.nullable(v.looseObject({})),
});

const Message = v.looseObject({ message: v.string() });

const ReviewJson = v.looseObject({
  schema: v.literal(1),
  tool: v.object({ name: v.literal('lockgate'), version: v.string() }),
  base: v.string(),
  head: v.string(),
  shard: v.nullable(v.object({ index: v.number(), of: v.number() })),
  /** Left out by versions that always read them. */
  contents: v.optional(v.object({ read: v.boolean(), reason: v.optional(v.string()) })),
  verdict: v.picklist(['pass', 'warn', 'block']),
  complete: v.boolean(),
  lockfiles: Unknowns,
  changes: Unknowns,
  options: Unknowns,
  findings: v.array(Finding),
  /** Left out by versions that did not tell. */
  mended: v.optional(Unknowns, []),
  gaps: v.array(Message),
  problems: v.array(Message),
  policy: v.looseObject({ failOn: v.picklist(['block', 'warn', 'never']), audit: v.boolean() }),
  allowances: v.array(v.looseObject({ entry: v.looseObject({}), status: v.string() })),
  reviewedAt: v.string(),
  timing: v.record(v.string(), v.number()),
});

export type MergedReport = v.InferOutput<typeof ReviewJson>;

/** A report with the name of its file, for messages. */
export interface ReadReport extends MergedReport {
  readonly file?: string;
}

/** Reads the JSON of a review; a clause that says what is wrong with it otherwise. */
export function parseReport(text: string): MergedReport | string {
  const read = v.safeParse(ReviewJson, parseJson(text));
  if (read.success) return read.output;
  const [issue] = read.issues;
  return `it has ${issue.received} at "${v.getDotPath(issue) ?? 'its top'}"`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export type Merging =
  | { readonly kind: 'report'; readonly report: MergedReport }
  | { readonly kind: 'problem'; readonly message: string; readonly remedy: string };

/**
 * One report of all shards. Refuses what would look whole and is not: a shard that is missing or given twice, shards of different commits,
 * policies or versions.
 */
export function mergeReports(reports: readonly ReadReport[]): Merging {
  const [first] = reports;
  if (first === undefined) return problem('There is no report to merge.', SHARDS);
  const refusal = mismatch(reports, first) ?? missing(reports, first);
  if (refusal !== null) return refusal;
  const { file: _, ...report } = first;
  const findings = unique(
    reports.flatMap((each) => each.findings),
    ({ fingerprint }) => fingerprint,
  );
  return {
    kind: 'report',
    report: {
      ...report,
      shard: null,
      verdict: reports.map(({ verdict }) => verdict).reduce(heavier),
      complete: reports.every(({ complete }) => complete),
      lockfiles: unique(reports.flatMap(({ lockfiles }) => lockfiles)),
      changes: reports.flatMap(({ changes }) => changes),
      options: unique(reports.flatMap(({ options }) => options)),
      findings: findings.toSorted((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level)),
      mended: unique(reports.flatMap(({ mended }) => mended)),
      gaps: unique(reports.flatMap(({ gaps }) => gaps)),
      problems: unique(reports.flatMap(({ problems }) => problems)),
      allowances: mergeAllowances(reports),
      reviewedAt: reports.map(({ reviewedAt }) => reviewedAt).toSorted()[0] ?? first.reviewedAt,
      timing: longest(reports),
    },
  };
}

const SHARDS = 'Run `lockgate review --shard I/N --json` for each I from 1 to N, and give all the files.';

const problem = (message: string, remedy: string): Merging => ({ kind: 'problem', message, remedy });

const nameOf = ({ file, shard }: ReadReport): string => file ?? `shard ${shard?.index ?? '?'}`;

function mismatch(reports: readonly ReadReport[], first: ReadReport): Merging | null {
  const keys = ['base', 'head', 'policy', 'tool', 'contents'] as const;
  for (const key of keys) {
    const other = reports.find((report) => JSON.stringify(report[key]) !== JSON.stringify(first[key]));
    if (other !== undefined) {
      return problem(
        `"${nameOf(first)}" and "${nameOf(other)}" differ in "${key}", so they are not parts of one review.`,
        'Review the same two commits with the same policy and the same version of Lockgate in every shard.',
      );
    }
  }
  return null;
}

function missing(reports: readonly ReadReport[], { shard }: ReadReport): Merging | null {
  const of = shard?.of ?? 1;
  const given = reports.map((report) => report.shard?.index ?? 1);
  const strange = reports.find((report) => (report.shard?.of ?? 1) !== of);
  if (strange !== undefined) return problem(`"${nameOf(strange)}" is not a shard of ${of}.`, SHARDS);
  const absent = Array.from({ length: of }, (_, at) => at + 1).filter((index) => !given.includes(index));
  if (absent.length > 0)
    return problem(`Of ${of} shards ${absent.join(', ')} ${absent.length === 1 ? 'is' : 'are'} missing.`, SHARDS);
  return given.length === of
    ? null
    : problem(`A shard is given twice: ${given.toSorted((a, b) => a - b).join(', ')}.`, SHARDS);
}

const LEVELS = ['note', 'warn', 'block'];
const OUTCOMES: readonly Outcome[] = ['pass', 'warn', 'block'];

const heavier = (a: Outcome, b: Outcome): Outcome => (OUTCOMES.indexOf(a) >= OUTCOMES.indexOf(b) ? a : b);

/** What every shard says, such as a lockfile that could not be read, is said once. */
function unique<T>(items: readonly T[], keyOf: (item: T) => string = (item) => JSON.stringify(item)): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

const STATUSES = ['used', 'expired', 'unused', 'idle'];

/** An entry is used when any shard used it. */
function mergeAllowances(reports: readonly ReadReport[]): MergedReport['allowances'] {
  const byEntry = new Map<string, MergedReport['allowances'][number]>();
  for (const use of reports.flatMap(({ allowances }) => allowances)) {
    const key = JSON.stringify(use.entry);
    const known = byEntry.get(key);
    if (known === undefined || STATUSES.indexOf(use.status) < STATUSES.indexOf(known.status)) byEntry.set(key, use);
  }
  return [...byEntry.values()];
}

/** Shards run side by side: the slowest of each stage is what the whole took. */
function longest(reports: readonly ReadReport[]): MergedReport['timing'] {
  const stages = new Set(reports.flatMap(({ timing }) => Object.keys(timing)));
  return Object.fromEntries(
    [...stages].map((stage) => [stage, Math.max(...reports.map(({ timing }) => timing[stage] ?? 0))]),
  );
}
