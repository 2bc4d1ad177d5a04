import type { LockedPackage } from '../model/lockfile.js';
import type { Project } from '../model/release.js';
import { firstUpload } from '../model/release.js';
import { hasOtherOwner, type RepositoryFacts, type RepositoryState, repositoryKey } from '../model/repository.js';
import { printable } from '../model/text.js';
import { type Hit, rule } from './rule.js';
import { quoted, releaseName } from './support/words.js';

/**
 * A repository that answers under another owner, is gone, or came long after the project that links to it.
 *
 * A renamed account leaves its old name to whoever takes it next, and the host's redirect ends that day: an entry that still says
 * `git+https://…/old-owner/…` then installs a stranger's code. For a release of an index the link is no source, so that there it is told only.
 */
export const repositoryMoved = rule({
  id: 'repository-moved',
  level: 'warn',
  confidence: 'medium',
  needs: ['repository'],
  capec: [538, 616],
  aliases: ['repo jacking', 'repojacking'],
  headline: 'names a repository that has moved, changed or gone',
  summary: 'The repository has moved to another owner, is gone, or was made anew.',
  remedy:
    'Find out who controls the repository today. Where the lockfile installs from it, lock again with its present address and a commit that you have read.',

  check({ repository, entry, project }) {
    const { asked, state } = repository;
    const where = printable(repositoryKey(asked), 160);
    if (state === null) return [gone(where, entry)];
    return entry.source.kind === 'vcs'
      ? sourceHits(repository, state, where, entry)
      : linkHits(repository, state, where, entry, project);
  },
});

/** Every private repository looks like this to a token that may not see it, so that it cannot weigh more. */
const gone = (where: string, entry: LockedPackage): Hit => ({
  message: `${releaseName(entry)} ${entry.source.kind === 'vcs' ? 'comes from' : 'gives'} ${where}, which does not exist or is private to others.`,
  at: [],
  level: 'note',
  key: 'gone',
});

function sourceHits(
  repository: RepositoryFacts,
  { fullName, archived }: RepositoryState,
  where: string,
  entry: LockedPackage,
): readonly Hit[] {
  const name = releaseName(entry);
  if (repository.commit?.hasBase === false) {
    return [
      {
        message: `${name} comes from ${where}, which does not have the commit that was locked before: its history was rewritten, or the repository was made anew under a name that was given up.`,
        at: [],
        key: 'anew',
      },
    ];
  }
  if (hasOtherOwner(repository)) {
    return [
      {
        message: `${name} comes from ${where}, which now belongs to ${quoted(fullName)}. Whoever takes the old name next decides what is installed from it.`,
        at: [],
        key: 'owner',
      },
    ];
  }
  const renamed = fullName.toLowerCase() !== `${repository.asked.owner}/${repository.asked.name}`.toLowerCase();
  if (renamed)
    return [
      {
        message: `${name} comes from ${where}, which is now called ${quoted(fullName)}.`,
        at: [],
        level: 'note',
        key: 'renamed',
      },
    ];
  return archived
    ? [
        {
          message: `${name} comes from ${where}, which is archived: nobody will mend it.`,
          at: [],
          level: 'note',
          key: 'archived',
        },
      ]
    : [];
}

function linkHits(
  repository: RepositoryFacts,
  { fullName, ownerSince }: RepositoryState,
  where: string,
  entry: LockedPackage,
  project: Project | undefined,
): readonly Hit[] {
  const name = releaseName(entry);
  if (hasOtherOwner(repository))
    return [
      {
        message: `${name} gives ${where}, which now belongs to ${quoted(fullName)}.`,
        at: [],
        level: 'note',
        key: 'owner',
      },
    ];
  const first = project === undefined ? null : firstUpload(project.files);
  if (ownerSince === null || first === null || ownerSince <= first) return [];
  return [
    {
      message: `${name} gives ${where}, whose owner’s account was made on ${new Date(ownerSince).toISOString().slice(0, 10)}, after the project’s first release: the name may have changed hands.`,
      at: [],
      level: 'note',
      key: 'account',
    },
  ];
}
