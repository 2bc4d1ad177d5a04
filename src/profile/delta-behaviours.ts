import type { Behaviour, Delta } from '../model/profile.js';
import { installedPath } from './layout.js';
import { MOMENTS } from './reach.js';

/**
 * Behaviours are compared by number, not only by kind: a second `subprocess.run` of an unknown command is new although the
 * first one was there, because otherwise an attacker hides behind the victim's own habits. A move is no change; running
 * sooner, or hiding more, is one.
 */
export function compareBehaviours(headAll: readonly Behaviour[], baseAll: readonly Behaviour[]): Delta<Behaviour> {
  const head = groupByFingerprint(distinct(headAll));
  const base = groupByFingerprint(distinct(baseAll));
  const added: Behaviour[] = [];
  const changed: { readonly from: Behaviour; readonly to: Behaviour }[] = [];
  const gone: Behaviour[] = [];
  for (const [fingerprint, now] of head) {
    const match = matchOccurrences(now, base.get(fingerprint) ?? []);
    added.push(...match.added);
    changed.push(...match.changed);
    gone.push(...match.gone);
  }
  for (const [fingerprint, before] of base) if (!head.has(fingerprint)) gone.push(...before);
  return { added, changed, gone };
}

/** One behaviour per place, over all distributions of a side, with every moment at which any of them reaches it. */
function distinct(behaviours: readonly Behaviour[]): readonly Behaviour[] {
  const byPlace = new Map<string, Behaviour>();
  for (const behaviour of behaviours) {
    const { path, line, column } = behaviour.at;
    const key = `${behaviour.fingerprint} ${line ?? ''}:${column ?? ''} ${installedPath(path)}`;
    const known = byPlace.get(key);
    byPlace.set(key, known === undefined ? behaviour : { ...known, when: union(known, behaviour) });
  }
  return [...byPlace.values()];
}

const union = (a: Behaviour, b: Behaviour): Behaviour['when'] =>
  MOMENTS.filter((when) => a.when.includes(when) || b.when.includes(when));

function groupByFingerprint(behaviours: readonly Behaviour[]): ReadonlyMap<string, readonly Behaviour[]> {
  const groups = new Map<string, Behaviour[]>();
  for (const behaviour of behaviours) {
    const group = groups.get(behaviour.fingerprint);
    if (group === undefined) groups.set(behaviour.fingerprint, [behaviour]);
    else group.push(behaviour);
  }
  return groups;
}

/** From the surest to the loosest: same line and no worse, no worse anywhere, same line, whatever is left. */
const MATCHES: readonly ((from: Behaviour, to: Behaviour) => boolean)[] = [
  (from, to) => isSameLine(from, to) && !isWorse(from, to),
  (from, to) => !isWorse(from, to),
  isSameLine,
  () => true,
];

function matchOccurrences(head: readonly Behaviour[], base: readonly Behaviour[]): Delta<Behaviour> {
  let added = head;
  const left = new Set(base);
  const changed: { readonly from: Behaviour; readonly to: Behaviour }[] = [];
  for (const matches of MATCHES) {
    added = added.filter((to) => {
      const from = firstOf(left, (candidate) => matches(candidate, to));
      if (from === null) return true;
      left.delete(from);
      if (isWorse(from, to)) changed.push({ from, to });
      return false;
    });
  }
  return { added, changed, gone: [...left] };
}

function firstOf<T>(items: Iterable<T>, accepts: (item: T) => boolean): T | null {
  for (const item of items) if (accepts(item)) return item;
  return null;
}

function isSameLine(from: Behaviour, to: Behaviour): boolean {
  return from.at.excerpt === to.at.excerpt && installedPath(from.at.path) === installedPath(to.at.path);
}

/**
 * Whether `to` runs sooner than `from`, or hides in a way that `from` did not. Installing from source is a time of its own: who
 * takes the wheel never runs what a build does, and the other way about.
 */
const isWorse = (from: Behaviour, to: Behaviour): boolean =>
  (to.when.includes('install') && !from.when.includes('install')) ||
  soonest(to) < soonest(from) ||
  to.traits.some((trait) => !from.traits.includes(trait));

/** How soon installed code runs it; code under tests is as good as never run. */
const soonest = ({ when }: Behaviour): number =>
  Math.min(
    ...when.filter((moment) => moment !== 'install' && moment !== 'test').map((moment) => MOMENTS.indexOf(moment)),
  );
