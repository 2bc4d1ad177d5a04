import type { TraceStep } from '../../model/finding.js';
import { compareLevels, type Level } from '../../model/level.js';
import type { Baseline, Behaviour, Delta, ProfileDelta, Provenance, When } from '../../model/profile.js';
import { describeBaseline } from '../../model/profile.js';
import { count, printable } from '../../model/text.js';
import type { Hit } from '../rule.js';
import { groupBy } from './lock.js';
import { isBuildTool } from './programs.js';

/** Who has to act before the code runs: nobody (`unasked`), somebody who uses the package (`asked`), or a tester of it. */
export type Reach = 'unasked' | 'asked' | 'test';

/** A tool loads its plugins by itself, so code behind a plugin entry point runs as unasked as an import. */
const UNASKED: ReadonlySet<When> = new Set(['install', 'startup', 'import', 'plugin']);

export function reachOf(when: readonly When[]): Reach {
  if (when.some((moment) => UNASKED.has(moment))) return 'unasked';
  return when.length > 0 && when.every((moment) => moment === 'test') ? 'test' : 'asked';
}

/** Level of a hit by reach: `compared` against an earlier release, or `alone` where there is none and everything is new. */
export type ReachLevels = Readonly<Record<Reach, { readonly compared: Level | null; readonly alone: Level | null }>>;

export function levelFor(levels: ReachLevels, { when }: Pick<Behaviour, 'when'>, { kind }: Baseline): Level | null {
  if (kind !== 'none') return levels[reachOf(when)].compared;
  // With nothing to compare, only what runs before anybody chose a tool may weigh as unasked.
  return levels[reachOf(when.filter((moment) => moment !== 'plugin'))].alone;
}

/** What the head does and the baseline did not: new behaviours, and known ones that now run sooner or on worse data. */
export const newBehaviours = ({ behaviours }: Pick<ProfileDelta, 'behaviours'>): readonly Behaviour[] => [
  ...behaviours.added,
  ...worsened(behaviours),
];

const worsened = ({ changed }: Delta<Behaviour>): readonly Behaviour[] =>
  changed
    .filter(
      ({ from, to }) =>
        runsSooner(from.when, to.when) ||
        to.inputs.some((input) => !from.inputs.includes(input)) ||
        to.traits.some((trait) => !from.traits.includes(trait)),
    )
    .map(({ to }) => to);

/** Whether nobody has to ask any more where somebody had to, or it left the tests. A later moment is no news. */
const runsSooner = (from: readonly When[], to: readonly When[]): boolean =>
  to.some((moment) => UNASKED.has(moment) && !from.includes(moment)) ||
  (reachOf(from) === 'test' && reachOf(to) !== 'test');

/**
 * Whether the same file of the baseline did the like: the same act, as soon, on data of the same kinds and hidden no less. A package that
 * lists network interfaces by several programs starts one more of them; that is worth a note where the first was worth a warning.
 */
export const isHabit = (behaviour: Behaviour, { before }: Pick<ProfileDelta, 'before'>): boolean =>
  before.some(
    (old) =>
      old.act === behaviour.act &&
      old.at.path === behaviour.at.path &&
      !(old.act === 'run-process' && isBuildTool(old.target)) &&
      reachOf(old.when) === reachOf(behaviour.when) &&
      behaviour.inputs.every((input) => old.inputs.includes(input)) &&
      behaviour.traits.every((trait) => old.traits.includes(trait)),
  );

export const hasInput = (behaviour: Behaviour, ...wanted: readonly Provenance[]): boolean =>
  wanted.some((input) => behaviour.inputs.includes(input));

/** Whether the code hides the act. A swallowed error alone does not count: half of all ordinary code has one. */
export const hidesItself = (behaviour: Behaviour): boolean =>
  behaviour.traits.some((trait) => trait !== 'errors-swallowed');

const MOMENTS: Readonly<Record<When, string>> = {
  install: 'while it is installed',
  startup: 'at every Python start',
  import: 'when it is imported',
  plugin: 'when a tool loads its plugin',
  command: 'when its command is run',
  call: 'when it is called',
  test: 'in its tests or examples',
};

/** `when it is imported`, for the most urgent moment at which the code runs. */
export const momentOf = (when: readonly When[]): string => MOMENTS[when[0] ?? 'call'];

/** `1.4.1 did not`, or that nothing can be compared. */
export function baselineClause(baseline: Baseline): string {
  const described = describeBaseline(baseline);
  return described === null ? 'there is no earlier release to compare it with' : `${printable(described)} did not`;
}

/** Source → sink in words, then the traits that hide it. */
export function describeFlow(behaviour: Behaviour): string {
  const steps = behaviour.steps.map(({ what }) => printable(what, 160));
  const flow = steps.length === 0 ? `uses ${printable(behaviour.callee, 80)}` : shorten(steps).join(', then ');
  const traits = behaviour.traits.map((trait) => TRAITS[trait]);
  return traits.length === 0 ? flow : `${flow} (${traits.join(', ')})`;
}

const shorten = (steps: readonly string[]): readonly string[] =>
  steps.length <= 4 ? steps : [...steps.slice(0, 2), `${steps.length - 3} more steps`, ...steps.slice(-1)];

const TRAITS: Readonly<Record<Behaviour['traits'][number], string>> = {
  detached: 'detached from the parent process',
  'hidden-window': 'with a hidden window',
  'silenced-output': 'with its output thrown away',
  'tls-off': 'with certificate checks off',
  'errors-swallowed': 'with errors swallowed',
  'obscured-name': 'through a disguised name',
};

const placeOf = (behaviour: Behaviour): string => {
  const { path, line, artifact } = behaviour.at;
  return `${printable(path)}${line === null ? '' : ` line ${line}`} in ${printable(artifact)}`;
};

const traceOf = (behaviour: Behaviour): readonly TraceStep[] =>
  behaviour.steps.map(({ what, at }) => ({ what: printable(what), at }));

/**
 * One hit for each kind of behaviour, however many places perform it: where, when, what leads to what, and whether the baseline did
 * it too. The weightiest place speaks for all. `levelOf` answers null for what is not worth telling; `also` adds a clause on what goes with it.
 */
export function behaviourHits(
  behaviours: readonly Behaviour[],
  baseline: Baseline,
  levelOf: (behaviour: Behaviour) => Level | null,
  also: (behaviour: Behaviour) => string | null = () => null,
): readonly Hit[] {
  const judged = behaviours.flatMap((behaviour) => {
    const level = levelOf(behaviour);
    return level === null ? [] : [{ behaviour, level }];
  });
  return groupBy(judged, ({ behaviour }) => behaviour.fingerprint).flatMap((same) => {
    const [lead] = same.toSorted((a, b) => compareLevels(b.level, a.level));
    return lead === undefined
      ? []
      : [
          hitOf(
            lead.behaviour,
            lead.level,
            same.map(({ behaviour }) => behaviour),
            [also(lead.behaviour), baselineClause(baseline)],
          ),
        ];
  });
}

function hitOf(lead: Behaviour, level: Level, same: readonly Behaviour[], clauses: readonly (string | null)[]): Hit {
  const others = same.filter((behaviour) => behaviour !== lead);
  const more = others.length === 0 ? '' : ` (and at ${count(others.length, 'more place')})`;
  return {
    message: `${placeOf(lead)}${more}, ${momentOf(lead.when)}: ${[describeFlow(lead), ...clauses.filter((clause) => clause !== null)].join('; ')}.`,
    at: [lead, ...others].slice(0, SHOWN_PLACES).map(({ at }) => at),
    level,
    trace: traceOf(lead),
    key: lead.fingerprint,
  };
}

const SHOWN_PLACES = 5;
