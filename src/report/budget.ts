/** Bytes of a review comment. GitHub takes 65,536 characters; the rest is for a marker, and a byte count is never below a character count. */
export const COMMENT_BUDGET = 60_000;

/** Bytes of a job summary. GitHub takes 1 MiB for a step. */
export const SUMMARY_BUDGET = 1_000_000;

/** Where a reader finds what did not fit. */
export const ELSEWHERE = 'in the job summary or the JSON report';

/** UTF-8 bytes: at least the number of UTF-16 units, so one limit serves both counts. */
export const sizeOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** One thing to tell, in several lengths, longest first. */
export type Forms = readonly [string, ...string[]];

export interface FitOptions {
  /** Bytes. */
  readonly room: number;
  readonly separator: string;
  /** Said when the shortest forms do not fit either: how many are left out. */
  readonly more: (left: number) => string;
}

/**
 * As many items as fit, from the first: all in their longest form when there is room; else later items in shorter forms; else
 * the last ones counted instead of shown.
 */
export function fitItems(items: readonly Forms[], { room, separator, more }: FitOptions): string {
  const gap = sizeOf(separator);
  const sizes = items.map((forms) => forms.map(sizeOf));
  const levels = items.map(() => 0);
  let total = sizes.reduce((sum, [size = 0]) => sum + size + gap, 0);

  const depth = Math.max(0, ...items.map((forms) => forms.length));
  for (let level = 1; level < depth && total > room; level += 1) {
    for (let at = items.length - 1; at >= 0 && total > room; at -= 1) {
      const next = sizes[at]?.[level];
      if (next === undefined) continue;
      total += next - (sizes[at]?.[levels[at] ?? 0] ?? 0);
      levels[at] = level;
    }
  }
  const shown = items.map((forms, at) => forms[levels[at] ?? 0] ?? forms[0]);
  return total <= room ? shown.join(separator) : cut(shown, { room, separator, more });
}

function cut(shown: readonly string[], { room, separator, more }: FitOptions): string {
  const gap = sizeOf(separator);
  let left = room - sizeOf(more(shown.length)) - gap;
  const kept: string[] = [];
  for (const text of shown) {
    left -= sizeOf(text) + gap;
    if (left < 0) break;
    kept.push(text);
  }
  return [...kept, more(shown.length - kept.length)].join(separator);
}

/** A part of a document that can be written in the room it is given. */
export interface Section {
  /** Parts with a lower number are given room first. */
  readonly importance: number;
  /** Text of at most `room` bytes; empty when it has nothing to say. */
  readonly render: (room: number) => string;
  /** Bytes kept for this part while more important ones are written, so that it can at least be counted. */
  readonly reserve: number;
}

/** Writes the sections in their order, giving room in the order of importance. */
export function fitSections(sections: readonly Section[], budget: number): string {
  const texts = new Map<Section, string>();
  let room = budget;
  let reserved = sections.reduce((sum, { reserve }) => sum + reserve, 0);
  for (const section of sections.toSorted((a, b) => a.importance - b.importance)) {
    reserved -= section.reserve;
    const text = section.render(Math.max(0, room - reserved - SEPARATOR.length));
    texts.set(section, text);
    room -= text === '' ? 0 : sizeOf(text) + SEPARATOR.length;
  }
  return `${sections.flatMap((section) => texts.get(section) || []).join(SEPARATOR)}\n`;
}

const SEPARATOR = '\n\n';
