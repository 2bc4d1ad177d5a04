import { readToml } from '../lockfiles/toml.js';
import { pixiTables } from './pixi.js';
import {
  isTable,
  joined,
  NOTHING_ASKED,
  NOTHING_READ,
  specifierWishes,
  type Table,
  tableAt,
  tableWishes,
  textsOf,
  type Wishes,
} from './wishes.js';

/**
 * pyproject.toml: `[project]` (PEP 621), `[dependency-groups]` (PEP 735) and the tables of Poetry, PDM, uv and pixi. Build requirements
 * are left out: no lock pins them.
 */
export function pyprojectWishes(text: string): Wishes {
  const document = readToml(text);
  if (document.kind === 'misread') return NOTHING_READ;
  const { value } = document;
  return joined([
    projectWishes(tableAt(value, 'project')),
    groupWishes(tableAt(value, 'dependency-groups')),
    poetryWishes(tableAt(value, 'tool', 'poetry')),
    namedLists(tableAt(value, 'tool', 'pdm', 'dev-dependencies'), ''),
    listWishes(tableAt(value, 'tool', 'uv')['dev-dependencies'], 'dev'),
    pixiTables(tableAt(value, 'tool', 'pixi')),
  ]);
}

function projectWishes(project: Table): Wishes {
  const dynamic = textsOf(project['dynamic']) ?? [];
  return joined([
    listWishes(project['dependencies'], ''),
    namedLists(tableAt(project, 'optional-dependencies'), ''),
    // Some build backend computes them from elsewhere.
    { dependencies: [], complete: !dynamic.some((field) => /^(?:optional-)?dependencies$/u.test(field)) },
  ]);
}

function listWishes(value: unknown, group: string): Wishes {
  if (value === undefined) return NOTHING_ASKED;
  const texts = textsOf(value);
  return texts === null ? NOTHING_READ : specifierWishes(texts, group);
}

const namedLists = (table: Table, prefix: string): Wishes =>
  joined(Object.entries(table).map(([name, list]) => listWishes(list, `${prefix}${name}`)));

/** A group may take in another by `{include-group = "…"}`, which adds no wish of its own. */
const groupWishes = (groups: Table): Wishes =>
  joined(
    Object.entries(groups).map(([name, list]) =>
      Array.isArray(list)
        ? listWishes(
            list.filter((item) => !isTable(item)),
            name,
          )
        : NOTHING_READ,
    ),
  );

function poetryWishes(poetry: Table): Wishes {
  const groups = Object.entries(tableAt(poetry, 'group')).map(([name, group]) =>
    tableWishes(withoutPython(tableAt(group, 'dependencies')), name),
  );
  return joined([
    tableWishes(withoutPython(tableAt(poetry, 'dependencies')), ''),
    tableWishes(tableAt(poetry, 'dev-dependencies'), 'dev'),
    ...groups,
  ]);
}

const withoutPython = (table: Table): Table =>
  Object.fromEntries(Object.entries(table).filter(([name]) => name !== 'python'));
