import type { Behaviour, FlowStep, MemberLocation, When } from '../model/profile.js';
import type { SourcePlace } from '../python/facts.js';
import { fingerprintOf } from './fingerprint.js';
import { installedPath, isTestPath } from './layout.js';
import type { ReadSource } from './python-files.js';
import { MOMENTS, type Reach } from './reach.js';

/** Behaviours of one distribution: its sources' acts with the moments that reach them. Most urgent first. */
export function behavioursOf(sources: readonly ReadSource[], reach: Reach, artifact: string): readonly Behaviour[] {
  const paths = new Map(sources.map(({ path }) => [installedPath(path), path]));
  const behaviours = sources.flatMap((source) =>
    source.file.scopes.flatMap(({ name, acts }) => {
      const when = momentsOf(source, name, reach);
      return acts.map((act): Found => {
        const place: Place = { artifact, path: source.path, others: paths };
        return {
          behaviour: behaviourOf(act, when, (at) => locationOf(at, place)),
          isElsewhere: act.at.path !== undefined,
        };
      });
    }),
  );
  return withoutRepeats(behaviours).toSorted(byUrgency);
}

interface Found {
  readonly behaviour: Behaviour;
  /** Told by the module that calls, not by the one in which it lies. */
  readonly isElsewhere: boolean;
}

/** An act that a calling module tells of is left out where the module in which it lies tells as much of it by itself. */
function withoutRepeats(found: readonly Found[]): readonly Behaviour[] {
  const told = new Map<string, Behaviour[]>();
  const keep = (behaviour: Behaviour): void => {
    const key = placeKey(behaviour);
    told.set(key, [...(told.get(key) ?? []), behaviour]);
  };
  if (found.every(({ isElsewhere }) => !isElsewhere)) return found.map(({ behaviour }) => behaviour);
  for (const { behaviour, isElsewhere } of found) if (!isElsewhere) keep(behaviour);
  for (const { behaviour, isElsewhere } of found) {
    if (!isElsewhere) continue;
    const others = told.get(placeKey(behaviour)) ?? [];
    if (!others.some((other) => tellsAsMuch(other, behaviour))) keep(behaviour);
  }
  return [...told.values()].flat();
}

const placeKey = ({ act, callee, at }: Behaviour): string =>
  `${act} ${callee} ${at.line ?? ''}:${at.column ?? ''} ${at.path}`;

const tellsAsMuch = (one: Behaviour, other: Behaviour): boolean =>
  other.inputs.every((input) => one.inputs.includes(input)) &&
  other.traits.every((trait) => one.traits.includes(trait)) &&
  (other.target === null || other.target === one.target) &&
  other.when.every((when) => one.when.includes(when));

/** Moments that reach a scope; code that nothing reaches waits for a caller, or for somebody who runs the tests. */
export function momentsOf(source: ReadSource, scope: string, reach: Reach): readonly When[] {
  const when = reach.get(source)?.get(scope) ?? [];
  if (when.length > 0) return when;
  return [isTestPath(source.path) ? 'test' : 'call'];
}

interface Place {
  readonly artifact: string;
  readonly path: string;
  /** Path as installed → path in this distribution: facts of a file are shared between distributions that lay it elsewhere. */
  readonly others: ReadonlyMap<string, string>;
}

/** An act as a reader of sources or of other files tells it. */
type ActAt<Place> = Pick<Behaviour, 'act' | 'inputs' | 'callee' | 'target' | 'traits'> & {
  readonly steps: readonly { readonly what: string; readonly at: Place }[];
  readonly at: Place;
};

export function behaviourOf<Place>(
  act: ActAt<Place>,
  when: readonly When[],
  locate: (place: Place) => MemberLocation,
): Behaviour {
  const inputs = [...new Set(act.inputs)].toSorted();
  return {
    act: act.act,
    inputs,
    callee: act.callee,
    target: act.target,
    when,
    traits: [...new Set(act.traits)].toSorted(),
    steps: act.steps.map(({ what, at }): FlowStep => ({ what, at: locate(at) })),
    at: locate(act.at),
    fingerprint: behaviourFingerprint({ ...act, inputs }),
  };
}

/** Same for the same act in another release; `inputs` sorted. */
const behaviourFingerprint = ({
  act,
  callee,
  inputs,
  target,
}: Pick<Behaviour, 'act' | 'callee' | 'inputs' | 'target'>): string =>
  fingerprintOf(act, callee, inputs.join(' '), withoutVersions(target ?? ''));

const locationOf = ({ line, column, excerpt, path }: SourcePlace, place: Place): MemberLocation => ({
  kind: 'member',
  artifact: place.artifact,
  path: path === undefined ? place.path : (place.others.get(installedPath(path)) ?? path),
  line,
  column,
  excerpt,
});

/** A download of `…/v1.4.2/tool` is the same as one of `…/v1.4.3/tool`; the host before the first slash stays as it is. */
function withoutVersions(target: string): string {
  const slash = target.indexOf('/', target.indexOf('://') + 3);
  if (slash === -1) return target;
  return target.slice(0, slash) + target.slice(slash).replaceAll(/\d+(?:\.\d+)+/gu, '#');
}

const urgencyOf = (when: readonly When[]): number => MOMENTS.indexOf(when[0] ?? 'test');

/** Most urgent first, then by place. */
export const byUrgency = (a: Behaviour, b: Behaviour): number =>
  urgencyOf(a.when) - urgencyOf(b.when) ||
  compareText(a.at.path, b.at.path) ||
  (a.at.line ?? 0) - (b.at.line ?? 0) ||
  (a.at.column ?? 0) - (b.at.column ?? 0);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
