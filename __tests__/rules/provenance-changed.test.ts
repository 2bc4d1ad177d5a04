import type { ProvenanceChange, Publisher, Standing } from '../../src/model/provenance.js';
import { provenanceChanged } from '../../src/rules/provenance-changed.js';
import { version } from '../support/model.js';
import { changed } from './facts.js';
import { ruleTest } from './harness.js';

const publisher = (overrides: Partial<Publisher> = {}): Publisher => ({
  kind: 'GitHub',
  repository: 'demo/demo',
  workflow: 'release.yml',
  environment: null,
  account: null,
  ...overrides,
});

const OWN = publisher();
const GITLAB = publisher({ kind: 'GitLab', workflow: '.gitlab-ci.yml' });
const VERIFIED: Standing = { kind: 'verified' };

const release = (of: string, by: readonly Publisher[], standing: Standing = VERIFIED) => ({
  version: version(of),
  files: by.map((one) => ({
    filename: `demo-${of}-py3-none-any.whl`,
    attestations: [{ publisher: one, standing }],
  })),
});

const provenance = (
  before: readonly Publisher[] | null,
  now: readonly Publisher[],
  standing: Standing = VERIFIED,
): ProvenanceChange => ({
  head: release('1.0', now, standing),
  baseline: before === null ? null : release('0.9', before),
});

const facts = (...given: Parameters<typeof provenance>) => ({ change: changed({}), provenance: provenance(...given) });
const locked = (from: readonly Publisher[] | null, to: readonly Publisher[] | null) =>
  changed(from === null ? {} : { attestedBy: from }, to === null ? {} : { attestedBy: to });

ruleTest(provenanceChanged, {
  flags: [
    {
      name: 'an attestation that does not hold',
      given: facts([OWN], [OWN], { kind: 'refuted', reason: 'signature verification failed' }),
      level: 'block',
      says: 'does not hold: signature verification failed',
    },
    {
      name: 'one that does not hold, without a release before',
      given: facts(null, [OWN], { kind: 'refuted', reason: 'it is about "other.whl"' }),
      level: 'block',
    },
    {
      name: 'a repository of another owner',
      given: facts([OWN], [publisher({ repository: 'dem0/demo' })]),
      level: 'warn',
      says: 'another owner',
    },
    {
      name: 'another repository of the same owner',
      given: facts([OWN], [publisher({ repository: 'demo/demo-next' })]),
      level: 'warn',
      says: 'may have been renamed',
    },
    { name: 'another service', given: facts([OWN], [GITLAB]), level: 'warn', says: 'another kind of service' },
    { name: 'a second publisher beside the known one', given: facts([OWN], [OWN, GITLAB]), level: 'warn' },
    {
      name: 'another repository that could not be verified here',
      given: facts([OWN], [publisher({ repository: 'x/demo' })], { kind: 'claimed', reason: 'new log' }),
      level: 'warn',
    },
    { name: 'another workflow', given: facts([OWN], [publisher({ workflow: 'publish.yml' })]), level: 'note' },
    {
      name: 'a lockfile that names somebody else',
      given: { change: locked(null, [publisher({ repository: 'x/demo' })]), provenance: provenance([OWN], [OWN]) },
      level: 'warn',
      says: 'uv.lock says',
    },
    {
      name: 'an identity in the lockfile that was replaced',
      given: { change: locked([OWN], [publisher({ repository: 'x/demo' })]) },
      level: 'warn',
    },
    { name: 'identities that vanish from the lockfile', given: { change: locked([OWN], null) }, level: 'note' },
  ],
  allows: [
    { name: 'the same publisher', given: facts([OWN], [OWN]) },
    { name: 'the same repository in other letters', given: facts([OWN], [publisher({ repository: 'Demo/Demo' })]) },
    { name: 'a first attestation', given: facts([], [OWN]) },
    { name: 'no release before', given: facts(null, [OWN]) },
    { name: 'a lost attestation, which is another rule’s', given: facts([OWN], []) },
    {
      name: 'attestations that were not read',
      given: {
        change: changed({}),
        provenance: {
          ...provenance([OWN], []),
          head: { version: version('1.0'), files: [{ filename: 'demo.whl', attestations: null }] },
        },
      },
    },
    {
      name: 'an identity that names less',
      given: { change: locked([OWN], [publisher({ workflow: null })]), provenance: provenance([OWN], [OWN]) },
    },
    {
      name: 'identities that are new in the lockfile',
      given: { change: locked(null, [OWN]), provenance: provenance([OWN], [OWN]) },
    },
    { name: 'nothing known', given: { change: changed({}) } },
  ],
});
