import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/**
 * A Sigstore of our own: an authority, a certificate log and a transparency log with keys made for the run. What it issues is verified by the
 * same code as PyPI's attestations, against its own trust root.
 */
export interface TestSigstore {
  /** A TrustedRoot message in JSON. */
  readonly root: object;
  /** A PEP 740 attestation. */
  readonly attest: (request: AttestRequest) => TestAttestation;
}

export interface AttestRequest {
  readonly filename: string;
  /** Hex. */
  readonly sha256: string;
  readonly repository: string;
  readonly workflow?: string;
  readonly predicateType?: string;
  readonly issuer?: string;
}

export interface TestAttestation {
  readonly version: 1;
  readonly verification_material: {
    readonly certificate: string;
    readonly transparency_entries: readonly Record<string, unknown>[];
  };
  readonly envelope: { readonly statement: string; readonly signature: string };
}

const SIGNED_AT = Date.UTC(2026, 4, 1, 12);
const HOUR = 3_600_000;

export function createSigstore(authorityName = 'test authority'): TestSigstore {
  const authority = newKey();
  const log = newKey();
  const certificateLog = newKey();
  const name = distinguishedName(authorityName);
  const authorityCertificate = certificate({
    subject: name,
    issuer: name,
    key: authority,
    by: authority,
    isAuthority: true,
  });
  return {
    root: {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [logEntry('https://log.invalid', log)],
      ctlogs: [logEntry('https://ct.invalid', certificateLog)],
      certificateAuthorities: [
        {
          subject: { organization: 'test', commonName: 'test authority' },
          uri: 'https://ca.invalid',
          certChain: { certificates: [{ rawBytes: base64(authorityCertificate) }] },
          validFor: { start: '2020-01-01T00:00:00Z' },
        },
      ],
      timestampAuthorities: [],
    },
    attest: (request) => attest(request, { authority, log, certificateLog, issuer: name }),
  };
}

interface Keys {
  readonly authority: KeyPair;
  readonly log: KeyPair;
  readonly certificateLog: KeyPair;
  readonly issuer: Buffer;
}

interface KeyPair {
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Buffer;
}

function newKey(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) };
}

const idOf = ({ spki }: KeyPair): Buffer => createHash('sha256').update(spki).digest();
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const signed = (data: Uint8Array, { privateKey }: KeyPair): Buffer => sign('sha256', data, privateKey);

const logEntry = (baseUrl: string, key: KeyPair): object => ({
  baseUrl,
  hashAlgorithm: 'SHA2_256',
  publicKey: {
    rawBytes: base64(key.spki),
    keyDetails: 'PKIX_ECDSA_P256_SHA_256',
    validFor: { start: '2020-01-01T00:00:00Z' },
  },
  logId: { keyId: base64(idOf(key)) },
});

function attest(request: AttestRequest, keys: Keys): TestAttestation {
  const key = newKey();
  const leaf = leafCertificate(request, key, keys);
  const statement = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: request.filename, digest: { sha256: request.sha256 } }],
      predicateType: request.predicateType ?? 'https://docs.pypi.org/attestations/publish/v1',
      predicate: null,
    }),
  );
  const type = 'application/vnd.in-toto+json';
  const signature = signed(
    Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${statement.length} `), statement]),
    key,
  );
  return {
    version: 1,
    verification_material: {
      certificate: base64(leaf),
      transparency_entries: [transparencyEntry(statement, signature, leaf, keys.log)],
    },
    envelope: { statement: base64(statement), signature: base64(signature) },
  };
}

/** An entry of kind dsse 0.0.1 that is alone in its log, so that its proof of inclusion needs no other hash. */
function transparencyEntry(statement: Buffer, signature: Buffer, leaf: Buffer, log: KeyPair): Record<string, unknown> {
  const verifier = base64(Buffer.from(`-----BEGIN CERTIFICATE-----\n${base64(leaf)}\n-----END CERTIFICATE-----\n`));
  const body = Buffer.from(
    JSON.stringify({
      apiVersion: '0.0.1',
      kind: 'dsse',
      spec: {
        payloadHash: { algorithm: 'sha256', value: createHash('sha256').update(statement).digest('hex') },
        signatures: [{ signature: base64(signature), verifier }],
      },
    }),
  );
  const integratedTime = SIGNED_AT / 1000;
  // Keys in the order of canonical JSON (RFC 8785).
  const promise = JSON.stringify({ body: base64(body), integratedTime, logID: idOf(log).toString('hex'), logIndex: 0 });
  const rootHash = createHash('sha256')
    .update(Buffer.concat([Buffer.from([0]), body]))
    .digest();
  const note = `log.invalid\n1\n${base64(rootHash)}\n`;
  const noteSignature = Buffer.concat([idOf(log).subarray(0, 4), signed(Buffer.from(note), log)]);
  return {
    logIndex: '0',
    logId: { keyId: base64(idOf(log)) },
    kindVersion: { kind: 'dsse', version: '0.0.1' },
    integratedTime: String(integratedTime),
    inclusionPromise: { signedEntryTimestamp: base64(signed(Buffer.from(promise), log)) },
    inclusionProof: {
      logIndex: '0',
      rootHash: base64(rootHash),
      treeSize: '1',
      hashes: [],
      checkpoint: { envelope: `${note}\n\u2014 log.invalid ${base64(noteSignature)}\n` },
    },
    canonicalizedBody: base64(body),
  };
}

const GITHUB = 'https://token.actions.githubusercontent.com';

function leafCertificate(request: AttestRequest, key: KeyPair, { authority, certificateLog, issuer }: Keys): Buffer {
  const repository = `https://github.com/${request.repository}`;
  const workflow = `${repository}/.github/workflows/${request.workflow ?? 'release.yml'}@refs/tags/v1`;
  const fulcio = (last: number, text: string): Buffer =>
    extension(`1.3.6.1.4.1.57264.1.${last}`, der(0x0c, Buffer.from(text)));
  const extensions = [
    extension('2.5.29.17', sequence(der(0x86, Buffer.from(workflow)))),
    fulcio(8, request.issuer ?? GITHUB),
    fulcio(12, repository),
    fulcio(18, workflow),
  ];
  const parts = { subject: sequence(), issuer, key, by: authority, extensions };
  const bare = tbsCertificate(parts);
  return certificate({ ...parts, extensions: [...extensions, timestampExtension(bare, authority, certificateLog)] });
}

/** RFC 6962 §3.2 and §3.3: one signed certificate timestamp over the certificate without it. */
function timestampExtension(bare: Buffer, authority: KeyPair, log: KeyPair): Buffer {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(SIGNED_AT));
  const length = Buffer.alloc(3);
  length.writeUIntBE(bare.length, 0, 3);
  const data = [Buffer.from([0, 0]), time, Buffer.from([0, 1]), idOf(authority), length, bare, Buffer.from([0, 0])];
  const signature = signed(Buffer.concat(data), log);
  const stamp = Buffer.concat([Buffer.from([0]), idOf(log), time, Buffer.from([0, 0, 4, 3]), prefixed(signature)]);
  return extension('1.3.6.1.4.1.11129.2.4.2', der(0x04, prefixed(prefixed(stamp))));
}

function prefixed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

interface CertificateParts {
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly key: KeyPair;
  readonly by: KeyPair;
  readonly isAuthority?: boolean;
  readonly extensions?: readonly Buffer[];
}

const ecdsaSha256 = (): Buffer => sequence(objectId('1.2.840.10045.4.3.2'));

function tbsCertificate({ subject, issuer, key, isAuthority = false, extensions = [] }: CertificateParts): Buffer {
  const [begin, end] = isAuthority
    ? [SIGNED_AT - 1000 * HOUR, SIGNED_AT + 1000 * HOUR]
    : [SIGNED_AT - HOUR, SIGNED_AT + HOUR];
  const all = isAuthority ? [extension('2.5.29.19', sequence(der(0x01, Buffer.from([0xff]))))] : extensions;
  return sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaSha256(),
    issuer,
    sequence(time(begin), time(end)),
    subject,
    key.spki,
    der(0xa3, sequence(...all)),
  );
}

function certificate(parts: CertificateParts): Buffer {
  const body = tbsCertificate(parts);
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), signed(body, parts.by)]));
  return sequence(body, ecdsaSha256(), signature);
}

function der(tag: number, content: Buffer): Buffer {
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  if (content.length < 0x100) return Buffer.concat([Buffer.from([tag, 0x81, content.length]), content]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(content.length);
  return Buffer.concat([Buffer.from([tag, 0x82]), length, content]);
}

function sequence(...items: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(items));
}

function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((part) => base128(part));
  return der(0x06, Buffer.from(bytes));
}

const base128 = (value: number): readonly number[] =>
  value < 0x80 ? [value] : [...base128(Math.floor(value / 0x80)).map((byte) => byte | 0x80), value % 0x80];

const time = (milliseconds: number): Buffer =>
  der(0x18, Buffer.from(`${new Date(milliseconds).toISOString().slice(0, 19).replaceAll(/[-:T]/gu, '')}Z`));

const extension = (id: string, value: Buffer): Buffer => sequence(objectId(id), der(0x04, value));

const distinguishedName = (commonName: string): Buffer =>
  sequence(der(0x31, sequence(objectId('2.5.4.3'), der(0x0c, Buffer.from(commonName)))));
