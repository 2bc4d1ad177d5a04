import type { Level } from '../model/level.js';
import {
  describePublisher,
  type ProvenanceChange,
  type Publisher,
  publisherKey,
  publishersOf,
} from '../model/provenance.js';
import { listOf, printable } from '../model/text.js';
import { type Hit, rule, type Subject } from './rule.js';
import { entryPlaces } from './support/lock.js';
import { releaseName } from './support/words.js';

/**
 * Attestations that say of a release's files something else than before, or than is true.
 *
 * Whoever takes over a project may attest what he uploads, from a repository of his own: the attestation is then valid and another's. One
 * that is not of this file, or whose signature does not hold, was not made by any of the tools that make them.
 */
export const provenanceChanged = rule({
  id: 'provenance-changed',
  level: 'block',
  confidence: 'high',
  needs: [],
  capec: [186, 538],
  aliases: ['publisher changed'],
  headline: 'is attested by others than before, or not validly',
  summary: 'Other people or workflows than before attest the release, or its attestations do not hold.',
  remedy:
    'Check in the project’s repository, as you know it, that its maintainers moved their releases there. Do not install a file whose attestation is refuted.',

  check(facts) {
    const { provenance } = facts;
    return [
      ...(provenance === undefined ? [] : refutedHits(provenance)),
      ...(provenance === undefined ? [] : publisherHits(facts, provenance)),
      ...lockHits(facts, provenance === undefined ? [] : publishersOf(provenance.head)),
    ];
  },
});

const refutedHits = ({ head }: ProvenanceChange): readonly Hit[] =>
  head.files.flatMap(({ filename, attestations }) =>
    (attestations ?? []).flatMap(({ publisher, standing }): readonly Hit[] =>
      standing.kind !== 'refuted'
        ? []
        : [
            {
              message: `The index has an attestation of ${printable(filename, 120)} by ${told(publisher)} that does not hold: ${printable(standing.reason, 200)}.`,
              at: [],
              key: `refuted ${filename}`,
            },
          ],
    ),
  );

function publisherHits({ entry }: Subject, { head, baseline }: ProvenanceChange): readonly Hit[] {
  const before = baseline === null ? [] : publishersOf(baseline);
  if (baseline === null || before.length === 0) return [];
  const known = new Set(before.map(publisherKey));
  return publishersOf(head)
    .filter((publisher) => !known.has(publisherKey(publisher)))
    .map((publisher): Hit => {
      const { level, text } = differenceTo(publisher, before);
      return {
        message: `${releaseName(entry)} is attested by ${told(publisher)}; ${printable(baseline.version)} was by ${listOf(before.map(told), 3)}. ${text}`,
        at: [],
        level,
        confidence: 'medium',
        key: `publisher ${publisherKey(publisher)}`,
      };
    });
}

const told = (publisher: Publisher): string => printable(describePublisher(publisher), 160);

interface Difference {
  readonly level: Level;
  readonly text: string;
}

const SAME_OWNER = 'Both repositories have the same owner, so it may have been renamed or split.';

/** What is the least that must have happened for one of the publishers before to be this one. */
function differenceTo(publisher: Publisher, before: readonly Publisher[]): Difference {
  const alike = before.filter(({ kind }) => kind === publisher.kind);
  if (alike.some((other) => sameText(other.repository, publisher.repository) && other.account === publisher.account))
    return { level: 'note', text: 'The repository is the same; only the workflow is another one.' };
  if (publisher.repository !== null && alike.some((other) => sameText(ownerOf(other), ownerOf(publisher))))
    return { level: 'warn', text: SAME_OWNER };
  return alike.length === 0
    ? { level: 'warn', text: 'Releases come from another kind of service than before.' }
    : { level: 'warn', text: 'The repository has another owner.' };
}

const ownerOf = ({ repository }: Publisher): string | null => repository?.split('/').slice(0, -1).join('/') ?? null;

const sameText = (a: string | null, b: string | null): boolean => a?.toLowerCase() === b?.toLowerCase();

/** What pylock.toml says of who attested the files, against the index and against what it said before. */
function lockHits({ change, entry }: Subject, published: readonly Publisher[]): readonly Hit[] {
  const contradicted = change.occurrences.flatMap((occurrence): readonly Hit[] => {
    const locked = occurrence.entry.attestedBy ?? [];
    if (locked.length === 0 || published.length === 0) return [];
    if (published.some((publisher) => locked.some((identity) => agrees(identity, publisher)))) return [];
    return [
      {
        message: `${printable(occurrence.path)} says that ${releaseName(entry)} is attested by ${listOf(locked.map(told), 3)}; the index says ${listOf(published.map(told), 3)}.`,
        at: entryPlaces(change, (one) => one === occurrence),
        level: 'warn',
        key: `lock ${occurrence.path}`,
      },
    ];
  });
  return [...contradicted, ...droppedHits({ change, entry })];
}

/** A lockfile names as much of a publisher as its tool knows: what it leaves out is not said. */
const agrees = (identity: Publisher, publisher: Publisher): boolean =>
  identity.kind.toLowerCase() === publisher.kind.toLowerCase() &&
  (identity.repository === null || sameText(identity.repository, publisher.repository)) &&
  (identity.workflow === null || identity.workflow === publisher.workflow) &&
  (identity.account === null || identity.account === publisher.account);

function droppedHits({ change, entry }: Pick<Subject, 'change' | 'entry'>): readonly Hit[] {
  const before = change.from?.attestedBy ?? [];
  const now = entry.attestedBy ?? [];
  if (before.length === 0) return [];
  const isSame =
    now.length > 0 &&
    now.some((identity) => before.some((other) => agrees(other, identity) || agrees(identity, other)));
  if (isSame) return [];
  const rest = now.length === 0 ? 'names nobody any more' : `names ${listOf(now.map(told), 3)}`;
  return [
    {
      message: `The lockfile named ${listOf(before.map(told), 3)} as who attested ${printable(entry.name)}; for ${releaseName(entry)} it ${rest}.`,
      at: [],
      level: now.length === 0 ? 'note' : 'warn',
      key: 'lock identities',
    },
  ];
}
