import { printable } from '../model/text.js';
import type { SourcePlace } from './facts.js';

/** Longest part of a line that is shown: one-line payloads have megabytes. */
const WINDOW = 160;

/** Turns offsets of a text into places; lines are found by bisection. */
export function placesOf(text: string): (offset: number) => SourcePlace {
  const starts = lineStarts(text);
  return (offset) => {
    const line = lineAt(starts, offset);
    const start = starts[line] ?? 0;
    const end = (starts[line + 1] ?? text.length + 1) - 1;
    const from = offset - start > WINDOW ? offset - 20 : start;
    const excerpt = printable(text.slice(from, Math.min(end, from + 2 * WINDOW)), WINDOW);
    return { line: line + 1, column: offset - start + 1, excerpt };
  };
}

/** Places of a text that was unfolded: the line that runs it, with the unfolded text as the excerpt. */
export function placesWithin(origin: SourcePlace, text: string): (offset: number) => SourcePlace {
  const inner = placesOf(text);
  return (offset) => ({ ...origin, excerpt: inner(offset).excerpt });
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
