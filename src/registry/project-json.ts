import * as v from 'valibot';
import { type Fetched, found, unavailable } from '../model/fetched.js';
import { addressesIn, type CoreMetadata, given, licenceText, projectUrlsOf } from '../model/metadata.js';
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
    requires_python: Text,
    description: Text,
  }),
  vulnerabilities: v.optional(v.unknown()),
});

/** What the JSON API of an index says of one release. */
export interface ProjectInfo {
  /** The release it is about. */
  readonly version: Version | null;
  readonly metadata: CoreMetadata;
  /** As served: read by `parseVulnerabilities` where somebody needs it, so that a fault in it costs no metadata. */
  readonly vulnerabilities: unknown;
}

/** Reads `/pypi/NAME/json` and `/pypi/NAME/VERSION/json` (https://docs.pypi.org/api/json/). */
export function parseProjectJson(json: unknown, url: string): Fetched<ProjectInfo> {
  const parsed = v.safeParse(ProjectJson, json);
  if (!parsed.success)
    return unavailable(`${url} is not of the form that PyPI documents (${issueOf(parsed.issues[0])})`);
  const { info, vulnerabilities } = parsed.output;
  return found({
    version: parseVersion(info.version ?? ''),
    vulnerabilities,
    metadata: {
      summary: given(info.summary),
      licenceExpression: given(info.license_expression),
      licence: licenceText(info.license),
      classifiers: info.classifiers ?? [],
      emails: addressesIn([info.author_email, info.maintainer_email]),
      projectUrls: projectUrlsOf(Object.entries(info.project_urls ?? {}), info.home_page),
      requiresPython: given(info.requires_python),
      requiresDist: info.requires_dist ?? [],
      descriptionLength: info.description?.length ?? 0,
    },
  });
}
