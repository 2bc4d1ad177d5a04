/**
 * Letters of other scripts that look like a Latin letter in most fonts, each with that letter: a part of the table of Unicode UTS #39
 * (confusables.txt). Greek letters that only resemble one (`ν`, `ρ`, `γ`, `α`) stay out: formulas are full of them.
 */
const LOOK_ALIKES: readonly (readonly [latin: string, others: string])[] = [
  ['a', 'аɑ'],
  ['b', 'Ьƅ'],
  ['c', 'сϲᴄⅽ'],
  ['d', 'ԁⅾ'],
  ['e', 'еҽ'],
  ['g', 'ɡց'],
  ['h', 'һհ'],
  ['i', 'іıɩӏⅰ'],
  ['j', 'јϳ'],
  ['k', 'қᴋκ'],
  ['l', 'ӏⅼƖ'],
  ['m', 'ⅿ'],
  ['n', 'ոռ'],
  ['o', 'оοօᴏ'],
  ['p', 'р'],
  ['q', 'ԛզ'],
  ['r', 'гᴦ'],
  ['s', 'ѕꜱ'],
  ['u', 'սᴜ'],
  ['v', 'ѵᴠⅴ'],
  ['w', 'ԝᴡա'],
  ['x', 'хⅹ'],
  ['y', 'уүʏ'],
  ['z', 'ᴢ'],
  ['A', 'АΑ'],
  ['B', 'ВΒ'],
  ['C', 'СϹ'],
  ['E', 'ЕΕ'],
  ['F', 'Ϝ'],
  ['G', 'Ԍ'],
  ['H', 'НΗ'],
  ['I', 'ІΙӀ'],
  ['J', 'ЈͿ'],
  ['K', 'КΚ'],
  ['M', 'МΜ'],
  ['N', 'Ν'],
  ['O', 'ОΟՕ'],
  ['P', 'РΡ'],
  ['S', 'ЅՏ'],
  ['T', 'ТΤ'],
  ['U', 'Ս'],
  ['V', 'Ѵ'],
  ['W', 'Ԝ'],
  ['X', 'ХΧ'],
  ['Y', 'ҮΥ'],
  ['Z', 'Ζ'],
];

const LATIN_OF: ReadonlyMap<string, string> = new Map(
  LOOK_ALIKES.flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);

/** The name in Latin letters that it looks like; null when a letter of it looks like none. */
export function latinLookAlike(name: string): string | null {
  let latin = '';
  for (const letter of name) {
    const plain = letter < '\u0080' ? letter : LATIN_OF.get(letter);
    if (plain === undefined) return null;
    latin += plain;
  }
  return latin;
}
