import { printable } from '../model/text.js';
import type { ContentPlace } from './facts.js';

/** One simple command of a shell or batch script. Words are unquoted; what is not known from the text is `…`. */
export interface Command {
  readonly words: readonly string[];
  /** Files that its output goes to. */
  readonly writesTo: readonly string[];
  /** Commands inside its words: `$(…)`, backquotes, `<(…)`. */
  readonly inner: readonly Command[];
  /** Takes the output of the command before it. */
  readonly isPiped: boolean;
  readonly isDetached: boolean;
  /** Text of its here-document; null without one. */
  readonly given: string | null;
  /** As written. */
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

/** Stands for what is not known from the text. */
export const HOLE = '…';

export const placeOf = ({ text, line }: Pick<Command, 'text' | 'line'>): ContentPlace => ({
  line,
  excerpt: printable(text),
});

/** Programs that run the command behind them. */
const WRAPPERS: ReadonlySet<string> = new Set(
  'sudo doas nohup setsid env time exec command nice ionice builtin then do else if while until ! { busybox xargs start call stdbuf'.split(
    ' ',
  ),
);

/** The words without programs that only run the rest, assignments in front, and their options. */
export function unwrap(words: readonly string[]): readonly string[] {
  let from = 0;
  while (from < words.length - 1) {
    const word = words[from] ?? '';
    if (WRAPPERS.has(programOf(word)) || /^\w+=/u.test(word) || word === '') from += 1;
    else if (from > 0 && /^-\w+$|^\/(?:b|min|wait)$|^""$/iu.test(word)) from += 1;
    else break;
  }
  return words.slice(from);
}

/** `/usr/bin/curl` and `CURL.EXE` are `curl`. */
export const programOf = (word: string): string =>
  (word.replaceAll('\\', '/').split('/').at(-1) ?? '').replace(/\.(?:exe|cmd|bat|com)$/iu, '').toLowerCase();

/** The first words, for a reader. */
export const titleOf = (words: readonly string[]): string => printable(words.slice(0, 12).join(' '), 160);

/** Host and path of the first URL among some words. */
export function urlIn(words: readonly string[]): string | null {
  for (const word of words) {
    const rest = /\b(?:https?|ftp):\/\/(?<rest>[^\s"'`<>|;)\\]{1,200})/iu.exec(word)?.groups?.['rest'];
    if (rest !== undefined) return printable(rest.replace(/^[^/@]*@/u, ''), 100);
  }
  return null;
}
