import pLimit from 'p-limit';
import type { Profile } from '../model/profile.js';
import { printable } from '../model/text.js';
import type { ThreadJob, Threads } from '../ports.js';
import { decodeProfile, encodeProfile } from '../profile/codec.js';
import { type DistributionInput, profileDistribution } from '../profile/profile.js';
import type { PythonReader } from '../python/facts.js';

/**
 * Makes the profile of an opened distribution, here or in a thread. Opening is left to it, so that only a few unpacked archives are in
 * memory at a time. Distributions of one project share what was read of their common files.
 */
export type Profiler = (project: string, open: () => Promise<DistributionInput>) => Promise<MadeProfile>;

export type MadeProfile =
  | { readonly kind: 'made'; readonly profile: Profile; readonly encoded: Uint8Array }
  /** One clause for a reader. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface ProfilerOptions {
  readonly threads: Threads | null;
  readonly python: () => Promise<PythonReader>;
  /** Whether there is more than one project to read. */
  readonly expectsMany: boolean;
}

/** Starting a thread costs what reading about a megabyte does; below a few it does not pay for a single project. */
const WORTH_A_THREAD = 3 * 1024 * 1024;
/** Jobs for each thread that are opened already: one is worked on, one waits. */
const OPENED_AHEAD = 2;

export function createProfiler({ threads, python, expectsMany }: ProfilerOptions): Profiler {
  const limit = pLimit(threads === null ? 1 : threads.count * OPENED_AHEAD);
  return (project, open) =>
    limit(async () => {
      const input = await open();
      if (threads !== null && (expectsMany || sourceBytes(input) > WORTH_A_THREAD)) {
        const answer = await threads.run({ ...packed(input), affinity: project });
        if (answer.kind === 'done') return madeOf(answer.bytes);
        if (answer.kind === 'failed') return { ...answer, reason: printable(answer.reason) };
      }
      return profileHere(input, await python());
    });
}

/** What an entry does with a job in a thread. */
export const profileJob =
  (python: () => Promise<PythonReader>) =>
  async (input: DistributionInput): Promise<Uint8Array> =>
    encodeProfile(profileDistribution(input, await python()));

function madeOf(encoded: Uint8Array): MadeProfile {
  const profile = decodeProfile(encoded);
  return profile === null
    ? { kind: 'failed', reason: 'its profile did not come back whole, which is a bug in Lockgate' }
    : { kind: 'made', profile, encoded };
}

function profileHere(input: DistributionInput, python: PythonReader): MadeProfile {
  const profile = profileDistribution(input, python);
  return { kind: 'made', profile, encoded: encodeProfile(profile) };
}

/**
 * A copy whose members lie in one buffer, which is then handed over. As they are, members are views of whatever they were cut from (the
 * unpacked tar, ranges of several wheels), and each of those would be copied whole.
 */
function packed(input: DistributionInput): Pick<ThreadJob, 'input' | 'handedOver'> {
  const { archive } = input;
  // Links of a tar share their target's bytes; copied for each of them, a small archive would fill memory.
  const distinct = new Set(archive.members.flatMap(({ bytes }) => bytes ?? []));
  const buffer = new ArrayBuffer([...distinct].reduce((sum, { length }) => sum + length, 0));
  const copies = new Map<Uint8Array, Uint8Array>();
  let end = 0;
  for (const bytes of distinct) {
    const copy = new Uint8Array(buffer, end, bytes.length);
    copy.set(bytes);
    copies.set(bytes, copy);
    end += bytes.length;
  }
  const members = archive.members.map((member) => ({
    ...member,
    bytes: member.bytes === null ? null : (copies.get(member.bytes) ?? null),
  }));
  return { input: { ...input, archive: { ...archive, members } }, handedOver: [buffer] };
}

const sourceBytes = ({ archive }: DistributionInput): number =>
  archive.members.reduce((sum, { path, size }) => sum + (path.endsWith('.py') ? size : 0), 0);
