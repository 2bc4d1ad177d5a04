import type { TellingText } from './facts.js';

/** Shorter literals are modes, keys and codecs. */
const SHORTEST = 8;
/** As much of a text as is looked at. */
const WINDOW = 4000;
/** A program that fetches, decodes or interprets, or several commands in one line. */
const COMMAND =
  /(?:^|[\s"'/\\])(?:curl|wget|powershell|pwsh|mshta|certutil|bitsadmin|regsvr32|(?:ba|z|da)?sh\s+-|cmd(?:\.exe)?\s+\/c|python[\d.]*\s+-|nohup|base64\s+-)|\|\s*(?:ba|z)?sh\b|\bhttps?:\/\/\S+\s*(?:\||&&|;)/iu;
/** Text that was packed: no word or name mixes cases and digits, ends in padding or goes on for that long. */
const PACKED_BODY =
  '(?:[A-Za-z0-9+/]{14,}={1,2}|(?=[^"\']*[a-z])(?=[^"\']*[A-Z])(?=[^"\']*[0-9])[A-Za-z0-9+/_-]{16,}={0,2}|[A-Za-z0-9+/]{48,}={0,2})';
const PACKED = new RegExp(`^${PACKED_BODY}$`, 'u');
const PACKED_LITERAL = new RegExp(`["']${PACKED_BODY}["']`, 'u');
/** Source of more than a name. */
const SOURCE =
  /(?:^|[\n;])\s*(?:import\s+\w|from\s+\w+\s+import\b)|\b(?:exec|eval|__import__)\s*\(|[^\t\n\r\x20-\x7e]{4}/u;

/** What a text looks like when it is worth following to where it is run; null for ordinary texts. */
export function tellingText(text: string): TellingText | null {
  if (text.length < SHORTEST) return null;
  const shown = text.slice(0, WINDOW);
  if (COMMAND.test(shown)) return 'command';
  return PACKED.test(shown) || SOURCE.test(shown) ? 'code' : null;
}

/** What the literals of a source look like, by one search over all of it. */
export const tellingTextsIn = (source: string): readonly TellingText[] => [
  ...(COMMAND.test(source) ? (['command'] as const) : []),
  ...(PACKED_LITERAL.test(source) ? (['code'] as const) : []),
];
