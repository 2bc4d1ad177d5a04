import type { Delta, InventoryEntry } from '../model/profile.js';
import { installedPath } from './layout.js';

/** Files by where they land. Several wheels may bring several contents for one place; any that the base had is old. */
export function compareFiles(
  headAll: readonly InventoryEntry[],
  baseAll: readonly InventoryEntry[],
): Delta<InventoryEntry> {
  const head = groupByPlace(headAll);
  const base = groupByPlace(baseAll);
  const added: InventoryEntry[] = [];
  const changed: { readonly from: InventoryEntry; readonly to: InventoryEntry }[] = [];
  for (const [place, now] of head) {
    const before = base.get(place);
    if (before === undefined) added.push(...now);
    else changed.push(...changesOf(now, before));
  }
  const gone = [...base].flatMap(([place, before]) => (head.has(place) ? [] : before.slice(0, 1)));
  return { added, changed, gone };
}

// A release has a few hundred wheels at most; an archive that repeats one path more often is told as an anomaly.
const MAX_CONTENTS = 500;

/** Distinct contents of each place, in the order in which they are found. */
function groupByPlace(entries: readonly InventoryEntry[]): ReadonlyMap<string, readonly InventoryEntry[]> {
  const places = new Map<string, InventoryEntry[]>();
  for (const entry of entries) {
    const place = placeOf(entry);
    const same = places.get(place);
    if (same === undefined) places.set(place, [entry]);
    else if (same.length < MAX_CONTENTS && !same.some((other) => isSame(other, entry))) same.push(entry);
  }
  return places;
}

function changesOf(
  now: readonly InventoryEntry[],
  before: readonly InventoryEntry[],
): Delta<InventoryEntry>['changed'] {
  const from = before[0];
  if (from === undefined) return [];
  return now.filter((to) => !before.some((old) => isSame(old, to))).map((to) => ({ from, to }));
}

// Members of a wheel that was read by range have no hash. For those the size must do, and a kind that changed.
const isSame = (a: InventoryEntry, b: InventoryEntry): boolean =>
  a.kind === b.kind && a.size === b.size && (a.sha256 === b.sha256 || a.sha256 === null || b.sha256 === null);

/**
 * Where a file lands, without what changes with every release or platform: versions in `.dist-info`, ABI tags of extension
 * modules, and the hashes that auditwheel and delvewheel add to bundled libraries.
 */
function placeOf({ path, kind }: InventoryEntry): string {
  const installed = installedPath(path)
    .replace(/^[^/]+\.(?<folder>dist-info|data)\//u, '.$<folder>/')
    .replace(/^(?<name>[^/]+?)(?:-[^/]+)?\.egg-info(?=\/|$)/u, '.egg-info');
  return kind === 'native' ? withoutTags(installed) : installed;
}

const withoutTags = (path: string): string =>
  path
    .replace(
      /\.(?:cpython-\d+[a-z]*|cp\d+[a-z]*|pypy\d+[^./]*|abi3)(?:-[^./]+)*\.(?<ending>so|pyd|dll)$/u,
      '.$<ending>',
    )
    .replace(/-[0-9a-f]{8,40}(?=[.-])/gu, '')
    .replace(/\.(?:so|dylib)(?:\.\d+)*$/u, '.so')
    .replaceAll(/\d+(?:\.\d+)+/gu, '#');
