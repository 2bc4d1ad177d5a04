import type { Signer } from '@sigstore/verify';
import type { Publisher, Standing } from '../model/provenance.js';
import { printable } from '../model/text.js';

/** What Fulcio wrote into a certificate of who asked for it: https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
interface Identity {
  readonly issuer: string | null;
  readonly subject: string | null;
  /** 1.3.6.1.4.1.57264.1.12 */
  readonly repository: string | null;
  /** 1.3.6.1.4.1.57264.1.18: the workflow that was started, also where another one that it calls signs. */
  readonly workflow: string | null;
}

/** What is wrong with the publisher that the index names beside a certificate; null when the certificate says the same. */
export function contradiction(publisher: Publisher, signer: Signer): Standing | null {
  const identity = identityOf(signer);
  const expected = expectationOf(publisher);
  if (expected === null)
    return { kind: 'claimed', reason: `publishers of kind "${printable(publisher.kind, 40)}" are not known here` };
  for (const { what, wants, has } of differences(expected, identity)) {
    if (has === null || !wants(has)) {
      const told = has === null ? 'nothing' : `"${printable(has, 200)}"`;
      return {
        kind: 'refuted',
        reason: `the index names another publisher than its certificate, whose ${what} is ${told}`,
      };
    }
  }
  return null;
}

interface Expectation {
  readonly issuer: string;
  /** Lower case. */
  readonly repository: string | null;
  /** The workflow's URL up to the `@` and its ref, lower case; null: any. */
  readonly workflow: string | null;
  readonly subject: string | null;
}

/** null for kinds whose certificates are not known here. */
function expectationOf({ kind, repository, workflow, account }: Publisher): Expectation | null {
  if (kind === 'Google' && account !== null)
    return { issuer: 'https://accounts.google.com', repository: null, workflow: null, subject: account.toLowerCase() };
  if (repository === null) return null;
  switch (kind) {
    case 'GitHub':
      return built(
        'https://token.actions.githubusercontent.com',
        'https://github.com',
        repository,
        workflow,
        '/.github/workflows/',
      );
    case 'GitLab':
      return built('https://gitlab.com', 'https://gitlab.com', repository, workflow, '//');
    default:
      return null;
  }
}

function built(
  issuer: string,
  host: string,
  repository: string,
  workflow: string | null,
  between: string,
): Expectation {
  const url = `${host}/${repository}`.toLowerCase();
  return { issuer, repository: url, workflow: workflow && `${url}${between}${workflow}@`.toLowerCase(), subject: null };
}

interface Difference {
  readonly what: string;
  readonly wants: (has: string) => boolean;
  readonly has: string | null;
}

const differences = (expected: Expectation, identity: Identity): readonly Difference[] => [
  { what: 'issuer', wants: (has) => has === expected.issuer, has: identity.issuer },
  ...(expected.repository === null
    ? []
    : [
        {
          what: 'repository',
          wants: (has: string) => has.toLowerCase() === expected.repository,
          has: identity.repository,
        },
      ]),
  ...(expected.workflow === null
    ? []
    : [
        {
          what: 'workflow',
          wants: (has: string) => has.toLowerCase().startsWith(expected.workflow ?? ''),
          has: identity.workflow,
        },
      ]),
  ...(expected.subject === null
    ? []
    : [{ what: 'account', wants: (has: string) => has.toLowerCase() === expected.subject, has: identity.subject }]),
];

function identityOf({ identity }: Signer): Identity {
  const text = (last: number): string | null => {
    const wanted = [...FULCIO, last].join('.');
    const extension = identity?.oids?.find(({ oid }) => oid?.id.join('.') === wanted);
    return extension === undefined ? null : derText(extension.value);
  };
  return {
    issuer: identity?.extensions?.issuer ?? null,
    subject: identity?.subjectAlternativeName ?? null,
    repository: text(12),
    workflow: text(18),
  };
}

const FULCIO = [1, 3, 6, 1, 4, 1, 57264, 1];
const UTF8_STRING = 0x0c;

/** Text of a UTF8String in DER (X.690 §8.1), which holds nothing but that; null otherwise. */
function derText(bytes: Uint8Array): string | null {
  const [tag, first = 0x80] = bytes;
  if (tag !== UTF8_STRING) return null;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const start = 2 + lengthBytes;
  const length = first < 0x80 ? first : bytes.subarray(2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  return start + length === bytes.length ? Buffer.from(bytes.subarray(start)).toString('utf8') : null;
}
