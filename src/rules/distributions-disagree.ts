import type { Level } from '../model/level.js';
import type { Act, Baseline, Behaviour, Disagreement } from '../model/profile.js';
import { count, listOf, printable } from '../model/text.js';
import { type Hit, rule } from './rule.js';
import { baselineClause, hasInput, hidesItself, momentOf, reachOf } from './support/behaviour.js';

/**
 * Python that only some of a release's own files bring: one platform's wheel, the sdist but no wheel, the wheels but not the sdist.
 *
 * An installer takes one file of a release, by platform, and a reviewer looks at another. The wheels of ordinary releases hold the same
 * Python to the byte but for line ends, version files and what a build generates; none of those brings an act of its own.
 */
export const distributionsDisagree = rule({
  id: 'distributions-disagree',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [442, 538],
  aliases: ['spurious wheels', 'repository_integrity_mismatch'],
  headline: 'brings different code depending on the file installed',
  summary: 'Files of one release differ in the Python that they bring.',
  remedy:
    'Compare the file with the same file in the other distributions and in the project’s repository at its tag. Do not merge what the repository does not have.',

  check({ delta, profiles }) {
    const sources = new Set(profiles.filter(({ kind }) => kind === 'sdist').map(({ artifact }) => artifact));
    const acting = delta.disagreements.filter(({ behaviours }) => behaviours.some(isTelling));
    const inert = delta.disagreements.filter((item) => !acting.includes(item));
    return [
      ...acting.map((item) => actingHit(item, delta.baseline, sources)),
      ...(delta.baseline.kind === 'none' ? [] : together(inert)),
    ];
  },
});

const TELLING: ReadonlySet<Act> = new Set([
  'run-code',
  'run-process',
  'fetch',
  'send',
  'install-package',
  'read-secret',
]);

const isTelling = ({ act, when }: Behaviour): boolean => TELLING.has(act) && reachOf(when) !== 'test';

/** A process or the network at import needs no more; code that is run weighs by where it comes from. */
const isGrave = (behaviour: Behaviour): boolean =>
  isTelling(behaviour) &&
  reachOf(behaviour.when) === 'unasked' &&
  (behaviour.act !== 'run-code' ||
    hidesItself(behaviour) ||
    hasInput(behaviour, 'network', 'downloaded-file', 'decoded', 'own-data'));

function actingHit(item: Disagreement, baseline: Baseline, sources: ReadonlySet<string>): Hit {
  const telling = item.behaviours.filter(isTelling);
  const lead = telling.find(isGrave) ?? telling[0];
  const what =
    lead === undefined
      ? ''
      : `${momentOf(lead.when)} it ${printable(lead.steps.at(-1)?.what ?? `uses ${lead.callee}`, 160)}`;
  return {
    message: `${describe(item)}; ${what}, which the others do not; ${baselineClause(baseline)}.`,
    at: [lead?.at ?? item.at],
    level: levelOf(item, lead, baseline, sources),
    key: `${item.path} ${lead?.fingerprint ?? ''}`,
    trace: (lead?.steps ?? []).map((step) => ({ what: printable(step.what), at: step.at })),
  };
}

function levelOf(
  item: Disagreement,
  lead: Behaviour | undefined,
  { kind }: Baseline,
  sources: ReadonlySet<string>,
): Level {
  if (lead === undefined || !isGrave(lead)) return 'note';
  // A source tree has helpers for its build among its packages, and they generate code; who takes a wheel never gets them.
  const isSourceOnly = item.kind === 'only-in' && item.artifacts.every((name) => sources.has(name));
  if (isSourceOnly && lead.act === 'run-code') return 'note';
  return kind === 'none' || isSourceOnly ? 'warn' : 'block';
}

/** However many files, one finding: they came about together. */
function together(items: readonly Disagreement[]): readonly Hit[] {
  const [first, ...more] = items;
  if (first === undefined) return [];
  const others =
    more.length === 0
      ? ''
      : ` The same holds for ${count(more.length, 'more file')}: ${listOf(
          more.map(({ path }) => printable(path, 100)),
          4,
        )}.`;
  return [
    {
      message: `${describe(first)}; it does nothing that the others do not.${others}`,
      at: items.slice(0, SHOWN_PLACES).map(({ at }) => at),
      level: 'note',
      key: items.map(({ path }) => path).join(' '),
    },
  ];
}

const SHOWN_PLACES = 5;

const describe = ({ path, kind, artifacts, others }: Disagreement): string =>
  kind === 'only-in'
    ? `${printable(path)} is in ${named(artifacts)} and not in ${named(others)}`
    : `${printable(path)} is otherwise in ${named(artifacts)} than in ${named(others)}`;

const named = (artifacts: readonly string[]): string =>
  listOf(
    artifacts.map((name) => printable(name, 100)),
    3,
  );
