import { readToml } from '../lockfiles/toml.js';
import { isTable, joined, NOTHING_READ, tableWishes, type Wishes } from './wishes.js';

const SETTINGS = new Set(['source', 'requires', 'scripts', 'pipenv', 'pipfile']);

/** Pipfile: `packages`, `dev-packages` and any other table is a category; https://pipenv.pypa.io/en/stable/pipfile.html */
export function pipfileWishes(text: string): Wishes {
  const document = readToml(text);
  if (document.kind === 'misread') return NOTHING_READ;
  const categories = Object.entries(document.value).filter(([name]) => !SETTINGS.has(name));
  return joined(
    categories.map(([name, table]) =>
      isTable(table) ? tableWishes(table, name === 'packages' ? '' : name) : NOTHING_READ,
    ),
  );
}
