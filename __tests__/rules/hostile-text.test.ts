import { describe, expect, test } from '@jest/globals';
import { normalizeName } from '../../src/model/names.js';
import { DAY } from '../../src/model/policy.js';
import type { Act, Behaviour } from '../../src/model/profile.js';
import { rules } from '../../src/rules/catalog.js';
import { dependencyChange, lockedPackage, version } from '../support/model.js';
import { metadataWith } from './addresses.js';
import { at, behaviour, delta, file, profile, startupSurface } from './deltas.js';
import { advisory, artifact, changed, demoFile, demoProject, hash, lockPair, optionPair, WHEEL } from './facts.js';
import { check, type Facts, NOW } from './harness.js';
import { coreMetadata, released, update } from './histories.js';
import { manifestChange } from './manifests.js';
import { content, differs, repository, state } from './repository-facts.js';
import { sign } from './sign-facts.js';

// Right-to-left override, escape, zero-width space, line break and a private-use character.
const HOSTILE = 'a\u202e\u001b[2J\u200b\n\ue000b';
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}]/u;

const things = {
  behaviours: [
    behaviour('run-code', {
      inputs: ['decoded', 'network', 'downloaded-file'],
      when: ['install'],
      callee: HOSTILE,
      target: HOSTILE,
      steps: [{ what: HOSTILE, at: at(HOSTILE) }],
      at: at(HOSTILE),
    }),
    behaviour('send', { inputs: ['secret-file'], when: ['install'], callee: HOSTILE, steps: [], at: at(HOSTILE) }),
    behaviour('run-code', { inputs: ['network'], steps: [{ what: HOSTILE, at: at(HOSTILE) }], fingerprint: 'b' }),
  ],
  surfaces: [startupSurface(HOSTILE, { at: at(HOSTILE) })],
  files: [file(`${HOSTILE}.pyc`, 'bytecode')],
};

const act = (of: Act, target: string, overrides: Partial<Behaviour> = {}) =>
  behaviour(of, {
    target,
    steps: [{ what: `reads the environment ${HOSTILE}`, at: { ...at(HOSTILE), excerpt: 'os.environ' } }],
    at: at(HOSTILE),
    fingerprint: `${of} ${target} ${overrides.callee ?? ''}`,
    ...overrides,
  });

const hostileWheel = (tags: string, requiresDist: readonly string[]) =>
  profile({
    artifact: `demo-1.0-${tags}.whl`,
    metadata: {
      ...coreMetadata({
        summary: null,
        licenceExpression: null,
        licence: HOSTILE,
        requiresDist,
        emails: [`${HOSTILE}@example.com`],
      }),
      name: normalizeName(HOSTILE),
    },
  });

const crowd = (name: string, size: number) =>
  lockedPackage({
    name: normalizeName(name),
    requires: Array.from({ length: size }, (_, index) => ({
      name: normalizeName(`${HOSTILE}${index}`),
      version: null,
      marker: null,
      extras: [],
    })),
  });

const news = {
  behaviours: [
    act('run-process', 'sh -i'),
    act('fetch', HOSTILE, { callee: 'socket.socket().connect' }),
    act('send', HOSTILE, { inputs: ['environment'], when: ['call'] }),
    act('send', HOSTILE, { inputs: ['host-facts'], callee: HOSTILE }),
    act('write-file', '~/.bashrc'),
    act('look-up', `….${HOSTILE}`, { inputs: ['secret-file'] }),
    act('send', `discord.com/api/webhooks/0/${HOSTILE}`, { callee: 'requests.post' }),
    act('read-clipboard', HOSTILE),
    act('capture', HOSTILE, { callee: HOSTILE }),
    act('send', HOSTILE, { inputs: ['key-material'], callee: 'demo.client' }),
    act('run-process', `xmrig ${HOSTILE}`),
    act('delete-files', `home: ~/${HOSTILE}`),
    act('patch', HOSTILE, { callee: 'requests.get' }),
    act('hook-imports', HOSTILE, { callee: 'sys.meta_path.insert' }),
    act('unpickle', HOSTILE, { inputs: ['network'] }),
    act('install-package', `${HOSTILE} from https://${HOSTILE}`),
    act('probe', `debugger: ${HOSTILE}`),
  ],
  surfaces: [
    startupSurface(`git = ${HOSTILE}`, { when: 'command', kind: 'console-script', at: at(HOSTILE), fingerprint: 's' }),
    startupSurface(`[pytest11] ${HOSTILE}`, { kind: 'plugin-entry-point', at: at(HOSTILE), fingerprint: 'p' }),
    startupSurface(HOSTILE, { when: 'install', kind: 'build-backend', at: at(HOSTILE), fingerprint: 'b' }),
  ],
  files: [
    { ...file(`${HOSTILE}.js`, 'script'), size: 2_000_000 },
    file(`${HOSTILE}.so`, 'native'),
    file(`${HOSTILE}/CLAUDE.md`, 'data'),
  ],
};

const hostileArtifact = artifact({
  filename: `${HOSTILE}.whl`,
  url: `https://x.invalid/${HOSTILE}.whl`,
  hashes: [hash('b')],
});
const entry = { name: normalizeName('reqe'), artifacts: [hostileArtifact, artifact({ hashes: [hash('b')] })] };
const fromIndex = changed({ source: { kind: 'index', url: `https://i.invalid/${HOSTILE}` } }, entry);

const SCENES: readonly (Facts & { readonly name: string })[] = [
  {
    name: 'an index release',
    change: fromIndex,
    project: demoProject([demoFile({ yanked: HOSTILE, uploadedAt: NOW - DAY })], {
      status: 'quarantined',
      statusReason: HOSTILE,
    }),
    advisories: {
      head: [
        advisory({ id: HOSTILE, summary: HOSTILE, url: HOSTILE }),
        advisory({ kind: 'malware', summary: HOSTILE }),
      ],
      base: [],
    },
    profiles: [
      profile({
        artifact: HOSTILE,
        inventory: [file(`${HOSTILE}.pyc`, 'bytecode')],
        anomalies: [{ kind: 'overlap', message: HOSTILE, path: HOSTILE }],
      }),
    ],
    delta: delta(things),
    policy: { deny: [{ name: normalizeName('reqe'), versions: null, reason: HOSTILE, line: 1 }] },
  },
  {
    name: 'a release that newly does much',
    change: fromIndex,
    profiles: [profile({ artifact: HOSTILE, inventory: news.files, behaviours: news.behaviours })],
    delta: delta(news),
  },
  {
    name: 'an unlisted release',
    change: changed({}, { version: version('9.9'), artifacts: [] }),
    project: demoProject([demoFile()], { status: 'archived', statusReason: HOSTILE }),
  },
  ...[
    { kind: 'archive-url', url: `https://x.invalid/${HOSTILE}` } as const,
    { kind: 'vcs', vcs: 'git', url: HOSTILE, commit: null, ref: HOSTILE, subdirectory: HOSTILE } as const,
    { kind: 'local', path: `../${HOSTILE}`, editable: false } as const,
  ].map((source) => ({
    name: `a source of kind ${source.kind}`,
    change: changed({}, { source, artifacts: [] }),
  })),
  { name: 'an unpinned entry', change: { ...changed({}, { version: null }), name: normalizeName(HOSTILE) } },
  {
    name: 'the same release with another hash and a file more',
    change: changed(
      { version: version('1.0'), artifacts: [artifact({ filename: `${HOSTILE}.whl`, url: null })] },
      { version: version('1.0'), artifacts: [hostileArtifact, artifact()] },
      ['artifacts-changed', 'artifacts-added'],
    ),
    project: demoProject([
      demoFile({ uploadedAt: NOW - DAY }),
      demoFile({ filename: `${HOSTILE}.whl`, hashes: [hash('b')], uploadedAt: NOW - 100 * DAY }),
    ]),
  },
  {
    name: 'options and a policy',
    locks: [
      optionPair(
        {},
        {
          indexUrl: `http://i.invalid/${HOSTILE}`,
          findLinks: [`https://${HOSTILE}`],
          trustedHosts: [HOSTILE],
          excludeNewerExceptions: [HOSTILE],
        },
      ),
      lockPair({}, { credentials: [{ origin: HOSTILE, deceptive: true, line: 1 }] }),
    ],
    proposed: { kind: 'unusable', path: 'p.toml', line: 1, reason: HOSTILE },
  },
  {
    name: 'conda packages and manifests',
    locks: [
      lockPair(
        {},
        {
          foreign: [{ ecosystem: 'conda', name: HOSTILE, version: HOSTILE, location: HOSTILE, hash: HOSTILE, line: 1 }],
        },
      ),
    ],
    manifests: [
      manifestChange({ path: `${HOSTILE}/pyproject.toml` }),
      manifestChange({ locks: [{ path: `${HOSTILE}/uv.lock`, binding: true }] }),
    ],
  },
  {
    name: 'an added entry',
    change: { ...changed({}), kind: 'added', from: null, to: lockedPackage({ name: normalizeName('requets') }) },
    project: demoProject(),
  },
  {
    name: 'distributions that differ, modules and builds',
    change: fromIndex,
    profiles: [
      profile({ artifact: HOSTILE, topLevelNames: ['json'], inventory: [file('json/__init__.py', 'python')] }),
      profile({ artifact: `${HOSTILE}.tar.gz`, kind: 'sdist' }),
    ],
    delta: {
      ...delta({}),
      topLevelNames: { added: ['json'], changed: [], gone: [] },
      buildRequires: { added: [`${HOSTILE} @ ${HOSTILE}`], changed: [], gone: [] },
      disagreements: [
        {
          path: HOSTILE,
          kind: 'only-in',
          artifacts: [HOSTILE],
          others: [`${HOSTILE}.tar.gz`],
          at: at(HOSTILE),
          isNew: true,
          behaviours: [act('run-process', HOSTILE)],
        },
        {
          path: HOSTILE,
          kind: 'only-in',
          artifacts: [HOSTILE],
          others: [HOSTILE],
          at: at(HOSTILE),
          isNew: true,
          behaviours: [],
        },
      ],
    },
  },
  {
    name: 'hidden text',
    change: fromIndex,
    delta: delta({
      behaviours: [act('fetch', `webhook.site/${HOSTILE}`)],
      signs: [
        sign('bidi-control', `reorders code in a string: ${HOSTILE}`, { at: at(HOSTILE) }),
        sign('invisible-characters', `a run of ${HOSTILE}`, { at: at(HOSTILE) }),
        sign('pushed-statement', `a statement behind blanks: ${HOSTILE}`, { at: at(HOSTILE) }),
        sign('confusable-identifier', `the telling name exec, written as “${HOSTILE}”`, { at: at(HOSTILE) }),
        sign('obfuscated-source', HOSTILE, { at: at(HOSTILE) }),
        sign('suspicious-endpoint', `a paste, pastebin.com/${HOSTILE}`, { at: at(HOSTILE) }),
      ],
    }),
  },
  {
    name: 'a copy, and a wheel for another platform',
    change: changed({}, { artifacts: [] }),
    project: demoProject([demoFile({ filename: `demo-1.0-cp312-cp312-${HOSTILE}.whl` })]),
    profiles: [profile({ artifact: HOSTILE, inventory: [file(`${HOSTILE}.py`, 'python')] })],
    delta: {
      ...delta({}, { kind: 'copied-project', name: normalizeName(HOSTILE), version: version('1.0') }),
      files: { added: [file(`${HOSTILE}.py`, 'python')], changed: [], gone: [] },
    },
    policy: { platforms: ['win_amd64'] },
  },
  {
    name: 'a new project with hostile metadata',
    change: dependencyChange(null, lockedPackage({ name: normalizeName('initech-x'), version: version('99.0') })),
    project: released({ '99.0': 2 }),
    profiles: [
      hostileWheel('cp312-cp312-win_amd64', [`sneaky; extra == "${HOSTILE}"`]),
      hostileWheel('py3-none-any', []),
    ],
    delta: delta(things),
    policy: {
      indexes: [
        {
          name: HOSTILE,
          url: 'https://pypi.corp.invalid/simple',
          packages: ['initech-*-y'],
          fileHosts: [],
          tokenEnv: null,
        },
      ],
      licences: { allow: ['MIT'], deny: [] },
    },
  },
  {
    name: 'a burst after a silence, under another licence',
    change: update('1.0', '1.3.1'),
    project: released({ '1.0': 1200, '1.3.0': 1, '1.3.1': 1 }),
    delta: {
      ...delta(things),
      metadata: { from: coreMetadata(), to: coreMetadata({ licenceExpression: null, licence: HOSTILE }) },
    },
  },
  {
    name: 'a way back',
    change: update('2.0', '1.0'),
    advisories: { head: [advisory({ id: HOSTILE })], base: [] },
  },
  {
    name: 'a crowd of new packages',
    locks: [
      lockPair(
        { packages: [lockedPackage(), lockedPackage({ name: normalizeName('other') })] },
        { packages: [crowd('root', 60), ...Array.from({ length: 60 }, (_, index) => crowd(`${HOSTILE}${index}`, 0))] },
      ),
    ],
  },
  {
    name: 'people and attestations of another hand',
    change: changed({}),
    project: demoProject([
      demoFile({ uploadedAt: NOW - DAY }),
      ...[0.9, 0.8, 0.7].map((number, index) =>
        demoFile({
          filename: `demo-${number}-${HOSTILE}-py3-none-any.whl`,
          version: version(String(number)),
          hashes: [],
          uploadedAt: NOW - (40 + 40 * index) * DAY,
          provenance: 'https://pypi.org/integrity/demo/provenance',
        }),
      ),
    ]),
    delta: {
      ...delta({}),
      metadata: { from: metadataWith([`ada@${HOSTILE}.invalid`]), to: metadataWith([`eve@x${HOSTILE}.invalid`]) },
    },
    domains: [{ domain: `x${HOSTILE}.invalid`, exists: false, registration: null }],
    provenance: {
      head: {
        version: version('1.0'),
        files: [
          {
            filename: WHEEL,
            attestations: [
              {
                publisher: { kind: HOSTILE, repository: HOSTILE, workflow: HOSTILE, environment: null, account: null },
                standing: { kind: 'refuted', reason: HOSTILE },
              },
            ],
          },
        ],
      },
      baseline: null,
    },
  },
  {
    name: 'a repository of somebody else',
    change: changed({}),
    project: demoProject([
      demoFile({ uploadedAt: NOW - 9 * DAY }),
      demoFile({ filename: 'demo-0.9-py3-none-any.whl', version: version('0.9'), uploadedAt: NOW - 30 * DAY }),
    ]),
    profiles: [
      profile({ metadata: { ...metadataWith([]), projectUrls: { [HOSTILE]: 'https://github.com/psf/requests' } } }),
    ],
    repository: repository({
      state: state({ fullName: HOSTILE, stars: 4000 }),
      packaging: { path: HOSTILE, names: normalizeName(HOSTILE) },
      tags: { tag: null, earlier: 5, earlierTagged: 5 },
      content: content([differs(`${HOSTILE}.py`)]),
    }),
    delta: delta(news),
  },
  {
    name: 'a source that belongs to somebody else today',
    change: changed(
      {},
      {
        artifacts: [],
        source: {
          kind: 'vcs',
          vcs: 'git',
          url: 'https://github.com/octo/demo',
          commit: 'a'.repeat(40),
          ref: HOSTILE,
          subdirectory: null,
        },
      },
    ),
    repository: repository({ state: state({ fullName: `${HOSTILE}/demo` }) }),
  },
];

describe.each(SCENES)('invariant: text of packages is printable in every message — $name', (scene) => {
  test.each(rules)('$id', (rule) => {
    const findings = check(rule, scene);

    for (const { message, remedy, trace } of findings) {
      expect([message, remedy, ...trace.map(({ what }) => what)].filter((text) => UNPRINTABLE.test(text))).toEqual([]);
    }
  });
});

test('the scenes reach most rules', () => {
  const silent = rules.filter((rule) => SCENES.every((scene) => check(rule, scene).length === 0)).map(({ id }) => id);

  expect(silent).toEqual([]);
});
