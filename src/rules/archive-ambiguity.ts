import type { Level } from '../model/level.js';
import type { ArchiveAnomaly, Profile } from '../model/profile.js';
import { count, listOf, printable } from '../model/text.js';
import { type Hit, rule } from './rule.js';
import { groupBy } from './support/lock.js';

/**
 * An archive that two readers may unpack to two different contents: what was reviewed need not be what gets installed.
 *
 * ZIP says everything twice, and installers differ in which record they believe (CVE-2025-54368 in uv). PyPI refuses such
 * uploads since August 2025; other indexes, and older files, have no such gate.
 */
export const archiveAmbiguity = rule({
  id: 'archive-ambiguity',
  level: 'block',
  confidence: 'high',
  needs: [],
  capec: [267],
  aliases: ['ZIP confusion', 'CVE-2025-54368'],
  headline: 'has an archive that can be read in more than one way',
  summary: 'A distribution’s archive can be read in more than one way.',
  remedy:
    'Do not merge before you know what each reader sees. Use another file of the release, or ask the maintainers to build it anew.',

  check({ profiles }) {
    return profiles.flatMap((profile) =>
      groupBy(profile.anomalies, ({ kind }) => kind).map((same) => hitOf(profile, same)),
    );
  },
});

const hitOf = ({ artifact }: Profile, same: readonly ArchiveAnomaly[]): Hit => {
  const kind = same[0]?.kind ?? '';
  const messages = same.slice(0, 2).map(({ message }) => printable(message, 300).replace(/\.$/u, ''));
  const more =
    same.length > messages.length ? [count(same.length - messages.length, 'more of its kind', 'more of its kind')] : [];
  return {
    message: `${printable(artifact)}: ${listOf([...messages, ...more])}.`,
    at: [{ kind: 'member', artifact, path: same[0]?.path ?? '', line: null, column: null, excerpt: null }],
    level: levelOf(kind, artifact),
    key: `${artifact} ${kind}`,
  };
};

/** What makes readers disagree about content blocks; what only makes an archive odd, as honest old uploads are, is told. */
function levelOf(kind: string, artifact: string): Level {
  // A tar that repeats a path is unpacked alike by all: the last one wins.
  if (kind === 'duplicate-path') return artifact.endsWith('.whl') ? 'block' : 'note';
  return CONTRADICTIONS.has(kind) ? 'block' : DOUBTS.has(kind) ? 'warn' : 'note';
}

const CONTRADICTIONS: ReadonlySet<string> = new Set([
  'header-mismatch',
  'end-record-mismatch',
  'overlap',
  'polyglot',
  'unsafe-path',
]);

const DOUBTS: ReadonlySet<string> = new Set([
  'prepended-data',
  'gap',
  'size-mismatch',
  'checksum-mismatch',
  'path-conflict',
  'encrypted',
  'format-mismatch',
]);
