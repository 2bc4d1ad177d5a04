import type {
  Act,
  Baseline,
  Behaviour,
  Delta,
  InventoryEntry,
  MemberLocation,
  Profile,
  ProfileDelta,
  Sign,
  Surface,
} from '../../src/model/profile.js';
import { version } from '../support/model.js';

/** What is new in a head, held against release 0.9. */
export interface NewThings {
  readonly behaviours?: readonly Behaviour[];
  readonly before?: readonly Behaviour[];
  readonly changedBehaviours?: readonly { readonly from: Behaviour; readonly to: Behaviour }[];
  readonly surfaces?: readonly Surface[];
  readonly signs?: readonly Sign[];
  readonly files?: readonly InventoryEntry[];
}

/** A delta against release 0.9, the version locked before. */
export const delta = (
  things: NewThings,
  baseline: Baseline = { kind: 'locked', version: version('0.9') },
): ProfileDelta => ({
  baseline,
  surfaces: added(things.surfaces ?? []),
  behaviours: { ...added(things.behaviours ?? []), changed: things.changedBehaviours ?? [] },
  before: things.before ?? [],
  signs: added(things.signs ?? []),
  files: added(things.files ?? []),
  topLevelNames: added<string>([]),
  requiresDist: added<string>([]),
  buildRequires: added<string>([]),
  disagreements: [],
  metadata: { from: null, to: null },
});

/** A delta of a release that has nothing to be held against. */
export const firstRelease = (things: NewThings): ProfileDelta =>
  delta(things, { kind: 'none', reason: 'it is the first release' });

const added = <T>(items: readonly T[]): Delta<T> => ({ added: items, changed: [], gone: [] });

export const at = (path: string, line: number | null = 3): MemberLocation => ({
  kind: 'member',
  artifact: 'demo-1.0-py3-none-any.whl',
  path,
  line,
  column: null,
  excerpt: null,
});

/** An act on import with two steps. */
export const behaviour = (act: Act, overrides: Partial<Behaviour> = {}): Behaviour => ({
  act,
  inputs: [],
  callee: 'demo.sink',
  target: null,
  when: ['import'],
  traits: [],
  steps: [
    { what: 'reads the source', at: at('demo/__init__.py', 2) },
    { what: 'reaches the sink', at: at('demo/__init__.py') },
  ],
  at: at('demo/__init__.py'),
  fingerprint: `behaviour ${act}`,
  ...overrides,
});

/** A `.pth` file with this text. */
export const startupSurface = (text: string, overrides: Partial<Surface> = {}): Surface => ({
  when: 'startup',
  kind: 'pth',
  text,
  at: at('demo.pth', 1),
  fingerprint: `pth ${text}`,
  ...overrides,
});

export const file = (path: string, kind: InventoryEntry['kind']): InventoryEntry => ({
  path,
  kind,
  size: 10,
  sha256: null,
  gitId: null,
  format: null,
  traits: [],
});

export const profile = (overrides: Partial<Profile> = {}): Profile => ({
  analyser: 'test',
  artifact: 'demo-1.0-py3-none-any.whl',
  kind: 'wheel',
  sha256: null,
  metadata: null,
  inventory: [],
  topLevelNames: [],
  surfaces: [],
  behaviours: [],
  signs: [],
  buildRequires: [],
  anomalies: [],
  gaps: [],
  ...overrides,
});
