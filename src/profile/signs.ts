import type { MemberLocation, Sign } from '../model/profile.js';
import { momentsOf } from './behaviours.js';
import { fingerprintOf } from './fingerprint.js';
import type { ReadSource } from './python-files.js';
import type { Reach } from './reach.js';

/** Generated tables can hold thousands of odd letters; what is beyond says nothing that the first ones do not. */
const MAX_SIGNS = 1000;

/** What the sources of one distribution show by how they are written, with the moments that reach the code around it. */
export const signsOf = (sources: readonly ReadSource[], reach: Reach, artifact: string): readonly Sign[] =>
  sources
    .flatMap((source) =>
      source.file.signs.map(({ kind, text, scope, at: { line, column, excerpt } }): Sign => {
        const at: MemberLocation = { kind: 'member', artifact, path: source.path, line, column, excerpt };
        return { kind, text, when: momentsOf(source, scope, reach), at, fingerprint: fingerprintOf(kind, text) };
      }),
    )
    .slice(0, MAX_SIGNS);
