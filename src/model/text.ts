// Control, format and bidi characters let a package's text hide or reorder what a reviewer sees; private-use and unassigned ones hide payloads.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu;

/** Text of a package as one printable line: hidden characters become `\u{…}`, long text is cut in the middle. */
export function printable(text: string, limit = 200): string {
  const shown = text.replaceAll(/\s+/gu, ' ').trim().replaceAll(UNPRINTABLE, escapeCharacter);
  if (shown.length <= limit) return shown;
  const half = Math.floor((limit - 3) / 2);
  // A cut through a surrogate pair would leave half a character on each side.
  return `${shown.slice(0, half).replace(/[\uD800-\uDBFF]$/u, '')} … ${shown.slice(-half).replace(/^[\uDC00-\uDFFF]/u, '')}`;
}

const escapeCharacter = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** `a`, `a and b`, `a, b and c`, `a, b and 3 more`. */
export function listOf(items: readonly string[], limit = 5): string {
  const shown = items.length > limit ? [...items.slice(0, limit - 1), `${items.length - limit + 1} more`] : items;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

/** `1 file`, `3 files`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;
