/** Families of names that obfuscators give, as the rest of a sentence. */
const FAMILIES: readonly (readonly [words: string, pattern: RegExp])[] = [
  ['_0x3fa1 and the like', /^_*0x[0-9a-f]{3,}$/iu],
  ['_0x3fa1 and the like', /^_+0x[0-9a-zA-Z]{3,}$/u],
  ['O0OO0 and the like', /^_*(?=[O0o_]{6,}$)(?=.*[Oo])(?=.*(?:0|O.*o|o.*O))[O0o_]+$/u],
  ['lIllI and the like', /^_*(?=[lIi1|_]{6,}$)(?=.*(?:l.*[Ii1]|[Ii1].*l|I.*[i1]|[i1].*I))[lIi1_]+$/u],
  ['____ in many lengths', /^_{5,}$/u],
];

/** The family that a name belongs to; null for a name. */
export const nameFamily = (name: string): string | null =>
  name.length > 200 ? null : (FAMILIES.find(([, pattern]) => pattern.test(name))?.[0] ?? null);

/** Letters of the families, and `x` of those that begin with `_0x`. */
const LETTERS = new Uint8Array(128);
for (const letter of '_O0olIi1x|') LETTERS[letter.charCodeAt(0)] = 1;

/** Whether the third and fourth letters of a name, `__` left out, may be those of a family: a glance before the patterns. */
export function mayBeOfFamily(text: string, start: number, length: number): boolean {
  let at = start;
  while (at < start + length - 4 && text.charCodeAt(at) === 95) at += 1;
  for (let next = at; next < at + 3; next += 1) {
    const code = text.charCodeAt(next);
    if (code === 120 && next > at) return true;
    if (code > 127 || LETTERS[code] === 0) return false;
  }
  return true;
}

/**
 * Pairs of letters that make up 87 % of the pairs in the names of Python's standard library, Django, pandas and SymPy (counted
 * 2026-11-23); each word is a letter with those that follow it. Letters drawn by lot are such a pair three times in ten.
 */
const COMMON_PAIRS =
  'abcdgilmnprsty baelo caehiklort dadeiostu eacdefgilmnopqrstvwx faefiloru geirs haeio iabcdefglmnoprstvx ke ladeilostuy ' +
  'maeiopsu nacdefgiostuv ocdlmnoprstuw paeiloprty qu racdegimnorstuy sacehiopstuy tacdefhilmnoprstuy uabcelmnprst vae wi xpt ymps ze';

const IS_COMMON = new Uint8Array(26 * 26);
for (const [first = '', ...others] of COMMON_PAIRS.split(' ')) {
  for (const other of others) IS_COMMON[(first.charCodeAt(0) - 97) * 26 + other.charCodeAt(0) - 97] = 1;
}

/** Whether a name was drawn by lot (`qzxKwvbJrt`, `wopvEaTEcopFEavc`): its letters do not follow each other as in words. */
export function isMachineName(name: string): boolean {
  if (nameFamily(name) !== null) return true;
  const letters = name.replaceAll(/[^A-Za-z]/gu, '');
  if (letters.length < 9 || letters.length > 100) return false;
  // Two capitals between small letters, or vowels without end: `parseXMLFile` and `queue` have neither.
  if (/[a-z][A-Z]{2}[a-z]|[aeiou]{5}/u.test(name)) return true;
  const lower = letters.toLowerCase();
  let common = 0;
  for (let at = 1; at < lower.length; at += 1) {
    common += IS_COMMON[(lower.charCodeAt(at - 1) - 97) * 26 + lower.charCodeAt(at) - 97] ?? 0;
  }
  return common * 2 < lower.length - 1;
}
