import { textOf } from './text.js';

/** A line that `site` runs, with its 1-based number. */
export interface StartupLine {
  readonly text: string;
  readonly line: number;
}

/**
 * Lines of a `.pth` that `site` executes: those that begin with `import` and a blank or tab. Python up to 3.11 splits lines at line
 * feeds and carriage returns only, later ones at form feeds and Unicode separators too; a line that either would run counts.
 */
export function executableLines(bytes: Uint8Array): readonly StartupLine[] {
  const lines = textOf(bytes).split(/\r\n|\r|\n/u);
  return lines.flatMap((whole, index) => {
    if (isExecuted(whole)) return [{ text: whole.trimEnd(), line: index + 1 }];
    return whole
      .split(OTHER_SEPARATORS)
      .filter(isExecuted)
      .map((part) => ({ text: part.trimEnd(), line: index + 1 }));
  });
}

/** What Python's `str.splitlines` takes for the end of a line beside line feeds and carriage returns. */
const OTHER_SEPARATORS = /[\v\f\u001c-\u001e\u0085\u2028\u2029]/u;

const isExecuted = (line: string): boolean => /^import[ \t]/u.test(line);

/** Entry points of a `.start` file (PEP 829): `package.module:callable`, one a line, `#` begins a comment. */
export function startTargets(bytes: Uint8Array): readonly StartupLine[] {
  return textOf(bytes)
    .split(/\r\n|\r|\n/u)
    .map((text, index) => ({ text: text.replace(/#.*$/u, '').trim(), line: index + 1 }))
    .filter(({ text }) => text !== '');
}

/** The lines as a Python source in which each stands at its own place. */
export function sourceOfLines(lines: readonly StartupLine[]): Uint8Array {
  const rows: string[] = [];
  for (const { text, line } of lines) {
    while (rows.length < line - 1) rows.push('');
    // Two parts of one line: the second keeps running, a line later than it stands.
    rows.push(text);
  }
  return new TextEncoder().encode(`${rows.join('\n')}\n`);
}
