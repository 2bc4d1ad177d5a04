import { normalizeName } from '../../src/model/names.js';
import type { DistributionMetadata, Profile } from '../../src/model/profile.js';
import { metadataMismatch } from '../../src/rules/metadata-mismatch.js';
import { version } from '../support/model.js';
import { delta, profile } from './deltas.js';
import { type Facts, ruleTest } from './harness.js';
import { coreMetadata, update } from './histories.js';

const wheel = (tags: string, overrides: Partial<DistributionMetadata> = {}): Profile =>
  profile({ artifact: `demo-1.0-${tags}.whl`, metadata: { ...coreMetadata(), ...overrides } });
const sdist = (overrides: Partial<DistributionMetadata> = {}): Profile =>
  profile({ artifact: 'demo-1.0.tar.gz', kind: 'sdist', metadata: { ...coreMetadata(), ...overrides } });
const given = (profiles: readonly Profile[], fresh: readonly string[] = []): Facts => ({
  change: update('0.9', '1.0'),
  profiles,
  delta: { ...delta({}), requiresDist: { added: fresh, changed: [], gone: [] } },
});
const LINUX = 'cp312-cp312-manylinux_2_17_x86_64';
const MAC = 'cp312-cp312-macosx_11_0_arm64';
const OTHER = { name: normalizeName('other') };

ruleTest(metadataMismatch, {
  flags: [
    {
      name: 'another name inside a wheel',
      given: given([wheel('py3-none-any', OTHER)]),
      level: 'block',
      says: 'says inside that it is "other 1.0"',
    },
    {
      name: 'another version inside a wheel',
      given: given([wheel('py3-none-any', { version: version('0.9') })]),
      level: 'block',
    },
    { name: 'another version inside an sdist', given: given([sdist({ version: version('0.9') })]), level: 'note' },
    {
      name: 'another name, as in the release before',
      given: {
        ...given([wheel('py3-none-any', OTHER)]),
        delta: { ...delta({}), metadata: { from: { ...coreMetadata(), ...OTHER }, to: null } },
      },
      level: 'note',
    },
    {
      name: 'a new requirement in one wheel',
      given: given([wheel(LINUX, { requiresDist: ['sneaky>=1'] }), wheel(MAC)], ['sneaky>=1']),
      level: 'warn',
      says: 'requires "sneaky>=1", which demo-1.0-cp312-cp312-macosx_11_0_arm64.whl does not',
    },
    {
      name: 'one that the release before had too',
      given: given([wheel(LINUX, { requiresDist: ['sneaky>=1'] }), wheel(MAC)]),
      level: 'note',
    },
    {
      name: 'a widely used one',
      given: given([wheel(LINUX, { requiresDist: ['numpy'] }), wheel(MAC)], ['numpy']),
      level: 'note',
    },
    {
      name: 'one that only the wheels have',
      given: given([wheel(LINUX, { requiresDist: ['a', 'b'] }), sdist({ requiresDist: ['a'] })], ['b']),
      level: 'note',
    },
    {
      name: 'other links',
      given: given([wheel(LINUX), wheel(MAC, { projectUrls: { Homepage: 'https://else.invalid' } })]),
      level: 'note',
      says: 'other project links',
    },
  ],
  allows: [
    {
      name: 'the same in all files',
      given: given([wheel(LINUX, { requiresDist: ['a'] }), wheel(MAC, { requiresDist: ['a'] })], ['a']),
    },
    {
      name: 'other bounds and order',
      given: given(
        [
          wheel(LINUX, { requiresDist: ['a>=1', 'b'] }),
          wheel(MAC, { requiresDist: ['b', 'a>=2; python_version<"4"'] }),
        ],
        ['a>=1'],
      ),
    },
    {
      name: 'an sdist that tells no requirements',
      given: given([wheel(LINUX, { requiresDist: ['a'] }), sdist()], ['a']),
    },
    { name: 'another spelling of the version', given: given([wheel('py3-none-any', { version: version('1.0.0') })]) },
    {
      name: 'links with another slash',
      given: given([wheel(LINUX), wheel(MAC, { projectUrls: { Home: 'https://Demo.invalid' } })]),
    },
    { name: 'a file without metadata', given: given([profile()]) },
  ],
});
