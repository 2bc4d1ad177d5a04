import { printable } from '../model/text.js';
import { BUILTIN_NAMES } from './builtins.js';
import { latinLookAlike } from './confusables.js';
import { TELLING_NAMES } from './interest.js';
import { normalizeIdentifier } from './names.js';
import type { Outline } from './outline.js';
import { codePoints, type Sighting, type SignSource } from './sighting.js';
import { NAME, type Tokens } from './tokens.js';

/**
 * Names that are not what they look like. Python reads `𝘦𝘹𝘦𝘤` as `exec` (PEP 3131: identifiers are compared in NFKC) where a search
 * for `exec` finds nothing; onyxproxy (March 2023) wrote its calls so. And `ехес` in Cyrillic looks like `exec` and is another name.
 */
export function confusableNames({ text, tokens, shape }: SignSource): readonly Sighting[] {
  const found: Sighting[] = [];
  const seen = new Set<string>();
  let ascii: ReadonlySet<string> | null = null;
  for (let at = 0; at < tokens.count; at += 1) {
    if (tokens.kind[at] !== NAME) continue;
    const start = tokens.start[at] ?? 0;
    const end = tokens.end[at] ?? 0;
    if (end - start > MAX_NAME || isAsciiBetween(text, start, end)) continue;
    const written = text.slice(start, end);
    if (seen.has(written)) continue;
    seen.add(written);
    ascii ??= asciiNames(tokens);
    const sign = signOf(written, shape, ascii);
    if (sign !== null) found.push({ kind: 'confusable-identifier', ...sign, at: start });
  }
  return found;
}

/** What a name with letters outside ASCII pretends to be; null for an honest one. */
function signOf(written: string, shape: Outline, ascii: ReadonlySet<string>): Disguise | null {
  const meant = normalizeIdentifier(written);
  const isDisguise = meant !== written && IS_ASCII.test(meant);
  const name = isDisguise ? meant : latinLookAlike(meant);
  if (name === null || name.length < 2) return null;
  const isKnown = TELLING.has(name) || KNOWN.has(name);
  const isNear = isDisguise ? shape.aliases.has(name) : looksLikeAnother(meant, name, ascii);
  return isKnown || isNear ? describe(written, name, isDisguise) : null;
}

const MAX_NAME = 200;
const IS_ASCII = /^[\x00-\x7f]+$/u;

/** Names that lead to running code, processes, the network or decoding. */
const TELLING: ReadonlySet<string> = new Set([
  ...TELLING_NAMES,
  ...'os sys open getattr setattr base64 b64decode zlib decompress fromhex unhexlify codecs bytes chr join decode shutil platform'.split(
    ' ',
  ),
]);

/** Built-ins and words of the language; the shortest ones (`in`, `is`, `id`) come about by chance, `iₛ` in a formula. */
const KNOWN: ReadonlySet<string> = new Set(
  [
    ...BUILTIN_NAMES,
    ...'self cls import from def class return lambda else for while try except True False None and not pass with'.split(
      ' ',
    ),
  ].filter((name) => name.length > 2),
);

/** A look-alike is another name: it deceives when the one that it looks like is used beside it. */
const looksLikeAnother = (meant: string, name: string, ascii: ReadonlySet<string>): boolean =>
  name.length > 2 && /[A-Za-z]/u.test(meant) && ascii.has(name);

type Disguise = Pick<Sighting, 'shape' | 'text'>;

function describe(written: string, name: string, isDisguise: boolean): Disguise {
  const shape = TELLING.has(name) ? 'the telling name' : 'the name';
  const foreign = codePoints([...written].filter((letter) => letter > '\u007f'));
  const how = isDisguise ? 'written as' : 'imitated by';
  return { shape, text: () => `${shape} ${printable(name, 60)}, ${how} “${printable(written, 60)}” with ${foreign}` };
}

function isAsciiBetween(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) > 127) return false;
  return true;
}

function asciiNames(tokens: Tokens): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at = 0; at < tokens.count; at += 1) {
    if (tokens.kind[at] !== NAME) continue;
    const start = tokens.start[at] ?? 0;
    const end = tokens.end[at] ?? 0;
    if (end - start <= MAX_NAME && isAsciiBetween(tokens.text, start, end)) names.add(tokens.text.slice(start, end));
  }
  return names;
}
