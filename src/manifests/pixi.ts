import { readToml } from '../lockfiles/toml.js';
import { joined, NOTHING_READ, type Table, tableAt, tableWishes, type Wishes } from './wishes.js';

/** pixi.toml: https://pixi.sh/latest/reference/pixi_manifest/ */
export function pixiWishes(text: string): Wishes {
  const document = readToml(text);
  return document.kind === 'misread' ? NOTHING_READ : pixiTables(document.value);
}

/** The tables of pixi, which stand at the root of pixi.toml or under `[tool.pixi]`; features and targets repeat them. */
export function pixiTables(root: Table): Wishes {
  const features = Object.entries(tableAt(root, 'feature'));
  return joined([withTargets(root, ''), ...features.map(([name, feature]) => withTargets(tableAt(feature), name))]);
}

const withTargets = (table: Table, group: string): Wishes =>
  joined([
    ownTables(table, group),
    ...Object.entries(tableAt(table, 'target')).map(([platform, target]) =>
      ownTables(tableAt(target), group === '' ? platform : `${group} ${platform}`),
    ),
  ]);

const ownTables = (table: Table, group: string): Wishes =>
  joined([
    tableWishes(tableAt(table, 'pypi-dependencies'), group),
    ...['dependencies', 'host-dependencies', 'build-dependencies'].map((key) =>
      tableWishes(tableAt(table, key), group, 'conda'),
    ),
  ]);
