import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What came of one project, or of one update of it. */
export interface Row {
  readonly name: string;
  readonly group: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Why nothing was judged; null when the releases were. */
  readonly skipped: string | null;
  readonly findings: readonly RowFinding[];
  readonly gaps: readonly string[];
  readonly seconds: number;
}

/** Which update of which project a row is about. */
export const keyOf = ({ name, to }: Row): string => `${name} ${to ?? ''}`;

export interface RowFinding {
  readonly rule: string;
  readonly level: string;
  readonly message: string;
}

export const skippedRow = (name: string, group: string, skipped: string): Row => ({
  name,
  group,
  from: null,
  to: null,
  skipped,
  findings: [],
  gaps: [],
  seconds: 0,
});

/** One row a line; a line that was cut when a run was stopped is left out. */
export function readRows(path: string): readonly Row[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Row];
      } catch {
        return [];
      }
    });
}

export function startRows(path: string, rows: readonly Row[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, rows.map(lineOf).join(''));
}

export const appendRow = (path: string, row: Row): void => appendFileSync(path, lineOf(row));

const lineOf = (row: Row): string => `${JSON.stringify(row)}\n`;
