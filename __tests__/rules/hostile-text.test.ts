import { describe, expect, test } from '@jest/globals';
import { normalizeName } from '../../src/model/names.js';
import { DAY } from '../../src/model/policy.js';
import type { Act, Behaviour } from '../../src/model/profile.js';
import { rules } from '../../src/rules/catalog.js';
import { lockedPackage, version } from '../support/model.js';
import { at, behaviour, delta, file, profile, startupSurface } from './deltas.js';
import { advisory, artifact, changed, demoFile, demoProject, hash, lockPair, optionPair } from './facts.js';
import { check, type Facts, NOW } from './harness.js';
import { manifestChange } from './manifests.js';

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

const news = {
  behaviours: [
    act('run-process', 'sh -i'),
    act('fetch', HOSTILE, { callee: 'socket.socket().connect' }),
    act('send', HOSTILE, { inputs: ['environment'], when: ['call'] }),
    act('send', HOSTILE, { inputs: ['host-facts'], callee: HOSTILE }),
    act('write-file', '~/.bashrc'),
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
