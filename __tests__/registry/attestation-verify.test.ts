import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { sigstoreRoot } from '../../src/data/sigstore-root.js';
import type { Publisher } from '../../src/model/provenance.js';
import { createAttestationVerifier } from '../../src/registry/attestation-verify.js';
import { parseProvenance, type SignedStatement } from '../../src/registry/attestations.js';
import { type AttestRequest, createSigstore, type TestAttestation } from '../support/sigstore.js';

const sigstore = createSigstore();
const later = createSigstore('later authority');
const forger = createSigstore();
const verify = createAttestationVerifier(sigstore.root);

const FILE = {
  filename: 'demo-1.0-py3-none-any.whl',
  sha256: createHash('sha256').update('the wheel').digest('hex'),
};
const PUBLISHER: Publisher = {
  kind: 'GitHub',
  repository: 'Demo/demo',
  workflow: 'release.yml',
  environment: null,
  account: null,
};

/** Through the reader of provenance objects, as it comes from an index. */
function read(attestation: TestAttestation): SignedStatement {
  const bundles = parseProvenance(
    { version: 1, attestation_bundles: [{ publisher: { kind: 'GitHub' }, attestations: [attestation] }] },
    'the attestations',
  );
  const statement = bundles.kind === 'found' ? bundles.value[0]?.statements[0] : undefined;
  if (statement === undefined) throw new Error(JSON.stringify(bundles));
  return statement;
}

const attest = (overrides: Partial<AttestRequest> = {}, by = sigstore): TestAttestation =>
  by.attest({ ...FILE, repository: 'demo/demo', ...overrides });

const entryOf = ({ verification_material: { transparency_entries: entries } }: TestAttestation) => entries[0] ?? {};

const withEntry = (attestation: TestAttestation, entry: Record<string, unknown>): TestAttestation => ({
  ...attestation,
  verification_material: { ...attestation.verification_material, transparency_entries: [entry] },
});

const good = attest();

describe('an attestation of PyPI’s form', () => {
  test.each([
    { name: 'signed, logged and about the file', attestation: good },
    {
      name: 'of the build instead of the upload',
      attestation: attest({ predicateType: 'https://slsa.dev/provenance/v1' }),
    },
    {
      name: 'with the file’s name in another spelling',
      attestation: attest({ filename: 'Demo-1.0-py3-none-any.whl' }),
    },
  ])('$name is verified', ({ attestation }) => {
    expect(verify(read(attestation), PUBLISHER, FILE)).toEqual({ kind: 'verified' });
  });

  test.each([
    { name: 'of another digest', attestation: attest({ sha256: 'a'.repeat(64) }), says: 'sha256' },
    { name: 'of another file', attestation: attest({ filename: 'demo-1.1-py3-none-any.whl' }), says: 'demo-1.1' },
    { name: 'of another repository', attestation: attest({ repository: 'mallory/demo' }), says: 'mallory/demo' },
    { name: 'of another workflow', attestation: attest({ workflow: 'other.yml' }), says: 'other.yml' },
    {
      name: 'whose certificate another service asked for',
      attestation: attest({ issuer: 'https://gitlab.com' }),
      says: 'issuer',
    },
    {
      name: 'with the signature of another one',
      attestation: { ...good, envelope: { ...good.envelope, signature: attest().envelope.signature } },
      says: 'signature',
    },
    {
      name: 'with the statement of another one',
      attestation: { ...attest({ sha256: 'b'.repeat(64) }), envelope: { ...good.envelope } },
      says: 'signature',
    },
    {
      name: 'with the log’s promise of another one',
      attestation: withEntry(good, { ...entryOf(good), inclusionPromise: entryOf(attest())['inclusionPromise'] }),
      says: 'promise',
    },
    {
      name: 'with the log’s proof of another one',
      attestation: withEntry(good, { ...entryOf(good), inclusionProof: entryOf(attest())['inclusionProof'] }),
      says: 'inclusion proof',
    },
  ])('$name is refuted', ({ attestation, says }) => {
    const standing = verify(read(attestation), PUBLISHER, FILE);

    expect(standing.kind).toBe('refuted');
    expect(standing.kind === 'refuted' && standing.reason).toContain(says);
  });

  test.each([
    {
      name: 'of a log and an authority that came after our copy of the root',
      given: attest({}, later),
      publisher: PUBLISHER,
    },
    {
      name: 'of a predicate that PyPI does not take',
      given: attest({ predicateType: 'https://x.invalid/v1' }),
      publisher: PUBLISHER,
    },
    { name: 'of a kind of publisher that is not known', given: good, publisher: { ...PUBLISHER, kind: 'Later' } },
    {
      name: 'with a certificate that is none',
      given: { ...good, verification_material: { ...good.verification_material, certificate: 'AAAA' } },
      publisher: PUBLISHER,
    },
    {
      name: 'with a log entry that is none',
      given: withEntry(good, { logIndex: { deep: [] } }),
      publisher: PUBLISHER,
    },
    {
      name: 'with a statement that is none',
      given: { ...good, envelope: { ...good.envelope, statement: '!' } },
      publisher: PUBLISHER,
    },
  ])('$name is claimed', ({ given, publisher }) => {
    expect(verify(read(given), publisher, FILE).kind).toBe('claimed');
  });

  test('a certificate that names our authority and that it did not sign is refuted', () => {
    // Both authorities have the same name: only the key tells them apart.
    const forged = attest({}, forger);

    expect(verify(read(forged), PUBLISHER, FILE).kind).toBe('refuted');
  });
});

test('the root that is shipped can be read, and vouches for nothing of ours', () => {
  const standing = createAttestationVerifier(sigstoreRoot())(read(good), PUBLISHER, FILE);

  expect(standing.kind).toBe('claimed');
});
