import type { CoreMetadata } from '../../model/metadata.js';
import type { NormalizedName } from '../../model/names.js';
import type { PopularProjects } from '../../model/popular.js';
import type { Subject } from '../rule.js';

/** Whether two projects may be of one house, so that the same module in both is meant: `opencv-python` and `opencv-python-headless`. */
export function areKin(
  name: NormalizedName,
  owner: NormalizedName,
  popular: PopularProjects,
  metadata: Pick<CoreMetadata, 'projectUrls'> | null,
): boolean {
  if (popular.rankOf.has(name) || sharesStem(name, owner)) return true;
  const theirs = popular.details.get(owner)?.repository ?? null;
  return theirs !== null && Object.values(metadata?.projectUrls ?? {}).some((url) => repositoryOf(url) === theirs);
}

/** One name is the other with words added: `psycopg2` and `psycopg2-binary`. */
export const sharesStem = (a: string, b: string): boolean => {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return `-${long}-`.includes(`-${short}-`);
};

/** `github.com/psf/requests` of a link to it; null for a link to anything but a repository. */
export function repositoryOf(url: string): string | null {
  const { host, owner, name } = REPOSITORY.exec(url)?.groups ?? {};
  return host === undefined ? null : `${host}/${owner}/${name}`.toLowerCase();
}

const REPOSITORY =
  /^https?:\/\/(?:www\.)?(?<host>github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\/(?<owner>[\w.-]+)\/(?<name>[\w.-]+?)(?:\.git)?(?:[/#?].*)?$/iu;

/** Other projects that the same lockfiles install. */
export function lockedBeside({
  change,
  entry,
  locks,
}: Pick<Subject, 'change' | 'entry' | 'locks'>): ReadonlySet<NormalizedName> {
  const paths = new Set(change.occurrences.map(({ path }) => path));
  const packages = locks.filter(({ path }) => paths.has(path)).flatMap(({ head }) => head?.packages ?? []);
  return new Set(packages.map(({ name }) => name).filter((name) => name !== entry.name));
}
