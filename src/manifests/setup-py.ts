import { NOTHING_READ, specifierWishes, type Wishes } from './wishes.js';

const KEYWORD = /\binstall_requires\s*=\s*/gu;
// A comment ends with its line and nothing else begins with `#`, so each character can be read in one way only.
const LIST = /\[(?<body>(?:\s|,|#[^\n]*\n|"[^"\\\n]*"|'[^'\\\n]*')*)\]/uy;
const TEXT = /#[^\n]*|"(?<double>[^"\\\n]*)"|'(?<single>[^'\\\n]*)'/gu;

/**
 * setup.py is a program, and no program under review is run. Only one `install_requires=[…]` of plain texts is read; whatever else it may
 * compute is not known, so the manifest is never complete.
 */
export function setupPyWishes(text: string): Wishes {
  const [keyword, ...others] = text.matchAll(KEYWORD);
  if (keyword === undefined || others.length > 0) return NOTHING_READ;
  LIST.lastIndex = keyword.index + keyword[0].length;
  const body = LIST.exec(text)?.groups?.['body'] ?? '';
  const texts = [...body.matchAll(TEXT)].flatMap(({ groups }) => groups?.['double'] ?? groups?.['single'] ?? []);
  return { ...specifierWishes(texts, ''), complete: false };
}
