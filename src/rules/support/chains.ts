import { groupBy } from '../../model/group.js';
import type { Act, Behaviour, Profile, When } from '../../model/profile.js';
import { printable } from '../../model/text.js';
import { hidesItself } from './behaviour.js';
import { runsUnknownCode } from './programs.js';

/** Moments that need nobody but Python itself: the release is imported, or Python starts. */
const AT_IMPORT: ReadonlySet<When> = new Set(['import', 'startup']);

export const runsAtImport = ({ when }: Behaviour): boolean => when.some((moment) => AT_IMPORT.has(moment));

const NETWORK: ReadonlySet<Act> = new Set(['fetch', 'send']);

export const usesNetwork = ({ act }: Behaviour): boolean => NETWORK.has(act);

/** What a distribution does, by the file or folder that does it: half of a chain may be as old as the project. */
export interface Neighbourhood {
  /** What the same file does. */
  readonly inFile: (thing: Pick<Behaviour, 'at'>) => readonly Behaviour[];
  /** What the files of the same folder do. */
  readonly inFolder: (thing: Pick<Behaviour, 'at'>) => readonly Behaviour[];
}

export function neighbourhoodOf(
  profiles: readonly Profile[],
  matters: (behaviour: Behaviour) => boolean,
): Neighbourhood {
  const all = profiles.flatMap(({ behaviours }) => behaviours).filter(matters);
  const byFile = groupBy(all, fileOf);
  const byFolder = groupBy(all, folderOf);
  return {
    inFile: (thing) => byFile.get(fileOf(thing)) ?? [],
    inFolder: (thing) => byFolder.get(folderOf(thing)) ?? [],
  };
}

const fileOf = ({ at }: Pick<Behaviour, 'at'>): string => `${at.artifact} ${at.path}`;

const folderOf = ({ at }: Pick<Behaviour, 'at'>): string =>
  `${at.artifact} ${at.path.slice(0, at.path.lastIndexOf('/') + 1)}`;

/**
 * Whether a program and the network beside each other make a chain: one of them hides, or the program runs what is not known. A tool
 * that wraps both, as sandboxes and installers do, shows neither.
 */
export const isChain = (program: Behaviour, network: Behaviour): boolean =>
  hidesItself(program) || hidesItself(network) || runsUnknownCode(program.target);

/** `demo/net.py line 4 reads from the network with …`: the other half of a chain, as a clause. */
export function describeNeighbour({ at, steps, callee }: Behaviour): string {
  const what = steps.at(-1)?.what ?? `uses ${callee}`;
  return `${printable(at.path)}${at.line === null ? '' : ` line ${at.line}`} ${printable(what, 120)}`;
}
