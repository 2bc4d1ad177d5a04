import type { Version } from './versions.js';

/** Who built and uploaded a file, as an index tells it of an attestation (PEP 740): a Trusted Publisher. */
export interface Publisher {
  /** `GitHub`, `GitLab`, `Google`, `ActiveState`, or a kind that is not known here. */
  readonly kind: string;
  /** `owner/name`; null for kinds that build from no repository. */
  readonly repository: string | null;
  /** File name of the workflow. */
  readonly workflow: string | null;
  readonly environment: string | null;
  /** E-mail address of the account, for kinds that build from no repository. */
  readonly account: string | null;
}

/** One signed statement about one file. */
export interface Attestation {
  /** As the index tells it; its certificate says the same where `standing` is `verified`. */
  readonly publisher: Publisher;
  readonly standing: Standing;
}

/**
 * `verified`: signature, certificate chain, log entry, digest, file name and publisher hold together. `claimed`: nothing contradicts it, but it
 * could not be verified here. `refuted`: it cannot be true of this file.
 */
export type Standing =
  | { readonly kind: 'verified' }
  | { readonly kind: 'claimed'; readonly reason: string }
  | { readonly kind: 'refuted'; readonly reason: string };

/** What the index offers for one file. */
export interface FileProvenance {
  readonly filename: string;
  /** null: the index has attestations of the file that were not read. */
  readonly attestations: readonly Attestation[] | null;
}

/** The files of one release that have attestations. */
export interface ReleaseProvenance {
  readonly version: Version;
  readonly files: readonly FileProvenance[];
}

/** Attestations of the head's release, and of the release that it is held against. */
export interface ProvenanceChange {
  readonly head: ReleaseProvenance;
  /** null where the project has no release to hold it against. */
  readonly baseline: ReleaseProvenance | null;
}

/** For messages: `GitHub psf/requests, workflow publish.yml`. Holds text of the index: pass it through `printable`. */
export const describePublisher = ({ kind, repository, workflow, account }: Publisher): string =>
  [
    [kind, repository ?? account].filter(Boolean).join(' '),
    ...(workflow === null ? [] : [`workflow ${workflow}`]),
  ].join(', ');

/** Distinct publishers whose attestations are not refuted. */
export function publishersOf({ files }: ReleaseProvenance): readonly Publisher[] {
  const publishers = files
    .flatMap(({ attestations }) => attestations ?? [])
    .filter(({ standing }) => standing.kind !== 'refuted')
    .map(({ publisher }) => publisher);
  return [...new Map(publishers.map((publisher) => [publisherKey(publisher), publisher])).values()];
}

/** Source hosts do not tell letters of owners and names apart by case. */
export const publisherKey = ({ kind, repository, workflow, account }: Publisher): string =>
  [kind, repository?.toLowerCase() ?? '', workflow ?? '', account ?? ''].join(' ');
