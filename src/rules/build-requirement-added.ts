import type { Level } from '../model/level.js';
import { normalizeName } from '../model/names.js';
import type { MemberLocation, Profile } from '../model/profile.js';
import { printable } from '../model/text.js';
import { type Hit, rule } from './rule.js';
import { baselineClause } from './support/behaviour.js';
import { quoted } from './support/words.js';

/**
 * Something that building the sdist newly downloads and runs.
 *
 * An installer puts build requirements into an environment of their own (PEP 518), newest version first, and no lockfile names them: a
 * build requirement is a dependency that nobody pinned and nobody reviews.
 */
export const buildRequirementAdded = rule({
  id: 'build-requirement-added',
  level: 'warn',
  confidence: 'medium',
  needs: ['delta'],
  capec: [443, 538],
  aliases: ['build-system.requires'],
  headline: 'downloads another, unpinned package when it is built',
  summary: 'Building the release newly downloads another package, which no lockfile pins.',
  remedy:
    'Check that the project means this build requirement. Install from a wheel (`--only-binary`), or constrain what builds download (`PIP_BUILD_CONSTRAINT`, `build-constraint-dependencies`).',

  check({ delta, entry, profiles, popular }) {
    const { buildRequires, baseline } = delta;
    const sdist = profiles.find(({ kind }) => kind === 'sdist') ?? null;
    // Whoever can take a wheel never builds.
    const isBuilt = sdist !== null && profiles.every(({ kind }) => kind !== 'wheel');
    const moved = buildRequires.changed.filter(({ from, to }) => isDirect(to) && !isDirect(from)).map(({ to }) => to);
    return [...buildRequires.added, ...moved].flatMap((requirement): readonly Hit[] => {
      const name = normalizeName(nameOf(requirement));
      const isKnown = !isDirect(requirement) && popular.rankOf.has(name);
      if (name === entry.name || (isKnown && baseline.kind === 'none')) return [];
      return [
        {
          message: `Building ${sdist === null ? 'its sdist' : printable(sdist.artifact)} downloads ${quoted(requirement)}, ${natureOf(requirement, isKnown)} that no lockfile pins; ${baselineClause(baseline)}.`,
          at: sdist === null ? [] : [placeIn(sdist)],
          level: levelOf(isKnown, isBuilt && baseline.kind !== 'none'),
          key: requirement,
        },
      ];
    });
  },
});

/** `name @ https://…` (PEP 508): from where the text says and nowhere else. */
const isDirect = (requirement: string): boolean =>
  /^\s*[\w.-]+(?:\s*\[[^\]]*\])?\s*@/u.test(requirement) || /^\s*\w+(?:\+\w+)?:\/\//u.test(requirement);

const nameOf = (requirement: string): string => /^\s*[\w.-]+/u.exec(requirement)?.[0].trim() ?? requirement;

const levelOf = (isKnown: boolean, isCertain: boolean): Level => (!isKnown && isCertain ? 'warn' : 'note');

function natureOf(requirement: string, isKnown: boolean): string {
  if (isDirect(requirement)) return 'a file at an address of its own';
  return isKnown ? 'a widely used project' : 'a project that is not widely used';
}

const placeIn = ({ artifact, inventory }: Profile): MemberLocation => ({
  kind: 'member',
  artifact,
  path: inventory.find(({ path }) => path === 'pyproject.toml' || path === 'setup.py')?.path ?? 'PKG-INFO',
  line: null,
  column: null,
  excerpt: null,
});
