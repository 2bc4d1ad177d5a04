/** A project name in the form of PEP 503: lower case, runs of `-`, `_` and `.` as one `-`. */
export type NormalizedName = string & { readonly __brand: 'NormalizedName' };

const VALID_NAME = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/iu;

/** Whether `text` is a project name that the core metadata specification allows. */
export const isProjectName = (text: string): boolean => VALID_NAME.test(text);

/** PEP 503 normalisation. Also accepts what is no valid name, so that a problem can still name its subject. */
export const normalizeName = (text: string): NormalizedName =>
  // Locks hold thousands of names that are normal already.
  (NORMAL.test(text)
    ? text
    : text
        .trim()
        .replaceAll(/[-_.]+/gu, '-')
        .toLowerCase()) as NormalizedName;

const NORMAL = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u;
