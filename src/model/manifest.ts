import type { NormalizedName } from './names.js';

/** A file in which a team writes what it wants, before a tool locks it. It is read as text and never executed. */
export interface Manifest {
  readonly kind: ManifestKind;
  readonly path: string;
  readonly dependencies: readonly ManifestDependency[];
  /** Whether that is all: false where code or another file computes some, or where something could not be read. */
  readonly complete: boolean;
}

export type ManifestKind =
  | 'pyproject'
  | 'setup-cfg'
  | 'setup-py'
  | 'pipfile'
  | 'requirements-in'
  | 'environment'
  | 'pixi';

export interface ManifestDependency {
  /** A conda package has a name of its own, which on a Python index may belong to someone else. */
  readonly ecosystem: 'pypi' | 'conda';
  readonly name: NormalizedName;
  /** What is wanted of it, in a form that can be compared: white space and order of keys are gone. */
  readonly wanted: string;
  /** Extra, group, category or environment; empty for what always gets installed. */
  readonly group: string;
}

/** A manifest whose wishes differ between the sides, with the locks that could answer them. */
export interface ManifestChange {
  readonly path: string;
  readonly kind: ManifestKind;
  /** Names whose wishes came, went or changed, with the line at the head where it was found. */
  readonly changed: readonly ChangedWish[];
  /** Lockfiles at the head that are made from it; empty: nothing pins it. */
  readonly locks: readonly ManifestLock[];
}

export interface ChangedWish {
  readonly name: NormalizedName;
  readonly how: 'added' | 'removed' | 'changed';
  readonly line: number | null;
}

export interface ManifestLock {
  readonly path: string;
  /** Whether its format records the wishes it answers, so that it cannot stay the same when they differ. */
  readonly binding: boolean;
}
