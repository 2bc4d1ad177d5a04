import type { SignKind } from '../model/profile.js';
import type { Outline } from './outline.js';
import type { Tokens } from './tokens.js';

/** What signs are looked for in. */
export interface SignSource {
  readonly text: string;
  readonly tokens: Tokens;
  readonly shape: Outline;
  readonly oddCodec: string | null;
  readonly loneReturns: readonly number[];
}

/** A sign before its line and scope are known. */
export interface Sighting {
  readonly kind: SignKind;
  /** What sort it is, the beginning of its text: a thousand of one sort must not push out one of another. */
  readonly shape: string;
  /** Gives `SourceSign.text`; hostile text has a million signs, of which few are told. */
  readonly text: () => string;
  /** UTF-16 offset. */
  readonly at: number;
}

/** The beginning of a long text: what is shown of it is short. */
export const clipped = (text: string): string => (text.length > 1000 ? text.slice(0, 1000) : text);

/** Code points for a reader: `U+202E and U+2066`. Each once, a few at most. */
export function codePoints(characters: Iterable<string>): string {
  const names = [...new Set(characters)].map(
    (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  return names.length > 4 ? `${names.slice(0, 4).join(', ')}, …` : names.join(', ');
}
