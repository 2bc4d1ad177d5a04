import { confusableNames } from './confusable-names.js';
import { suspiciousEndpoints } from './endpoints.js';
import type { SourceSign } from './facts.js';
import { hiddenCharacters } from './hidden-characters.js';
import { obfuscatedSource } from './obfuscation.js';
import type { Outline } from './outline.js';
import { placesOf } from './places.js';
import { pushedStatements } from './pushed-statements.js';
import type { Sighting, SignSource } from './sighting.js';
import type { Tokens } from './tokens.js';

/** Signs of one kind and shape kept for one file, and looked at: what is beyond says nothing that the first ones do not. */
const MAX_KEPT = 100;
const MAX_LOOKED = 1000;

/**
 * What a source text shows by how it is written or what it names. Tokens are enough, so broken files have signs too; total and
 * linear. `isAscii` spares the larger part of all files the search for hidden characters.
 */
export function signsIn(source: SignSource, isAscii: boolean): readonly SourceSign[] {
  const sightings = [
    ...(isAscii ? [] : hiddenCharacters(source.text, source.tokens)),
    ...(isAscii ? [] : confusableNames(source)),
    ...pushedStatements(source),
    ...obfuscatedSource(source),
    ...suspiciousEndpoints(source),
  ];
  return sightings.length === 0 ? [] : placed(sightings, source);
}

function placed(sightings: readonly Sighting[], { text, tokens, shape }: SignSource): readonly SourceSign[] {
  const place = placesOf(text);
  const signs = new Map<string, SourceSign>();
  const counts = new Map<string, { looked: number; kept: number }>();
  for (const { kind, shape: sort, text: describe, at } of sightings.toSorted((a, b) => a.at - b.at)) {
    const count = counts.get(`${kind} ${sort}`) ?? { looked: 0, kept: 0 };
    counts.set(`${kind} ${sort}`, count);
    count.looked += 1;
    if (count.looked > MAX_LOOKED || count.kept >= MAX_KEPT) continue;
    const scope = scopeAt(tokens, shape, at);
    const shown = describe();
    const key = [kind, shown, scope].join('\u0000');
    if (signs.has(key)) continue;
    count.kept += 1;
    signs.set(key, { kind, text: shown, scope, at: place(at) });
  }
  return [...signs.values()];
}

/** The scope of the line around an offset; a comment belongs to the line before it. */
function scopeAt(tokens: Tokens, { lines }: Outline, offset: number): string {
  const line = last(lines.length, (index) => (tokens.start[lines[index]?.from ?? 0] ?? 0) <= offset);
  return lines[line]?.scope ?? '';
}

/** The last index of which a predicate holds that holds for all before it; -1 for none. */
function last(count: number, holds: (index: number) => boolean): number {
  let low = -1;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
