import { parseDistributionName } from '../model/distributions.js';
import type { Level } from '../model/level.js';
import { normalizeName } from '../model/names.js';
import { parseRequirement } from '../model/requirement.js';
import { count, listOf, printable } from '../model/text.js';
import { compareVersions } from '../model/versions.js';
import { type Hit, type Needs, rule, type Subject } from './rule.js';
import { groupBy } from './support/lock.js';
import { type ToldProfile, toldProfiles } from './support/metadata.js';
import { quoted } from './support/words.js';

/**
 * Distributions of one release that say different things of themselves, or another thing than their file name.
 *
 * Resolvers read one file's metadata and take it for all; indexes serve what was uploaded, unchecked. So a dependency can hide in the one
 * wheel that a platform takes. Builds for a platform do add requirements honestly; only new ones that are not widely used weigh.
 */
export const metadataMismatch = rule({
  id: 'metadata-mismatch',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [438],
  aliases: ['metadata confusion', 'manifest confusion'],
  headline: 'has files that disagree about what it is or requires',
  summary: 'Files of one release disagree about what the release is or requires.',
  remedy:
    'Compare the files (`lockgate compare`) and ask the maintainers which of them is right; until then lock the release without the odd one.',

  check(facts) {
    const told = toldProfiles(facts.profiles);
    return [...told.flatMap((profile) => nameHits(profile, facts)), ...requirementHits(told, facts), ...linkHits(told)];
  },
});

type Facts = Subject & Pick<Needs, 'delta'>;

/** An installer goes by the file name, the environment by the metadata: what is there afterwards is not what was locked. */
function nameHits({ artifact, kind, metadata }: ToldProfile, { entry, delta }: Facts): readonly Hit[] {
  const named = parseDistributionName(artifact, entry.name);
  if (named === null) return [];
  const wrongName = metadata.name !== named.name;
  const wrongVersion = metadata.version !== null && compareVersions(metadata.version, named.version) !== 0;
  if (!wrongName && !wrongVersion) return [];
  const before = delta.metadata.from;
  const habit = before !== null && wrongName && before.name === metadata.name && !wrongVersion;
  // Source archives of some build tools carry the metadata of the project that they were made in.
  const level: Level = habit || kind !== 'wheel' ? 'note' : 'block';
  const says = [metadata.name, metadata.version ?? ''].join(' ').trim();
  return [
    {
      message: `${printable(artifact)} says inside that it is ${quoted(says)}${habit ? ', as the release before did' : ''}.`,
      at: [],
      level,
      key: `name ${artifact}`,
    },
  ];
}

interface Requiring {
  readonly name: string;
  readonly text: string;
}

const requirementsOf = ({ metadata }: ToldProfile): readonly Requiring[] =>
  metadata.requiresDist.flatMap((text) => {
    const parsed = parseRequirement(text);
    return parsed === null ? [] : [{ name: parsed.name, text }];
  });

/** Names that some wheels require and others do not; how they are bounded differs between builds for good reasons. */
function requirementHits(told: readonly ToldProfile[], { delta, popular }: Facts): readonly Hit[] {
  // PKG-INFO of an sdist often lists no requirements at all; then it says nothing about the wheels.
  const comparable = told.filter(({ kind, metadata }) => kind === 'wheel' || metadata.requiresDist.length > 0);
  if (comparable.length < 2) return [];
  const required = comparable.map((profile) => ({ profile, requires: requirementsOf(profile) }));
  const fresh = new Set<string>(delta.requiresDist.added.map((text) => parseRequirement(text)?.name ?? ''));
  const byName = groupBy(
    required.flatMap(({ profile, requires }) => requires.map((one) => ({ ...one, profile }))),
    ({ name }) => name,
  );
  return byName.flatMap((same): readonly Hit[] => {
    const [first] = same;
    const holders = new Set(same.map(({ profile }) => profile));
    if (first === undefined || holders.size === comparable.length) return [];
    const others = comparable.filter((profile) => !holders.has(profile));
    const wheels = [...holders].filter(({ kind }) => kind === 'wheel');
    const isOdd =
      wheels.length > 0 &&
      others.some(({ kind }) => kind === 'wheel') &&
      !popular.rankOf.has(normalizeName(first.name));
    return [
      {
        message: `${namesOf([...holders])} ${holders.size === 1 ? 'requires' : 'require'} ${quoted(first.text)}, which ${namesOf(others)} ${others.length === 1 ? 'does' : 'do'} not.`,
        at: [],
        level: isOdd && fresh.has(first.name) ? 'warn' : 'note',
        key: `requires ${first.name}`,
      },
    ];
  });
}

/** Links that differ: the repository that a reader is shown depends on the file. */
function linkHits(told: readonly ToldProfile[]): readonly Hit[] {
  const linked = told.filter(({ metadata }) => Object.keys(metadata.projectUrls).length > 0);
  const groups = groupBy(linked, ({ metadata }) => linksKey(metadata.projectUrls));
  if (groups.length < 2) return [];
  const rarer = groups.toSorted((a, b) => a.length - b.length)[0] ?? [];
  const others = linked.filter((profile) => !rarer.includes(profile));
  return [
    {
      message: `${namesOf(rarer)} ${rarer.length === 1 ? 'names' : 'name'} other project links than ${namesOf(others)}.`,
      at: [],
      level: 'note',
      key: 'links',
    },
  ];
}

const linksKey = (urls: Readonly<Record<string, string>>): string =>
  [...new Set(Object.values(urls).map((url) => url.toLowerCase().replace(/\/+$/u, '')))].toSorted().join(' ');

function namesOf(profiles: readonly ToldProfile[]): string {
  if (profiles.length > 3)
    return `${printable(profiles[0]?.artifact ?? '')} and ${count(profiles.length - 1, 'more file')}`;
  return listOf(profiles.map(({ artifact }) => printable(artifact)));
}
