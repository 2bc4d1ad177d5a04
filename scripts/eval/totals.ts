import { upperBound } from './bound.js';
import type { Row } from './rows.js';

const LEVELS = ['block', 'warn', 'note'] as const;

/** Counts of packages, not of findings: somebody who updates a package is stopped once. */
export function totals(rows: readonly Row[]): string {
  const read = rows.filter(({ skipped }) => skipped === null);
  const groups = [...new Set(rows.map(({ group }) => group))];
  return [
    ...groups.map((group) =>
      groupLine(
        group,
        rows.filter((row) => row.group === group),
      ),
    ),
    ...(groups.length > 1 ? [groupLine('all', rows)] : []),
    ...skips(rows),
    '',
    ...ruleLines(read),
  ].join('\n');
}

function groupLine(group: string, rows: readonly Row[]): string {
  const read = rows.filter(({ skipped }) => skipped === null);
  const gaps = read.filter((row) => row.gaps.length > 0).length;
  const [blocks, warns] = [having(read, 'block'), read.filter((row) => worst(row) === 'warn').length];
  return `${group}: ${read.length} read, ${rows.length - read.length} skipped, ${gaps} with gaps; block ${share(blocks, read.length)}; warn ${share(warns, read.length)}`;
}

const having = (rows: readonly Row[], level: string): number =>
  rows.filter(({ findings }) => findings.some((finding) => finding.level === level)).length;

/** The level that decides about a package; null when it passes. */
export const worst = ({ findings }: Row): 'block' | 'warn' | null =>
  (['block', 'warn'] as const).find((level) => findings.some((finding) => finding.level === level)) ?? null;

const percent = (rate: number): string => `${(rate * 100).toFixed(2)} %`;

const share = (hits: number, trials: number): string =>
  trials === 0 ? '0' : `${hits} (${percent(hits / trials)}, at most ${percent(upperBound(hits, trials))})`;

function skips(rows: readonly Row[]): readonly string[] {
  const reasons = new Map<string, number>();
  for (const { skipped } of rows) if (skipped !== null) reasons.set(skipped, (reasons.get(skipped) ?? 0) + 1);
  const listed = [...reasons].toSorted((a, b) => b[1] - a[1]).map(([reason, number]) => `${reason} ${number}`);
  return listed.length === 0 ? [] : [`skipped: ${listed.join(' · ')}`];
}

function ruleLines(read: readonly Row[]): readonly string[] {
  const rules = new Set(read.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
  const counted = [...rules].map((rule) => {
    const own = read.map((row) => ({ ...row, findings: row.findings.filter((finding) => finding.rule === rule) }));
    return { rule, counts: LEVELS.map((level) => having(own, level)) };
  });
  return counted
    .toSorted((a, b) => compareCounts(b.counts, a.counts))
    .map(({ rule, counts }) => {
      const told = LEVELS.map((level, at) => ({ level, hits: counts[at] ?? 0 })).filter(({ hits }) => hits > 0);
      return `  ${rule}: ${told.map(({ level, hits }) => `${level} ${level === 'note' ? hits : share(hits, read.length)}`).join(', ')}`;
    });
}

function compareCounts(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((count, index) => count !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** The findings that a person would look at, one line each. */
export const objections = (rows: readonly Row[]): readonly string[] =>
  LEVELS.filter((level) => level !== 'note').flatMap((wanted) =>
    rows.flatMap(({ name, from, to, findings }) =>
      findings
        .filter(({ level }) => level === wanted)
        .map(
          ({ rule, message }) => `${wanted} ${rule} · ${name} ${from === null ? '' : `${from} → `}${to} · ${message}`,
        ),
    ),
  );
