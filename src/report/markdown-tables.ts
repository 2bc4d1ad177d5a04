import type { Report } from '../model/report.js';
import { count } from '../model/text.js';
import { ELSEWHERE, type Forms, fitItems, sizeOf } from './budget.js';
import { code, prose } from './escape.js';
import { describeSource, type Row, rowsOf } from './rows.js';
import { ICON, isWhole, versionStep } from './view.js';

/** Up to this many passed rows are shown unfolded. */
const UNFOLDED = 12;

/** Every change, those that need a look first; the passed ones are folded. */
export function changesTable(report: Report, room: number): string {
  const rows = rowsOf(report);
  if (rows.length === 0) return '';
  const notable = rows.filter(({ state }) => state !== 'pass');
  const passed = rows.filter(({ state }) => state === 'pass');
  const thing = isWhole(report.locks) ? 'package' : 'change';
  const first = notableTable(notable, thing, room);
  const second = passedTable(passed, notable.length > 0 ? `other ${thing}` : thing, room - sizeOf(first) - 2);
  return [first, second].filter((part) => part !== '').join('\n\n');
}

function notableTable(rows: readonly Row[], thing: string, room: number): string {
  const title = `### ${thing === 'change' ? 'Changes' : 'Packages'} that need a look\n\n`;
  return rows.length === 0 || room < ROOM_FOR_A_TABLE ? '' : `${title}${table(rows, room - sizeOf(title))}`;
}

function passedTable(rows: readonly Row[], what: string, room: number): string {
  if (rows.length === 0) return '';
  const summary = count(rows.length, what);
  // The headline has said then what a fold would say.
  if (rows.length <= UNFOLDED && !what.startsWith('other') && room >= ROOM_FOR_A_TABLE) return table(rows, room);
  const open = `<details><summary>${ICON.pass} ${summary} with nothing to object to</summary>\n\n`;
  const close = '\n\n</details>';
  const left = room - sizeOf(open) - sizeOf(close);
  return left < ROOM_FOR_A_TABLE ? countOnly(summary, room) : `${open}${table(rows, left)}${close}`;
}

/** Bytes. With less, a table would be little more than its head. */
const ROOM_FOR_A_TABLE = 600;

const countOnly = (summary: string, room: number): string => {
  const text = `${ICON.pass} ${summary} with nothing to object to, ${ELSEWHERE}.`;
  return sizeOf(text) <= room ? text : '';
};

interface Column {
  readonly title: string;
  readonly cell: (row: Row) => string;
}

const COLUMNS: readonly Column[] = [
  { title: '', cell: ({ state }) => ICON[state] },
  { title: 'Package', cell: (row) => code(row.change.name, 80) + sourceNote(row) },
  { title: 'Version', cell: ({ change }) => prose(versionStep(change), 120) },
  { title: 'Age', cell: ({ age }) => age ?? '' },
  { title: 'Scope', cell: ({ scope }) => scope },
  { title: 'Why it is here', cell: ({ path }) => arrival(path) },
  { title: 'Newly', cell: ({ gains }) => gains.join(', ') },
];

/** A table with the columns that have something to say. */
function table(rows: readonly Row[], room: number): string {
  const cells = rows.map((row) => COLUMNS.map(({ cell }) => cell(row)));
  const used = COLUMNS.map((_, at) => at).filter((at) => cells.some((line) => line[at] !== ''));
  const line = (texts: readonly string[]): string => `| ${used.map((at) => texts[at] ?? '').join(' | ')} |`;
  const head = `${line(COLUMNS.map(({ title }) => title))}\n|${'---|'.repeat(used.length)}`;
  const forms = cells.map((texts): Forms => [line(texts), line(texts.slice(0, 3))]);
  const body = fitItems(forms, {
    room: room - sizeOf(head) - 1,
    separator: '\n',
    more: (left) => line(['', `and ${left} more, ${ELSEWHERE}`]),
  });
  return `${head}\n${body}`;
}

/** Said only where it is not the usual index: a source is what most changes do not change. */
function sourceNote({ change }: Row): string {
  const { to } = change;
  const moved = change.labels.some((label) => label === 'source-changed' || label === 'index-changed');
  if (to === null || (to.source.kind === 'index' && !moved)) return '';
  const source = describeSource(to.source);
  return source === null ? '' : `<br>from ${code(source, 80)}`;
}

const ELLIPSIS = '…';

function arrival(path: readonly string[]): string {
  if (path.length < 2) return path.length === 1 ? 'direct' : '';
  const before = path.slice(0, -1);
  const shown = before.length > 3 ? [before[0] ?? '', ELLIPSIS, before.at(-1) ?? ''] : before;
  return shown.map((name) => (name === ELLIPSIS ? name : code(name, 60))).join(' › ');
}
