import { keyOf, type Row } from './rows.js';

/** What another run of the same updates said otherwise: `+` is new, `-` is gone. Notes are counted only. */
export function compareRuns(before: readonly Row[], after: readonly Row[]): readonly string[] {
  const olds = new Map(before.map((row) => [keyOf(row), row]));
  const lines: string[] = [];
  let notes = 0;
  for (const row of after) {
    const old = olds.get(keyOf(row));
    if (old === undefined) continue;
    if (old.skipped !== row.skipped) lines.push(`~ ${row.name}: ${old.skipped ?? 'read'} → ${row.skipped ?? 'read'}`);
    if (old.from !== row.from) lines.push(`~ ${row.name} ${row.to}: held against ${old.from} before, ${row.from} now`);
    const [had, has] = [keysOf(old), keysOf(row)];
    const changed = [...missing(has, had, '+'), ...missing(had, has, '-')];
    notes += changed.filter((line) => line.startsWith('note', 2)).length;
    lines.push(
      ...changed
        .filter((line) => !line.startsWith('note', 2))
        .map((line) => `${line} · ${row.name}${row.to === null ? '' : ` ${row.to}`}`),
    );
  }
  const unseen = after.filter((row) => !olds.has(keyOf(row))).length;
  return [...lines, `${notes} notes differ; ${unseen} of ${after.length} rows were not in the run before`];
}

const keysOf = ({ findings }: Row): ReadonlySet<string> =>
  new Set(findings.map(({ rule, level }) => `${level} ${rule}`));

const missing = (these: ReadonlySet<string>, those: ReadonlySet<string>, sign: string): readonly string[] =>
  [...these].filter((key) => !those.has(key)).map((key) => `${sign} ${key}`);
