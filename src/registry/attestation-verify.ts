import { X509Certificate } from 'node:crypto';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { type Signer, toSignedEntity, toTrustMaterial, type VerificationError, Verifier } from '@sigstore/verify';
import * as v from 'valibot';
import type { Publisher, Standing } from '../model/provenance.js';
import { printable } from '../model/text.js';
import type { SignedStatement } from './attestations.js';
import { contradiction } from './publisher-identity.js';

/** What a statement has to be about. */
export interface AttestedFile {
  readonly filename: string;
  /** Hex, of the bytes that would be installed. */
  readonly sha256: string;
}

/** Tells what a statement is worth. Never throws: statements are written by strangers. */
export type AttestationVerifier = (statement: SignedStatement, publisher: Publisher, file: AttestedFile) => Standing;

const Statement = v.object({
  _type: v.literal('https://in-toto.io/Statement/v1'),
  subject: v.tuple([v.object({ name: v.string(), digest: v.object({ sha256: v.string() }) })]),
  predicateType: v.string(),
});

/** https://docs.pypi.org/attestations/: the two kinds that PyPI takes. */
const PREDICATES: ReadonlySet<string> = new Set([
  'https://docs.pypi.org/attestations/publish/v1',
  'https://slsa.dev/provenance/v1',
]);

/**
 * Verifies by a trust root in the form of Sigstore's TrustedRoot message: the signature over the statement, the certificate chain, the
 * certificate's and the statement's place in a transparency log, the file's name and digest, and that the publisher is the certificate's.
 */
export function createAttestationVerifier(trustRoot: unknown): AttestationVerifier {
  const root = TrustedRoot.fromJSON(trustRoot);
  const verifier = new Verifier(toTrustMaterial(root));
  return (statement, publisher, file) => {
    const wrong = misfit(statement.envelope.statement, file);
    if (wrong !== null) return wrong;
    const signer = signerOf(statement, verifier, root);
    if ('kind' in signer) return signer;
    return contradiction(publisher, signer) ?? { kind: 'verified' };
  };
}

const refuted = (reason: string): Standing => ({ kind: 'refuted', reason });
const claimed = (reason: string): Standing => ({ kind: 'claimed', reason });

/** Why the statement is none about this file; null when it is. */
function misfit(encoded: string, file: AttestedFile): Standing | null {
  const parsed = v.safeParse(Statement, readPayload(encoded));
  if (!parsed.success) return claimed('its statement is of a form that is not known here');
  const { subject, predicateType } = parsed.output;
  const [{ name, digest }] = subject;
  if (spelling(name) !== spelling(file.filename)) return refuted(`it is about "${printable(name, 120)}"`);
  if (digest.sha256.toLowerCase() !== file.sha256)
    return refuted(`it is about a file with sha256 ${printable(digest.sha256, 64)}, and this one has ${file.sha256}`);
  return PREDICATES.has(predicateType) ? null : claimed(`it states "${printable(predicateType, 120)}"`);
}

function readPayload(encoded: string): unknown {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
  } catch {
    return null;
  }
}

// Older names of files spell the project otherwise than the attestation does (PEP 625, PEP 427).
const spelling = (filename: string): string => filename.toLowerCase().replaceAll(/[-_.]+/gu, '-');

function signerOf(statement: SignedStatement, verifier: Verifier, root: TrustedRoot): Signer | Standing {
  try {
    return verifier.verify(toSignedEntity(bundleFromJSON(bundleOf(statement))));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'MALFORMED';
    const detail = printable(error instanceof Error ? error.message : String(error), 120);
    return isDisproof(code, statement, root) ? refuted(detail) : claimed(`it could not be verified: ${detail}`);
  }
}

/** PEP 740's object as a Sigstore bundle, which holds the same parts under other names. */
const bundleOf = ({ verification_material: material, envelope }: SignedStatement): object => ({
  mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  verificationMaterial: {
    certificate: { rawBytes: material.certificate },
    tlogEntries: material.transparency_entries,
  },
  dsseEnvelope: {
    payload: envelope.statement,
    payloadType: 'application/vnd.in-toto+json',
    signatures: [{ sig: envelope.signature, keyid: '' }],
  },
});

type Code = VerificationError['code'] | 'MALFORMED';

/**
 * Whether the failure shows that something was altered. A log or an authority that is not in our copy of the root may be one that came
 * later: what it vouches for is not verified, and that is all.
 */
function isDisproof(code: string, statement: SignedStatement, root: TrustedRoot): boolean {
  const failure: Code = known(code);
  switch (failure) {
    case 'SIGNATURE_ERROR':
    case 'TLOG_BODY_ERROR':
      return true;
    case 'TLOG_INCLUSION_PROOF_ERROR':
    case 'TLOG_INCLUSION_PROMISE_ERROR':
      return statement.verification_material.transparency_entries.every((entry) => isKnownLog(entry, root));
    case 'CERTIFICATE_ERROR':
      return isForged(statement.verification_material.certificate, root);
    default:
      return false;
  }
}

const DISPROOFS = [
  'SIGNATURE_ERROR',
  'TLOG_BODY_ERROR',
  'TLOG_INCLUSION_PROOF_ERROR',
  'TLOG_INCLUSION_PROMISE_ERROR',
  'CERTIFICATE_ERROR',
] as const;

const known = (code: string): Code => DISPROOFS.find((candidate) => candidate === code) ?? 'MALFORMED';

const LogId = v.object({ logId: v.object({ keyId: v.string() }) });

function isKnownLog(entry: unknown, { tlogs }: TrustedRoot): boolean {
  const parsed = v.safeParse(LogId, entry);
  if (!parsed.success) return false;
  const id = Buffer.from(parsed.output.logId.keyId, 'base64');
  return tlogs.some(({ logId }) => logId?.keyId.equals(id) === true);
}

/** Names an authority of the root as its issuer, whose key did not sign it. */
function isForged(certificate: string, { certificateAuthorities }: TrustedRoot): boolean {
  try {
    const leaf = new X509Certificate(Buffer.from(certificate, 'base64'));
    const authorities = certificateAuthorities.flatMap(({ certChain }) => certChain?.certificates ?? []);
    const issuers = authorities
      .map(({ rawBytes }) => new X509Certificate(rawBytes))
      .filter((authority) => leaf.checkIssued(authority));
    return issuers.length > 0 && !issuers.some(({ publicKey }) => leaf.verify(publicKey));
  } catch {
    return false;
  }
}
