import type { NormalizedName } from './names.js';

/** How one name can be taken for another, in words that end a sentence: `requets` is `requests` … */
export type Resemblance = string;

/**
 * Whether `candidate` can be mistaken for `target`, and how; null when not. Both are normalised (PEP 503).
 *
 * These are PyPI's own checks at project creation (repeated, omitted and swapped characters, swapped words, keyboard slips),
 * and affixes, separators, “python” and look-alike characters besides.
 */
export function resemblanceOf(candidate: NormalizedName, target: NormalizedName): Resemblance | null {
  if (candidate === target || target.length < 4) return null;
  const check = CHECKS.find(({ applies }) => applies(candidate, target));
  return check?.how ?? null;
}

interface Check {
  readonly how: Resemblance;
  readonly applies: (candidate: string, target: string) => boolean;
}

const compact = (name: string): string => name.replaceAll('-', '');

/** Characters that look alike in a usual font are one. The order matters: `rn` first, or its `n` is gone. */
const LOOK_ALIKES: readonly (readonly [RegExp, string])[] = [
  [/rn/gu, 'm'],
  [/vv/gu, 'w'],
  [/cl/gu, 'd'],
  [/[1il|]/gu, 'l'],
  [/0/gu, 'o'],
  [/5/gu, 's'],
];

/** One spelling for texts that look the same in a usual font. */
export const skeleton = (name: string): string =>
  LOOK_ALIKES.reduce((text, [pattern, replacement]) => text.replaceAll(pattern, replacement), compact(name));

const unrepeated = (name: string): string => compact(name).replaceAll(/(?<letter>.)\k<letter>+/gu, '$<letter>');

const sortedWords = (name: string): string => name.split('-').toSorted().join('-');

/** Words that make a name sound like a part, edition or port of a project. */
const WORDS =
  'python python3 py py3 lib the dev api tool tools toolkit utils util official cli sdk pro plus server client core lite light free beta new next ng ' +
  'fix dbfix patch debug async advanced helper helpers extra extras binary win win32 windows linux darwin macos gpu cpu ai ml app demo demos kit wrapper ultra super';
const AFFIXES = WORDS.split(' ');
/** Words this long are seen without a hyphen too: `ultrarequests`. */
const OPEN_AFFIX = 5;
/** A name is stripped of so many words at the most. */
const MAX_AFFIXES = 3;

/** The name without the common words at its ends; itself when it has none. */
function withoutAffixes(name: string): string {
  let bare = name;
  for (let count = 0; count < MAX_AFFIXES; count += 1) {
    const stripped = withoutAffix(bare);
    if (stripped === bare) break;
    bare = stripped;
  }
  return bare;
}

function withoutAffix(name: string): string {
  for (const word of AFFIXES) {
    if (name.startsWith(`${word}-`)) return name.slice(word.length + 1);
    if (name.endsWith(`-${word}`)) return name.slice(0, -word.length - 1);
    if (word.length < OPEN_AFFIX || name.length < word.length + MIN_BARE) continue;
    if (name.startsWith(word)) return name.slice(word.length);
    if (name.endsWith(word)) return name.slice(0, -word.length);
  }
  return name;
}

/** A rest shorter than this is no name that anybody would think of. */
const MIN_BARE = 6;

/** `python-mongo`, `pymongo` and `mongo-py` without what says Python; null when nothing does. */
function withoutPython(name: string): string | null {
  const core = /^(?:python3?-?|py3?-?)(?<rest>.+)$|^(?<begin>.+?)-?(?:python3?|py3?)$/u.exec(name)?.groups;
  const rest = core?.['rest'] ?? core?.['begin'] ?? null;
  return rest === null ? null : compact(rest);
}

const isAffixed = (a: string, b: string): boolean => {
  const bare = withoutAffixes(a);
  if (bare !== a && (bare === b || compact(bare) === compact(b))) return true;
  if (b.length > 6 && withoutAffix(b) === a) return true;
  // A slip of the hand beside the added word, in names long enough for it to go unseen.
  return bare !== a && b.length >= 8 && distanceWithin(compact(bare), compact(b), 1);
};

/** One says Python where the other says it otherwise. */
const saysPythonOtherwise = (a: string, b: string): boolean => {
  const [coreA, coreB] = [withoutPython(a), withoutPython(b)];
  return coreA !== null && coreB !== null && coreA.length >= 4 && coreA === coreB;
};

const CHECKS: readonly Check[] = [
  { how: 'with other separators', applies: (a, b) => compact(a) === compact(b) },
  { how: 'with look-alike characters', applies: (a, b) => skeleton(a) === skeleton(b) },
  { how: 'with a letter repeated or dropped', applies: (a, b) => b.length > 4 && unrepeated(a) === unrepeated(b) },
  {
    how: 'with its words in another order',
    applies: (a, b) => a.includes('-') && b.includes('-') && sortedWords(a) === sortedWords(b),
  },
  { how: 'with two letters swapped', applies: (a, b) => isTransposition(compact(a), compact(b)) },
  { how: 'with a neighbouring key', applies: (a, b) => isKeyboardSlip(compact(a), compact(b)) },
  { how: 'with one letter changed', applies: (a, b) => b.length >= 5 && distanceWithin(compact(a), compact(b), 1) },
  { how: 'with two letters changed', applies: (a, b) => b.length >= 10 && distanceWithin(compact(a), compact(b), 2) },
  { how: 'with “python” written or placed otherwise', applies: saysPythonOtherwise },
  { how: 'with a common word added or left out', applies: isAffixed },
];

const isTransposition = (a: string, b: string): boolean => {
  if (a.length !== b.length) return false;
  const at = firstDifference(a, b);
  return at < a.length - 1 && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
};

const isKeyboardSlip = (a: string, b: string): boolean => {
  if (a.length !== b.length) return false;
  const at = firstDifference(a, b);
  return at < a.length && a.slice(at + 1) === b.slice(at + 1) && areNeighbours(a[at] ?? '', b[at] ?? '');
};

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

const ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Keys beside, above or below each other on a QWERTY keyboard. */
function areNeighbours(a: string, b: string): boolean {
  const [rowA, rowB] = [a, b].map((key) => ROWS.findIndex((row) => row.includes(key)));
  if (rowA === undefined || rowB === undefined || rowA < 0 || rowB < 0 || Math.abs(rowA - rowB) > 1) return false;
  return Math.abs((ROWS[rowA]?.indexOf(a) ?? 0) - (ROWS[rowB]?.indexOf(b) ?? 0)) <= 1;
}

/** Whether at most `limit` insertions, deletions, substitutions and swaps of neighbours lead from `a` to `b`. */
export function distanceWithin(a: string, b: string, limit: number): boolean {
  if (Math.abs(a.length - b.length) > limit) return false;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const next = nextRow(a, b, row, last, beforeLast);
    if (Math.min(...next) > limit) return false;
    [beforeLast, last] = [last, next];
  }
  return (last.at(-1) ?? 0) <= limit;
}

function nextRow(a: string, b: string, row: number, last: readonly number[], beforeLast: readonly number[]): number[] {
  const next = [row];
  for (let column = 1; column <= b.length; column += 1) {
    const same = a[row - 1] === b[column - 1];
    const edit = Math.min(
      (last[column - 1] ?? 0) + (same ? 0 : 1),
      (last[column] ?? 0) + 1,
      (next[column - 1] ?? 0) + 1,
    );
    const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
    next.push(swapped ? Math.min(edit, (beforeLast[column - 2] ?? 0) + 1) : edit);
  }
  return next;
}
