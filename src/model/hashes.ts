/** `algorithm:hex`, both lower case, as in `sha256:9f2c…` (PEP 751, uv.lock, pip's `--hash`). */
export type Hash = string & { readonly __brand: 'Hash' };

const HEX_LENGTH: Readonly<Record<string, number>> = {
  md5: 32,
  sha1: 40,
  sha224: 56,
  sha256: 64,
  sha384: 96,
  sha512: 128,
  blake2b_256: 64,
};

/** Reads `algorithm:hex` or `algorithm=hex`; null for an unknown algorithm or a digest of the wrong length. */
export function parseHash(text: string): Hash | null {
  // Locks hold thousands of these and hardly anything else.
  if (/^sha256:[0-9a-f]{64}$/u.test(text)) return text as Hash;
  const match = /^(?<algorithm>[a-z0-9_]+)[:=](?<hex>[0-9a-f]+)$/u.exec(text.trim().toLowerCase());
  const { algorithm, hex } = match?.groups ?? {};
  if (algorithm === undefined || hex === undefined || HEX_LENGTH[algorithm] !== hex.length) return null;
  return `${algorithm}:${hex}` as Hash;
}

/** The part before the colon. */
export const hashAlgorithm = (hash: Hash): string => hash.slice(0, hash.indexOf(':'));

/** The part after the colon. */
export const hashHex = (hash: Hash): string => hash.slice(hash.indexOf(':') + 1);
