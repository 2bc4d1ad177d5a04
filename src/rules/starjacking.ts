import type { NormalizedName } from '../model/names.js';
import type { PopularProjects } from '../model/popular.js';
import { linkedRepository, type RepositoryFacts, type RepositoryRef, repositoryKey } from '../model/repository.js';
import { count, printable } from '../model/text.js';
import { rule, type Subject } from './rule.js';
import { doubtAbout } from './support/doubt.js';
import { bringsRelease, isNewName } from './support/history.js';
import { sharesStem } from './support/kinship.js';
import { unaskedActs } from './support/unasked-acts.js';
import { quoted } from './support/words.js';

/**
 * A new project that links to the repository of another, and so is shown with its stars, its contributors and its history.
 *
 * An index takes any link that an upload gives. spellcheckerpy and spellcheckpy named pyspellchecker's author and repository, and a later
 * release of theirs brought a remote access tool. The repository's own packaging file, or the table of widely used projects, tells whose it is.
 */
export const starjacking = rule({
  id: 'starjacking',
  level: 'block',
  confidence: 'medium',
  needs: ['project'],
  capec: [538, 691],
  aliases: ['starjacking', 'repository spoofing'],
  headline: 'links to a repository that belongs to another project',
  summary: 'A new project links to a repository that belongs to another project.',
  remedy:
    'Ask in that repository whether the package is theirs. If it is a fork that is meant, read its code and allow the rule for it.',

  check(facts) {
    const { change, entry, project, popular, delta, now } = facts;
    if (!bringsRelease(change) || popular.rankOf.has(entry.name)) return [];
    const doubt = doubtAbout(project, now);
    // What the base locks already was accepted; of a project made for the occasion only the next release may bring the payload.
    if (!isNewName(change) && doubt?.kind !== 'young') return [];
    const claim = doubt === null ? null : claimOf(facts);
    if (claim === null || doubt === null) return [];
    const acts = delta === undefined || claim.isFaint ? [] : unaskedActs(delta);
    const does = acts[0] === undefined ? '' : ` It does something unasked: ${acts[0].text}.`;
    return [
      {
        message: `${quoted(entry.name)} gives ${printable(repositoryKey(claim.repository), 160)} as its repository, ${claim.why}; ${doubt.text}.${does}`,
        at: acts.slice(0, 1).map(({ at }) => at),
        level: claim.isFaint ? 'note' : acts.length > 0 && doubt.kind === 'young' ? 'block' : 'warn',
        key: repositoryKey(claim.repository),
      },
    ];
  },
});

interface Claim {
  readonly repository: RepositoryRef;
  /** Whose it is and how that is known, a clause. */
  readonly why: string;
  /** The two may be of one house. */
  readonly isFaint: boolean;
}

/** A repository with fewer stars lends nobody a reputation. */
const MANY_STARS = 100;

function claimOf(facts: Subject): Claim | null {
  const { entry, repository, popular } = facts;
  const told = repository === undefined ? null : claimByPackaging(entry.name, repository);
  if (told !== undefined && told !== null) return told;
  const settled = repository !== undefined && (isNamed(entry.name, repository) || repository.state === null);
  return settled ? null : claimByTable(facts, popular);
}

const isNamed = (name: NormalizedName, { packaging }: RepositoryFacts): boolean => packaging?.names === name;

/** What the repository itself says: it names another project, and is one that people look up to. */
function claimByPackaging(name: NormalizedName, { asked, state, packaging }: RepositoryFacts): Claim | null {
  if (state === null || packaging?.names == null || packaging.names === name || state.stars < MANY_STARS) return null;
  return {
    repository: asked,
    why: `whose ${printable(packaging.path, 100)} names ${quoted(packaging.names)} and which has ${count(state.stars, 'star')}`,
    isFaint: false,
  };
}

/** Without a look at the repository: it is that of one widely used project, and of no second one that would make it a house of many. */
function claimByTable({ entry, profiles, release }: Subject, { details }: PopularProjects): Claim | null {
  const metadata = [...profiles.map((profile) => profile.metadata), release?.metadata ?? null];
  const urls = Object.fromEntries(metadata.flatMap((one) => Object.entries(one?.projectUrls ?? {})));
  const linked = linkedRepository(urls, () => true);
  if (linked === null) return null;
  const key = repositoryKey(linked);
  const owners = [...details].filter(([, { repository }]) => repository === key).map(([name]) => name);
  const [owner] = owners;
  if (owner === undefined || owners.length > 1) return null;
  return {
    repository: linked,
    why: `which is that of ${quoted(owner)}, a widely used project`,
    isFaint: sharesStem(entry.name, owner),
  };
}
