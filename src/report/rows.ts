import type { DependencyChange } from '../model/change.js';
import type { Evidence } from '../model/evidence.js';
import { identityOf, type PackageSource, type Scope } from '../model/lockfile.js';
import { DAY } from '../model/policy.js';
import { type Act, describeBaseline, type ProfileDelta, type Surface } from '../model/profile.js';
import { firstUpload } from '../model/release.js';
import type { Report } from '../model/report.js';
import { count } from '../model/text.js';
import { withoutCredentials } from '../model/urls.js';
import type { Outcome } from '../model/verdict.js';
import { groupFindings, subjectOf } from './view.js';

/** One changed package as a line of a table. Texts of packages are raw: outputs escape them. */
export interface Row {
  readonly change: DependencyChange;
  /** `unknown`: nothing was found, but not everything could be checked. */
  readonly state: Outcome | 'unknown';
  /** Time since the first upload of the release; null when no index told. */
  readonly age: string | null;
  readonly scope: string;
  /** Names from a direct dependency to this one; empty when the lockfile does not tell. */
  readonly path: readonly string[];
  /** What the release newly is or does. */
  readonly gains: readonly string[];
}

const WEIGHT: Readonly<Record<Row['state'], number>> = { block: 3, warn: 2, unknown: 1, pass: 0 };

/** Every change, those that need a look first. */
export function rowsOf(report: Report): readonly Row[] {
  const levels = new Map(groupFindings(report).map(({ subject, level }) => [subject, level]));
  const incomplete = new Set(report.gaps.map(({ subject }) => subject));
  const evidence = new Map(report.evidence.map((item) => [changeKey(item.change), item]));
  return report.diff.changes
    .map((change): Row => {
      const subject = subjectOf(change);
      const known = evidence.get(changeKey(change));
      const level = change.to === null ? undefined : levels.get(subject);
      return {
        change,
        state: level === 'block' || level === 'warn' ? level : incomplete.has(subject) ? 'unknown' : 'pass',
        age: ageOf(known, report.reviewedAt),
        scope: describeScopes((change.to ?? change.from)?.scopes ?? []),
        path: change.path,
        gains: gainsOf(known),
      };
    })
    .toSorted((a, b) => WEIGHT[b.state] - WEIGHT[a.state] || compareNames(a, b));
}

const compareNames = (a: Row, b: Row): number =>
  a.change.name < b.change.name ? -1 : a.change.name > b.change.name ? 1 : 0;

const changeKey = ({ kind, name, from, to }: DependencyChange): string =>
  [kind, name, from && identityOf(from), to && identityOf(to)].join(' ');

function ageOf(evidence: Evidence | undefined, now: number): string | null {
  if (evidence?.release?.kind !== 'found') return null;
  const uploaded = firstUpload(evidence.release.value.files);
  return uploaded === null ? null : describeAge(now - uploaded);
}

/** `5 h`, `12 days`, `8 months`, `3 years`. */
export function describeAge(milliseconds: number): string {
  const days = Math.floor(Math.max(0, milliseconds) / DAY);
  if (days < 2) return `${Math.floor(Math.max(0, milliseconds) / 3_600_000)} h`;
  if (days < 90) return `${days} days`;
  return days < 730 ? `${Math.floor(days / 30.44)} months` : `${Math.floor(days / 365.25)} years`;
}

const SCOPES: Readonly<Record<Scope, string>> = {
  runtime: 'runtime',
  development: 'dev',
  optional: 'optional',
  unknown: '',
};

const describeScopes = (scopes: readonly Scope[]): string =>
  [...new Set(scopes.map((scope) => SCOPES[scope]))].filter((scope) => scope !== '').join(', ');

const ACTS: Readonly<Record<Act, string>> = {
  'run-code': 'runs computed code',
  'run-process': 'starts processes',
  fetch: 'reads from the network',
  send: 'sends to the network',
  'write-file': 'writes files',
  'read-secret': 'opens credential files',
  'load-native': 'loads native code',
  unpickle: 'unpickles data',
  'install-package': 'installs packages',
  'look-up': 'looks up names it builds',
  'read-clipboard': 'reads the clipboard',
  'write-clipboard': 'replaces the clipboard',
  capture: 'watches screen, keys or camera',
  'delete-files': 'deletes files',
  patch: 'patches other packages',
  'hook-imports': 'hooks into imports',
  probe: 'asks whether it is watched',
};

const SURFACES: Readonly<Record<Surface['when'], string | null>> = {
  install: 'code at install',
  startup: 'code at every Python start',
  command: 'a new command',
  plugin: 'a plugin hook',
  // Every package runs something when imported: not worth a cell.
  import: null,
  call: null,
  test: null,
};

const gainsOf = (evidence: Evidence | undefined): readonly string[] =>
  evidence?.delta?.kind === 'found' ? deltaGains(evidence.delta.value) : [];

/** What the head newly is or does, a few words each, most urgent first. */
export function deltaGains(delta: ProfileDelta): readonly string[] {
  const gains = [...surfaceGains(delta), ...behaviourGains(delta), ...fileGains(delta)];
  return describeBaseline(delta.baseline) === null ? ['first release seen', ...gains] : gains;
}

const surfaceGains = ({ surfaces }: ProfileDelta): readonly string[] => {
  const newOrChanged = [...surfaces.added, ...surfaces.changed.map(({ to }) => to)];
  return unique(newOrChanged.flatMap(({ when }) => SURFACES[when] ?? []));
};

const behaviourGains = ({ behaviours }: ProfileDelta): readonly string[] =>
  unique(behaviours.added.filter(({ when }) => when.some((at) => at !== 'test')).map(({ act }) => ACTS[act]));

function fileGains({ files }: ProfileDelta): readonly string[] {
  const native = files.added.filter(({ kind }) => kind === 'native').length;
  return native === 0 ? [] : [count(native, 'native file')];
}

const unique = (items: readonly string[]): readonly string[] => [...new Set(items)];

/** Where an installer takes the package from, in words; null for PyPI and whatever else is the default. */
export function describeSource(source: PackageSource): string | null {
  switch (source.kind) {
    case 'index':
      return source.url;
    case 'archive-url':
      return withoutCredentials(source.url);
    case 'vcs':
      return `${source.vcs}+${withoutCredentials(source.url)}@${source.commit ?? source.ref ?? 'default branch'}`;
    case 'local':
      return source.path;
  }
}
