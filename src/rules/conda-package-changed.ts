import type { ForeignPackage } from '../model/lockfile.js';
import { count, listOf, printable } from '../model/text.js';
import { rule } from './rule.js';

/**
 * Conda packages that came or changed. They come from conda channels, which are not reviewed here, so that a report without a word about
 * them would read as if they had been.
 */
export const condaPackageChanged = rule({
  id: 'conda-package-changed',
  level: 'note',
  confidence: 'high',
  needs: [],
  capec: [538],
  headline: 'brings in conda packages that are not reviewed',
  summary: 'The lockfile brings in other conda packages, which are not reviewed.',
  remedy:
    'Look at the conda packages yourself. Where they matter as much as Python packages, set this rule to "warn" or "block" in the policy.',

  checkLock({ pair: { path, base, head } }) {
    const before = new Set((base?.foreign ?? []).map(keyOf));
    const changed = (head?.foreign ?? []).filter((entry) => !before.has(keyOf(entry)));
    const names = [...new Set(changed.map(nameOf))].toSorted();
    if (names.length === 0) return [];
    return [
      {
        message: `${count(names.length, 'conda package')} came or changed and ${names.length === 1 ? 'was' : 'were'} not reviewed: ${listOf(names, 8)}. Only packages of Python indexes are.`,
        at: changed.slice(0, MAX_PLACES).map(({ line }) => ({ kind: 'lockfile', path, line })),
        key: 'conda',
      },
    ];
  },
});

// A new environment brings hundreds; the first lines lead to the rest.
const MAX_PLACES = 5;

const keyOf = ({ ecosystem, location, hash }: ForeignPackage): string => JSON.stringify([ecosystem, location, hash]);

const nameOf = ({ name, version }: ForeignPackage): string =>
  version === null ? printable(name, 80) : `${printable(name, 80)} ${printable(version, 40)}`;
