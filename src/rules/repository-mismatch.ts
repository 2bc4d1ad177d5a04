import type { ContentMatch, DifferingFile, RepositoryFacts } from '../model/repository.js';
import { repositoryKey } from '../model/repository.js';
import { count, listOf, printable } from '../model/text.js';
import { type Hit, rule, type Subject } from './rule.js';
import { doubtAbout } from './support/doubt.js';
import { type UnaskedAct, unaskedActs } from './support/unasked-acts.js';
import { quoted, releaseName } from './support/words.js';

/**
 * A release that is not what its repository holds: Python files that the tag of its version does not have or has otherwise, or a repository
 * that names another project.
 *
 * Nearly every stolen token was used to upload what no commit holds: aiocpa's payload stood in the uploaded files alone. Builds write files
 * too, so a difference weighs by what it does and by whether the release before agreed with the repository.
 */
export const repositoryMismatch = rule({
  id: 'repository-mismatch',
  level: 'block',
  confidence: 'high',
  needs: ['repository'],
  capec: [538, 691],
  aliases: ['repository integrity mismatch', 'source mismatch'],
  headline: 'differs from the repository it is said to be built from',
  summary: 'The release differs from the repository that it is said to be built from.',
  remedy:
    'Compare the files with the repository at that tag, and ask its maintainers before you merge; a release that they did not build must not be installed.',

  check: (facts) => [...differences(facts), ...strangers(facts)].slice(0, 1),
});

type Facts = Subject & { readonly repository: RepositoryFacts };

/** Below this share of equal files the two were not made for comparison: other line endings, sources that a build rewrites. */
const COMPARABLE = 0.5;
/** From this share on, with at least three files, a release is plainly built from the tree. */
const ALIKE = 0.8;

function differences(facts: Facts): readonly Hit[] {
  const { repository, entry, delta } = facts;
  const { content } = repository;
  // Of a default branch anything may differ: it has moved on, or not yet.
  if (content === null || content.tag === null || content.differing.length === 0) return [];
  const acts = delta === undefined || !isCompared(facts) ? [] : unaskedActs(delta);
  const telling = content.differing.flatMap((file) => {
    const act = acts.find(({ at }) => at.path === file.path);
    return act === undefined ? [] : [{ file, act }];
  });
  const where = `${printable(repositoryKey(repository.asked), 160)} at tag ${quoted(content.tag)}`;
  const [worst] = telling.toSorted((a, b) => Number(a.file.generated) - Number(b.file.generated));
  if (worst !== undefined && (isAlike(content) || worst.file.baselineEqual))
    return [actHit(worst.file, worst.act, releaseName(entry), where)];
  return plainHits(content, releaseName(entry), where);
}

/** With everything new, what a file newly does says nothing of this release. */
const isCompared = ({ delta }: Facts): boolean =>
  delta?.baseline.kind === 'locked' || delta?.baseline.kind === 'earlier-release';

const isAlike = ({ files, equal }: ContentMatch): boolean => equal >= 3 && equal / files >= ALIKE;

const actHit = (file: DifferingFile, act: UnaskedAct, release: string, where: string): Hit => ({
  message: `${release}: ${printable(file.path, 120)} ${describe(file)} ${where}, and it newly does something unasked: ${act.text}.`,
  at: [act.at],
  level: file.generated && !file.baselineEqual ? 'warn' : 'block',
  key: `content ${file.path}`,
});

const describe = ({ kind, baselineEqual }: DifferingFile): string => {
  if (kind === 'missing') return 'is not in';
  return baselineEqual ? 'was changed in the release and not in' : 'differs from that in';
};

function plainHits(content: ContentMatch, release: string, where: string): readonly Hit[] {
  const changed = content.differing.filter(({ baselineEqual, generated }) => baselineEqual && !generated);
  const files = changed.length > 0 ? changed : content.differing.filter(({ generated }) => !generated);
  if (files.length === 0 || content.equal / content.files < COMPARABLE) return [];
  const names = listOf(
    files.map(({ path }) => printable(path, 100)),
    4,
  );
  const why =
    changed.length > 0
      ? `${changed.length === 1 ? 'was' : 'were'} changed in the release and not in ${where}; the release before had ${changed.length === 1 ? 'it' : 'them'} as the repository does`
      : `${files.length === 1 ? 'is' : 'are'} not as in ${where}, where ${count(content.equal, 'other Python file')} ${content.equal === 1 ? 'is' : 'are'}`;
  return [
    {
      message: `${release}: ${names} ${why}.`,
      at: files.slice(0, 5).map(placeOf),
      level: changed.length > 0 ? 'warn' : 'note',
      key: 'content',
    },
  ];
}

const placeOf = ({ path, artifact }: DifferingFile) => ({
  kind: 'member' as const,
  artifact,
  path,
  line: null,
  column: null,
  excerpt: null,
});

/** Of a repository that names another project, or of which the release has next to nothing. */
function strangers({ repository, entry, project, change, now }: Facts): readonly Hit[] {
  const { packaging, content, asked } = repository;
  if (
    change.from !== null ||
    entry.source.kind !== 'index' ||
    packaging?.names == null ||
    packaging.names === entry.name
  )
    return [];
  // It holds the release's files, whatever it is called: several projects may be built from one source.
  if (content !== null && content.equal >= 3 && content.equal / content.files >= COMPARABLE) return [];
  const doubt = project === undefined ? null : doubtAbout(project, now);
  return [
    {
      message: `${quoted(entry.name)} gives ${printable(repositoryKey(asked), 160)} as its repository, whose ${printable(packaging.path, 100)} names ${quoted(packaging.names)}${content === null ? '' : ` and which has ${content.equal} of its ${count(content.files, 'Python file')}`}${doubt === null ? '' : `; ${doubt.text}`}.`,
      at: [],
      level: doubt?.kind === 'young' ? 'warn' : 'note',
      key: 'name',
    },
  ];
}
