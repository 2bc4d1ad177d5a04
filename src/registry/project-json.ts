import * as v from 'valibot';
import { type Fetched, found, unavailable } from '../model/fetched.js';
import type { ReleaseMetadata } from '../model/release.js';
import { parseVersion, type Version } from '../model/versions.js';
import { issueOf } from './simple-json.js';

const Text = v.nullish(v.string());

const ProjectJson = v.object({
  info: v.object({
    version: Text,
    summary: Text,
    license: Text,
    license_expression: Text,
    classifiers: v.nullish(v.array(v.string())),
    author_email: Text,
    maintainer_email: Text,
    home_page: Text,
    project_urls: v.nullish(v.record(v.string(), v.nullable(v.string()))),
    requires_dist: v.nullish(v.array(v.string())),
  }),
});

/** What the JSON API of an index says of one release. */
export interface ProjectInfo {
  /** The release it is about. */
  readonly version: Version | null;
  readonly metadata: ReleaseMetadata;
}

/** Reads `/pypi/NAME/json` and `/pypi/NAME/VERSION/json` (https://docs.pypi.org/api/json/). */
export function parseProjectJson(json: unknown, url: string): Fetched<ProjectInfo> {
  const parsed = v.safeParse(ProjectJson, json);
  if (!parsed.success)
    return unavailable(`${url} is not of the form that PyPI documents (${issueOf(parsed.issues[0])})`);
  const { info } = parsed.output;
  return found({
    version: parseVersion(info.version ?? ''),
    metadata: {
      summary: text(info.summary),
      licence: licenceOf(info),
      authorEmail: text(info.author_email) ?? text(info.maintainer_email),
      projectUrls: projectUrls(info),
      requiresDist: info.requires_dist ?? [],
    },
  });
}

type Info = v.InferOutput<typeof ProjectJson>['info'];

/** Metadata writers put `""` and `UNKNOWN` where nothing was given. */
const text = (value: string | null | undefined): string | null =>
  value == null || value.trim() === '' || value.trim() === 'UNKNOWN' ? null : value.trim();

/** The SPDX expression (PEP 639) if given, else the classifiers, else the old free text, which may be a whole licence. */
function licenceOf({ license, license_expression: expression, classifiers }: Info): string | null {
  const classified = (classifiers ?? [])
    .filter((classifier) => classifier.startsWith('License :: '))
    .map((classifier) => classifier.split(' :: ').at(-1) ?? '');
  return text(expression) ?? text(classified.join(', ')) ?? text(license);
}

function projectUrls({ project_urls: urls, home_page: home }: Info): Readonly<Record<string, string>> {
  const given = Object.entries(urls ?? {}).flatMap(([label, url]) => (text(url) === null ? [] : [[label, url ?? '']]));
  const homepage = text(home);
  const all =
    homepage === null || given.some(([label]) => label === 'Homepage') ? given : [['Homepage', homepage], ...given];
  return Object.fromEntries(all);
}
