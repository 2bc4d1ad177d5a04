/** Line ranges of a hunk (documentation of `git diff`, "Generating patch text with -p"): `@@ -12,7 +12,8 @@`, a count of 1 left out. */
const HUNK = /^@@ -\d{1,9}(?:,(?<before>\d{1,9}))? \+(?<start>\d{1,9})(?:,(?<after>\d{1,9}))? @@/u;

/**
 * The lines of the new file that a patch shows, added or as context: the only ones that GitHub takes a comment on the RIGHT side at. One
 * comment elsewhere makes it refuse the whole review, so what is not read for certain is left out.
 *
 * The text of a hunk is whatever the author of the change wrote. How far a hunk goes is known by counting its lines, never by what a line
 * looks like; a patch that breaks its own count is read no further.
 */
export function rightLines(patch: string): ReadonlySet<number> {
  const shown = new Set<number>();
  const lines = patch.split('\n');
  let at = 0;
  while (at < lines.length) {
    const hunk = HUNK.exec(lines[at] ?? '')?.groups;
    if (hunk === undefined) break;
    const after = readHunk(lines, at + 1, {
      next: Number(hunk['start']),
      before: Number(hunk['before'] ?? 1),
      after: Number(hunk['after'] ?? 1),
      shown,
    });
    if (after === null) break;
    at = after;
  }
  return shown;
}

interface HunkState {
  /** Number of the next line of the new file. */
  next: number;
  /** Lines of the old and of the new file that the header still owes. */
  before: number;
  after: number;
  readonly shown: Set<number>;
}

/** Index of the line after the hunk; null when it does not keep to its header. */
function readHunk(lines: readonly string[], start: number, state: HunkState): number | null {
  let at = start;
  for (; state.before > 0 || state.after > 0; at += 1) {
    const line = lines[at];
    if (line === undefined || !take(line.charAt(0), state)) return null;
  }
  // "\ No newline at end of file" may follow the last line, which the counts leave out.
  return lines[at]?.startsWith('\\') === true ? at + 1 : at;
}

function take(sign: string, state: HunkState): boolean {
  if (sign === '\\') return true;
  const [inOld, inNew] = [sign === ' ' || sign === '-', sign === ' ' || sign === '+'];
  if (!(inOld || inNew) || (inOld && state.before === 0) || (inNew && state.after === 0)) return false;
  if (inOld) state.before -= 1;
  if (inNew) {
    state.shown.add(state.next);
    state.next += 1;
    state.after -= 1;
  }
  return true;
}
