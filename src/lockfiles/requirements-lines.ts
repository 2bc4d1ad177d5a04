/**
 * Lines of a requirements file as pip joins and strips them (pip/_internal/req/req_file.py, `preprocess`): continuations are joined,
 * then comments are cut. Done in any other order, `name==1.0 # \` and a hash behind it would read differently than pip reads them.
 */
export interface LogicalLine {
  /** 1-based line where it begins, counted as editors and GitHub count. */
  readonly line: number;
  /** Without comment; empty for a comment line. */
  readonly text: string;
  /** Where each piece of `text` begins, for the line of a hash. */
  readonly pieces: readonly Piece[];
  /** Text after `#`, null without one. */
  readonly comment: string | null;
  /** The file ended after a backslash: something was cut off. */
  readonly unfinished: boolean;
  /** Holds a separator that pip takes as the end of a line and editors do not show as one. */
  readonly hiddenBreak: boolean;
}

export interface Piece {
  readonly offset: number;
  readonly line: number;
}

interface PhysicalLine {
  readonly text: string;
  readonly line: number;
  readonly hiddenBreak: boolean;
}

// Python's str.splitlines(); of these only \n, \r\n and \r end a line elsewhere.
const BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/gu;
const COMMENT = /(?:^|\s)#/u;
const STARTS_COMMENT = /^\s*#/u;

export function logicalLines(text: string): readonly LogicalLine[] {
  const joined: LogicalLine[] = [];
  let open: PhysicalLine[] = [];
  for (const physical of physicalLines(text)) {
    const comment = STARTS_COMMENT.test(physical.text);
    if (physical.text.endsWith('\\') && !comment) {
      open.push({ ...physical, text: physical.text.replace(/^\\+/u, '').replace(TRAILING_SLASHES, '') });
      continue;
    }
    // The blank makes the comment match even where the line before it left no space.
    joined.push(join([...open, comment ? { ...physical, text: ` ${physical.text}` } : physical], false));
    open = [];
  }
  if (open.length > 0) joined.push(join(open, true));
  return joined;
}

const TRAILING_SLASHES = /(?<!\\)\\+$/u;

function physicalLines(text: string): readonly PhysicalLine[] {
  const lines: PhysicalLine[] = [];
  let [start, line] = [0, 1];
  for (const { 0: separator, index } of text.matchAll(BREAK)) {
    const visible = separator === '\n' || separator === '\r\n' || separator === '\r';
    lines.push({ text: text.slice(start, index), line, hiddenBreak: !visible });
    start = index + separator.length;
    if (visible) line += 1;
  }
  if (start < text.length) lines.push({ text: text.slice(start), line, hiddenBreak: false });
  return lines;
}

function join(parts: readonly PhysicalLine[], unfinished: boolean): LogicalLine {
  const pieces: Piece[] = [];
  let offset = 0;
  for (const { text, line } of parts) {
    pieces.push({ offset, line });
    offset += text.length;
  }
  const whole = parts.map(({ text }) => text).join('');
  const at = whole.search(COMMENT);
  const text = at === -1 ? whole : whole.slice(0, at);
  return {
    line: parts.find((part) => part.text.trim() !== '')?.line ?? parts[0]?.line ?? 1,
    text,
    pieces,
    comment: at === -1 ? null : whole.slice(whole.indexOf('#', at) + 1),
    unfinished,
    hiddenBreak: parts.some(({ hiddenBreak }) => hiddenBreak),
  };
}

/** Line on which the character at `offset` of the text stands. */
export const lineAt = ({ pieces, line }: LogicalLine, offset: number): number =>
  pieces.findLast((piece) => piece.offset <= offset)?.line ?? line;
