/** What a release says of itself: core metadata (PEP 566, 639, 753). All of it is written by whoever made the release. */
export interface CoreMetadata {
  readonly summary: string | null;
  /** SPDX expression (PEP 639); null when none is given. */
  readonly licenceExpression: string | null;
  /** The older free text, which may be a whole licence; cut to its first 500 characters. */
  readonly licence: string | null;
  /** Trove classifiers. */
  readonly classifiers: readonly string[];
  /** Addresses of authors, then of maintainers, lower case, without names and repeats. */
  readonly emails: readonly string[];
  /** Label → URL; the home page as `Homepage`. */
  readonly projectUrls: Readonly<Record<string, string>>;
  readonly requiresPython: string | null;
  /** Requirements as written. */
  readonly requiresDist: readonly string[];
  /** Characters of the long description; 0 when there is none. */
  readonly descriptionLength: number;
}

/** Metadata writers put `""` and `UNKNOWN` where nothing was given. */
export const given = (value: string | null | undefined): string | null =>
  value == null || value.trim() === '' || value.trim() === 'UNKNOWN' ? null : value.trim();

const MAX_LICENCE = 500;

export const licenceText = (value: string | null | undefined): string | null =>
  given(value)?.slice(0, MAX_LICENCE) ?? null;

const ADDRESS = /[^\s<>"',;:()[\]\\@]{1,64}@[^\s<>"',;:()[\]\\@]{1,255}/gu;
const MAX_FIELD = 5000;

/** Addresses in header fields such as `Ada <ada@example.org>, bob@example.org`. */
export const addressesIn = (fields: readonly (string | null | undefined)[]): readonly string[] => [
  ...new Set(fields.flatMap((field) => (field ?? '').slice(0, MAX_FIELD).toLowerCase().match(ADDRESS) ?? [])),
];

/** Project URLs with the home page first, unless they name one themselves. Later labels of the same name lose. */
export function projectUrlsOf(
  labelled: readonly (readonly [label: string, url: string | null | undefined])[],
  homepage: string | null | undefined,
): Readonly<Record<string, string>> {
  const urls = new Map<string, string>();
  const add = (label: string, url: string | null | undefined): void => {
    const text = given(url);
    if (text !== null && !urls.has(label)) urls.set(label, text);
  };
  if (!labelled.some(([label, url]) => label === 'Homepage' && given(url) !== null)) add('Homepage', homepage);
  for (const [label, url] of labelled) add(label, url);
  return Object.fromEntries(urls);
}
