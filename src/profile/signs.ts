import type { MemberLocation, Sign } from '../model/profile.js';
import { momentsOf } from './behaviours.js';
import { fingerprintOf } from './fingerprint.js';
import type { ReadSource } from './python-files.js';
import { MOMENTS, type Reach } from './reach.js';

/** Generated tables can hold thousands of odd letters; what is beyond says nothing that the most urgent ones of the same sort do not. */
const MAX_OF_SORT = 300;

/** What the sources of one distribution show by how they are written, with the moments that reach the code around it. Most urgent first. */
export function signsOf(sources: readonly ReadSource[], reach: Reach, artifact: string): readonly Sign[] {
  const signs = sources
    .flatMap((source) =>
      source.file.signs.map(({ kind, text, scope, at: { line, column, excerpt } }): Sign => {
        const at: MemberLocation = { kind: 'member', artifact, path: source.path, line, column, excerpt };
        const fingerprint = fingerprintOf(kind, withoutVersions(text));
        return { kind, text, when: momentsOf(source, scope, reach), at, fingerprint };
      }),
    )
    .toSorted((a, b) => urgencyOf(a) - urgencyOf(b));
  const counts = new Map<string, number>();
  return signs.filter((sign) => {
    const sort = `${sign.kind} ${sign.text.split(' ', 2).join(' ')}`;
    const count = (counts.get(sort) ?? 0) + 1;
    counts.set(sort, count);
    return count <= MAX_OF_SORT;
  });
}

const urgencyOf = ({ when }: Sign): number => MOMENTS.indexOf(when[0] ?? 'test');

/** The next release downloads the same program from another folder; the host before the first slash stays as it is. */
function withoutVersions(text: string): string {
  const slash = text.indexOf('/');
  return slash === -1 ? text : text.slice(0, slash) + text.slice(slash).replaceAll(/\d+(?:\.\d+)+/gu, '#');
}
