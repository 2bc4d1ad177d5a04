import type { Member } from '../artifacts/archive.js';
import type { DistributionKind } from '../model/distributions.js';
import type { MemberLocation, Surface, SurfaceKind, When } from '../model/profile.js';
import { printable } from '../model/text.js';
import { fingerprintOf } from './fingerprint.js';

/** Scopes of a file that run: its body, its `if __name__ == '__main__'`, both (a script), or all (a framework calls into it). */
export type FileScopes = 'module' | 'main' | 'script' | 'all';

/** Where reachability starts: scopes of a file, or an object that is named by its module. */
export type Root =
  | { readonly kind: 'file'; readonly when: When; readonly path: string; readonly scopes: FileScopes }
  | { readonly kind: 'object'; readonly when: When; readonly target: string };

/** Python that stands in a file of another kind, such as the lines of a `.pth`. */
export interface ExtraSource {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface FoundSurfaces {
  readonly surfaces: readonly Surface[];
  readonly roots: readonly Root[];
  readonly sources: readonly ExtraSource[];
  /** What could hold a surface and was not read, one sentence each. */
  readonly unread: readonly string[];
}

/** What surfaces are looked for in. */
export interface Contents {
  readonly artifact: string;
  readonly kind: DistributionKind;
  readonly members: readonly Member[];
  /** The members by path; the first of those that share one. */
  readonly files: ReadonlyMap<string, Member>;
  readonly packages: ReadonlySet<string>;
}

/** A place that holds no surface. */
export const NONE: FoundSurfaces = { surfaces: [], roots: [], sources: [], unread: [] };

/** A surface before it has its place and fingerprint. */
export interface SurfaceDraft {
  readonly when: When;
  readonly kind: SurfaceKind;
  readonly text: string;
  readonly path: string;
  readonly line?: number;
}

/** A hook of one line may be megabytes long; its digest stands for what is cut. */
const MAX_TEXT = 64 * 1024;

const shortened = (text: string): string =>
  text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)} … ${fingerprintOf(text)}`;

export function surfaceOf({ when, kind, text: whole, path, line }: SurfaceDraft, artifact: string): Surface {
  const text = shortened(whole);
  const excerpt = printable(text.split('\n', 1)[0] ?? '');
  const at: MemberLocation = { kind: 'member', artifact, path, line: line ?? null, column: null, excerpt };
  return { when, kind, text, at, fingerprint: fingerprintOf(when, kind, text) };
}

export const fileRoot = (when: When, path: string, scopes: FileScopes = 'module'): Root => ({
  kind: 'file',
  when,
  path,
  scopes,
});
