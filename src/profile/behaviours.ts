import type { Behaviour, FlowStep, MemberLocation, When } from '../model/profile.js';
import type { PythonAct, SourcePlace } from '../python/facts.js';
import { fingerprintOf } from './fingerprint.js';
import { isTestPath } from './layout.js';
import type { ReadSource } from './python-files.js';
import { MOMENTS, type Reach } from './reach.js';

/** Behaviours of one distribution: its sources' acts with the moments that reach them. Most urgent first. */
export function behavioursOf(sources: readonly ReadSource[], reach: Reach, artifact: string): readonly Behaviour[] {
  const behaviours = sources.flatMap((source) =>
    source.file.scopes.flatMap(({ name, acts }) => {
      const when = momentsOf(source, name, reach);
      return acts.map((act) => behaviourOf(act, when, { artifact, path: source.path }));
    }),
  );
  return behaviours.toSorted(byUrgency);
}

/** Moments that reach a scope; code that nothing reaches waits for a caller, or for somebody who runs the tests. */
export function momentsOf(source: ReadSource, scope: string, reach: Reach): readonly When[] {
  const when = reach.get(source)?.get(scope) ?? [];
  if (when.length > 0) return when;
  return [isTestPath(source.path) ? 'test' : 'call'];
}

interface Place {
  readonly artifact: string;
  readonly path: string;
}

function behaviourOf(act: PythonAct, when: readonly When[], place: Place): Behaviour {
  const inputs = [...new Set(act.inputs)].toSorted();
  return {
    act: act.act,
    inputs,
    callee: act.callee,
    target: act.target,
    when,
    traits: [...new Set(act.traits)].toSorted(),
    steps: act.steps.map((step): FlowStep => ({ what: step.what, at: locationOf(step.at, place) })),
    at: locationOf(act.at, place),
    fingerprint: fingerprintOf(act.act, act.callee, inputs.join(' '), withoutVersions(act.target ?? '')),
  };
}

const locationOf = ({ line, column, excerpt }: SourcePlace, { artifact, path }: Place): MemberLocation => ({
  kind: 'member',
  artifact,
  path,
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

const byUrgency = (a: Behaviour, b: Behaviour): number =>
  urgencyOf(a.when) - urgencyOf(b.when) ||
  compareText(a.at.path, b.at.path) ||
  (a.at.line ?? 0) - (b.at.line ?? 0) ||
  (a.at.column ?? 0) - (b.at.column ?? 0);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
