import { validRange } from '@renovatebot/pep440';
import { isProjectName, type NormalizedName, normalizeName } from '../model/names.js';
import type { AllowEntry, DenyEntry, Policy, PolicyIndex, PolicyOverride, SharedPolicyRef } from '../model/policy.js';
import { printable } from '../model/text.js';
import { canonicalIndexUrl, hasCredentials, parseUrl } from '../model/urls.js';
import { parseVersion } from '../model/versions.js';
import type { Complaint } from './complaint.js';
import { parseDuration } from './duration.js';
import type { PolicyDocument } from './schema.js';

type LineOf = (path: readonly (string | number)[]) => number | null;
type Allow = PolicyDocument['allow'][number];
type Index = PolicyDocument['index'][number];
type Override = PolicyDocument['override'][number];

/** The checked file as a `Policy`, with what a schema cannot say: versions, specifiers, URLs and dates that do not exist. */
export function policyOf(
  document: PolicyDocument,
  path: string,
  lineOf: LineOf,
): { readonly policy: Policy; readonly complaints: readonly Complaint[] } {
  const complaints: Complaint[] = [
    ...document.override.flatMap((entry, at) => checkOverride(entry, ['override', at])),
    ...document.allow.flatMap((entry, at) => checkAllow(entry, ['allow', at])),
    ...document.deny.flatMap((entry, at) => checkDeny(entry, ['deny', at])),
    ...document.index.flatMap((entry, at) => checkIndex(entry, ['index', at])),
  ];
  const policy: Policy = {
    failOn: document['fail-on'],
    onGap: document['on-gap'],
    minAge: parseDuration(document['min-age']) ?? 0,
    rules: document.rules,
    overrides: document.override.map((entry, at) => overrideEntry(entry, lineOf(['override', at]))),
    allow: document.allow.map((entry, at) => allowEntry(entry, lineOf(['allow', at]))),
    deny: document.deny.map((entry, at) => denyEntry(entry, lineOf(['deny', at]))),
    indexes: document.index.map(policyIndex),
    exclude: document.exclude,
    platforms: document.platforms,
    licences: { allow: document.licences.allow ?? null, deny: document.licences.deny ?? [] },
    sources: {
      repository: document.sources.repository,
      domains: document.sources.domains,
      rdapUrl: document.sources['rdap-url'],
      epss: document.sources.epss,
      epssUrl: document.sources['epss-url'],
      knownExploited: document.sources['known-exploited'],
      knownExploitedUrl: document.sources['known-exploited-url'],
      scorecard: document.sources.scorecard,
      scorecardUrl: document.sources['scorecard-url'],
      depsDev: document.sources['deps-dev'],
      depsDevUrl: document.sources['deps-dev-url'],
    },
    permits: document.permit,
    extends: document.extends === undefined ? null : readSharedRef(document.extends),
    audit: document.audit,
    source: path,
  };
  return { policy, complaints };
}

const overrideEntry = (entry: Override, line: number | null): PolicyOverride => ({
  lockfiles: entry.lockfiles ?? [],
  scopes: entry.scopes ?? [],
  rules: entry.rules,
  maxLevel: entry['max-level'] ?? null,
  line,
});

function checkOverride(entry: Override, at: readonly (string | number)[]): readonly Complaint[] {
  const complaints: Complaint[] = [];
  if (entry.lockfiles === undefined && entry.scopes === undefined) {
    complaints.push({
      message:
        'An [[override]] needs `lockfiles` or `scopes`: without either it would hold everywhere, which is what `[rules]` is for.',
      at,
    });
  }
  if (Object.keys(entry.rules).length === 0 && entry['max-level'] === undefined) {
    complaints.push({
      message: 'An [[override]] without `rules` and `max-level` changes nothing. Add one of them.',
      at,
    });
  }
  return complaints;
}

/** Reads `owner/repository:path@commit`, whose form the schema has checked. */
export function readSharedRef(text: string): SharedPolicyRef {
  const { owner = '', repository = '', path = '', commit = '' } = SHARED_REF.exec(text)?.groups ?? {};
  return { owner, repository, path, commit };
}

const SHARED_REF = /^(?<owner>[^/]+)\/(?<repository>[^:]+):(?<path>.+)@(?<commit>[0-9a-f]{40})$/u;

function allowEntry(entry: Allow, line: number | null): AllowEntry {
  const { name, version } = entry.package === undefined ? NO_RELEASE : readPurl(entry.package);
  return {
    name,
    version: version === null ? null : parseVersion(version),
    file: entry.package === undefined ? (entry.file ?? null) : null,
    rules: entry.rules,
    sha256: (entry.sha256 ?? []).map((digest) => digest.toLowerCase()),
    reason: entry.reason,
    owner: entry.owner ?? null,
    expires: entry.expires ?? null,
    line,
  };
}

const denyEntry = (entry: PolicyDocument['deny'][number], line: number | null): DenyEntry => ({
  name: normalizeName(entry.name),
  versions: entry.versions ?? null,
  reason: entry.reason,
  line,
});

const policyIndex = (entry: Index): PolicyIndex => ({
  name: entry.name,
  url: canonicalIndexUrl(entry.url),
  packages: entry.packages.map(normalizeName),
  fileHosts: (entry['file-hosts'] ?? []).map((host) => host.toLowerCase()),
  tokenEnv: entry['token-env'] ?? null,
});

interface Purl {
  readonly name: NormalizedName;
  readonly version: string | null;
}

const NO_RELEASE = { name: null, version: null };

/** The schema has checked the form; percent-encoding (`%2B` in a local version) is undone here. */
function readPurl(purl: string): Purl {
  const [name = '', version] = purl.slice('pkg:pypi/'.length).split('@').map(decoded);
  return { name: normalizeName(name), version: version ?? null };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray `%`: left as it is, it is neither a name nor a version, and the checks below say so.
    return text;
  }
}

function checkAllow(entry: Allow, at: readonly (string | number)[]): readonly Complaint[] {
  const complaints: Complaint[] = [];
  if ((entry.package === undefined) === (entry.file === undefined)) {
    complaints.push({
      message:
        'An [[allow]] entry needs either `package`, for findings about a release, or `file`, for findings about a lockfile, a manifest or the policy.',
      at,
    });
  }
  if (entry.package === undefined && entry.sha256 !== undefined) {
    complaints.push({ message: '`sha256` names files of a release, so it needs `package`.', at: [...at, 'sha256'] });
  }
  if (entry.package !== undefined) complaints.push(...checkPurl(entry.package, [...at, 'package']));
  if (entry.expires !== undefined && !isRealDate(entry.expires)) {
    complaints.push({
      message: `\`expires\` is "${entry.expires}", a day that does not exist. Write a date such as 2027-01-31.`,
      at: [...at, 'expires'],
    });
  }
  return complaints;
}

function checkPurl(text: string, at: readonly (string | number)[]): readonly Complaint[] {
  const { name, version } = readPurl(text);
  const shown = `\`${printable(text, 100)}\``;
  const complaints: Complaint[] = [];
  if (!isProjectName(name))
    complaints.push({ message: `${shown} names no possible project. Write it as "pkg:pypi/example@1.4.2".`, at });
  if (version !== null && parseVersion(version) === null)
    complaints.push({ message: `${shown} has no version that PEP 440 knows. Copy it from the lockfile.`, at });
  return complaints;
}

const isRealDate = (text: string): boolean => {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

function checkDeny(
  { name, versions }: PolicyDocument['deny'][number],
  at: readonly (string | number)[],
): readonly Complaint[] {
  const complaints: Complaint[] = [];
  if (!isProjectName(name.trim())) {
    complaints.push({
      message: `\`name\` is "${printable(name, 80)}", which is no possible project name. Patterns are not allowed here.`,
      at: [...at, 'name'],
    });
  }
  if (versions !== undefined && !validRange(versions)) {
    complaints.push({
      message: `\`versions\` is "${printable(versions, 80)}". Allowed: a PEP 440 specifier such as "<2" or ">=1.4,<1.6".`,
      at: [...at, 'versions'],
    });
  }
  return complaints;
}

// GitHub's own credentials must never be sent to a package index, whatever the policy says.
const GITHUB_OWN = /^(?:GITHUB_|GH_TOKEN$|ACTIONS_|RUNNER_|INPUT_TOKEN$)/iu;

function checkIndex(entry: Index, at: readonly (string | number)[]): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const complaint = urlComplaint(entry.url);
  if (complaint !== null) complaints.push({ message: complaint, at: [...at, 'url'] });
  for (const pattern of entry.packages.filter((name) => !NAME_PATTERN.test(name))) {
    complaints.push({
      message: `\`packages\` has "${printable(pattern, 80)}". Allowed: project names, and patterns with \`*\` and \`?\`.`,
      at: [...at, 'packages'],
    });
  }
  const variable = entry['token-env'];
  if (variable !== undefined && GITHUB_OWN.test(variable)) {
    complaints.push({
      message: `\`token-env\` is "${variable}", which belongs to GitHub and is never sent to an index. Use a variable of your own.`,
      at: [...at, 'token-env'],
    });
  }
  return complaints;
}

const NAME_PATTERN = /^[a-z0-9*?._-]+$/iu;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

function urlComplaint(text: string): string | null {
  const url = parseUrl(text);
  if (url === null)
    return `\`url\` is "${printable(text, 100)}", which is no URL. Write it as "https://pypi.corp.example/simple/".`;
  if (hasCredentials(text)) {
    return '`url` carries a user name or password, which everyone who reads the repository sees. Take it out, change the password, and name a variable with `token-env`.';
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname))) {
    return `\`url\` is "${printable(text, 100)}". Anyone on the way could replace what an index without https answers. Use https.`;
  }
  return null;
}
