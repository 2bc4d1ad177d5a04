import type { DependencyChange } from '../model/change.js';
import type { Finding } from '../model/finding.js';
import type { LockedPackage, Lockfile, PackageSource } from '../model/lockfile.js';
import type { Problem } from '../model/problem.js';
import { withoutCredentials } from '../model/urls.js';

/** The shapes that every JSON output shares; `schema/common.schema.json` describes them. */

export const packageShape = (entry: LockedPackage) => ({
  name: entry.name,
  version: entry.version,
  source: sourceShape(entry.source),
  hashes: [...new Set(entry.artifacts.flatMap(({ hashes }) => hashes))],
  artifacts: entry.artifacts.map((artifact) => ({
    ...artifact,
    url: artifact.url && withoutCredentials(artifact.url),
  })),
  scopes: entry.scopes,
  groups: entry.groups,
  extras: entry.extras,
  direct: entry.direct,
  requires: entry.requires,
  marker: entry.marker,
  line: entry.line,
});

/** A lockfile may carry a password in a URL; a report must not carry it further. */
const sourceShape = (source: PackageSource): PackageSource =>
  'url' in source && source.url !== null ? { ...source, url: withoutCredentials(source.url) } : source;

export const lockfileShape = ({ format, path, packages, options, problems, foreign }: Lockfile) => ({
  format,
  path,
  packages: packages.map(packageShape),
  options,
  problems: problems.map(({ line, message, affects }) => ({ line, message, affects })),
  // Only the formats of conda know packages that are not Python's.
  ...(foreign === undefined ? {} : { foreign }),
});

/** `from` and `to` are versions: null where that side does not exist, or pins none (its source is then set). */
export const changeShape = ({ kind, name, from, to, labels, occurrences, path }: DependencyChange) => ({
  kind,
  name,
  from: from?.version ?? null,
  to: to?.version ?? null,
  labels,
  fromSource: from && sourceShape(from.source),
  toSource: to && sourceShape(to.source),
  occurrences: occurrences.map(({ path: lockfile, line }) => ({ path: lockfile, line })),
  path,
});

export const findingShape = (finding: Finding) => ({
  ruleId: finding.ruleId,
  level: finding.level,
  confidence: finding.confidence,
  subject: finding.subject,
  headline: finding.headline,
  message: finding.message,
  remedy: finding.remedy,
  locations: finding.locations,
  trace: finding.trace,
  fingerprint: finding.fingerprint,
  allowedBy: finding.allowedBy,
});

export const problemShape = ({ path, line, message, affects }: Problem) => ({ path, line, message, affects });
