import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { chars, derive, own } from './coding.js';
import { bytesOf, charsOf, type Datum, isStructured, type Made, made, NONE, wholeOf } from './datum.js';
import { type Arguments, argumentAt, beyond, charge, type Machine, type Native, needed, raise } from './machine.js';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Decrypts with one of OpenSSL's ciphers; an error of the emulated code when the data does not fit. */
function openssl(machine: Machine, name: string, { key, iv, data, padded = false }: Sealed): string {
  charge(machine, data.length);
  machine.letters += 8;
  try {
    const cipher = createDecipheriv(name, latin(key), iv === null ? null : latin(iv));
    cipher.setAutoPadding(padded);
    return Buffer.concat([cipher.update(latin(data)), cipher.final()]).toString('latin1');
  } catch {
    return raise('ValueError');
  }
}

interface Sealed {
  readonly key: string;
  readonly iv: string | null;
  readonly data: string;
  readonly padded?: boolean;
}

// --- Fernet (https://github.com/fernet/spec)

const fernet: Native = (_, args) => made('cryptography.fernet.Fernet', { key: chars(needed(args, 0, 'key')) });

const fernetDecrypt: Native = (machine, args) => {
  const key = Buffer.from(chars(own(args).parts.get('key')), 'base64');
  const token = Buffer.from(chars(needed(args, 1, 'token')), 'base64');
  charge(machine, token.length);
  if (key.length !== 32 || token.length < 73 || token[0] !== 0x80) return raise('ValueError');
  const body = token.subarray(0, -32);
  const sum = createHmac('sha256', key.subarray(0, 16)).update(body).digest();
  if (!timingSafeEqual(sum, token.subarray(-32))) return raise('ValueError');
  const text = (from: number, to?: number): string => body.subarray(from, to).toString('latin1');
  return bytesOf(
    openssl(machine, 'aes-128-cbc', {
      key: key.subarray(16).toString('latin1'),
      iv: text(9, 25),
      data: text(25),
      padded: true,
    }),
  );
};

// --- AES by PyCryptodome, pyaes and cryptography

const aesName = (key: string, mode: string): string => `aes-${key.length * 8}-${mode}`;

/** `MODE_…` numbers of PyCryptodome. */
const MODES: ReadonlyMap<number, string> = new Map([
  [1, 'ecb'],
  [2, 'cbc'],
  [3, 'cfb8'],
  [5, 'ofb'],
  [6, 'ctr'],
  [9, 'eax'],
  [11, 'gcm'],
]);

/** `AES.new(key, mode, iv)`. */
const aesNew: Native = (_, args) => {
  const [key, mode] = [chars(needed(args, 0, 'key')), wholeOf(needed(args, 1, 'mode'))];
  const iv = argumentAt(args, 2, 'iv') ?? args.keywords.get('IV') ?? args.keywords.get('nonce') ?? '';
  const wide = wholeOf(args.keywords.get('segment_size') ?? 8) === 128;
  const counter = args.keywords.get('counter');
  const name = MODES.get(mode ?? -1) ?? beyond();
  const start = wholeOf(args.keywords.get('initial_value') ?? 0) ?? beyond();
  if (isStructured(counter) && counter.kind === 'made')
    return made(AES, { key, mode: name, iv: counter.parts.get('start') ?? '', start: 0 });
  return made(AES, { key, mode: name === 'cfb8' && wide ? 'cfb' : name, iv: chars(iv), start });
};

const AES = 'Crypto.Cipher.AES';

const aesDecrypt: Native = (machine, args) => {
  const self = own(args);
  const [key, mode, iv] = ['key', 'mode', 'iv'].map((part) => chars(self.parts.get(part)));
  const data = chars(needed(args, 1));
  if (key === undefined || mode === undefined || iv === undefined) return beyond();
  return bytesOf(
    aes(machine, {
      key,
      iv,
      data,
      mode,
      start: wholeOf(self.parts.get('start')) ?? 0,
      tag: charsOf(argumentAt(args, 2)),
    }),
  );
};

interface Block {
  readonly key: string;
  readonly mode: string;
  readonly iv: string;
  readonly data: string;
  readonly start: number;
  readonly tag: string | null;
}

function aes(machine: Machine, { key, mode, iv, data, start, tag }: Block): string {
  const name = aesName(key, mode === 'eax' ? 'ctr' : mode);
  if (mode === 'ecb') return openssl(machine, name, { key, iv: null, data });
  if (mode === 'ctr') return openssl(machine, name, { key, iv: counterBlock(iv, start), data });
  if (mode === 'eax') return openssl(machine, name, { key, iv: omac(key, iv), data });
  // Without a tag to check, GCM is CTR that begins at 2 (NIST SP 800-38D §7.1).
  if (mode === 'gcm' && iv.length === 12)
    return openssl(machine, aesName(key, 'ctr'), { key, iv: counterBlock(iv, 2), data });
  if (mode === 'gcm' || tag !== null) return beyond();
  return openssl(machine, name, { key, iv, data });
}

/** A nonce, and what is left of the block as a counter. */
function counterBlock(nonce: string, start: number): string {
  if (nonce.length >= 16) return nonce.slice(0, 16);
  const counter = Buffer.alloc(16 - nonce.length);
  for (let at = counter.length - 1, left = start; at >= 0 && left > 0; at -= 1, left = Math.floor(left / 256))
    counter[at] = left % 256;
  return nonce + counter.toString('latin1');
}

/** The counter that EAX begins with: OMAC of the nonce (NIST SP 800-38B, with a block of zeros before it). */
function omac(key: string, nonce: string): string {
  const encrypt = (block: Buffer): Buffer => encryptBlock(key, block);
  const double = (block: Buffer): Buffer => {
    const shifted = Buffer.from(block.map((byte, at) => ((byte << 1) | ((block[at + 1] ?? 0) >> 7)) & 255));
    if (((block[0] ?? 0) & 0x80) !== 0) shifted[15] = (shifted[15] ?? 0) ^ 0x87;
    return shifted;
  };
  const one = double(encrypt(Buffer.alloc(16)));
  const message = Buffer.concat([Buffer.alloc(16), latin(nonce)]);
  const whole = message.length % 16 === 0;
  const padded = whole
    ? message
    : Buffer.concat([message, Buffer.from([0x80]), Buffer.alloc(15 - (message.length % 16))]);
  const last = whole ? one : double(one);
  let state: Buffer = Buffer.alloc(16);
  for (let at = 0; at < padded.length; at += 16) {
    const isLast = at + 16 >= padded.length;
    state = encrypt(Buffer.from(state.map((byte, i) => byte ^ (padded[at + i] ?? 0) ^ (isLast ? (last[i] ?? 0) : 0))));
  }
  return state.toString('latin1');
}

/** One block, encrypted: decrypting zeros in counter mode gives the encrypted counter. */
function encryptBlock(key: string, block: Buffer): Buffer {
  return createDecipheriv(aesName(key, 'ctr'), latin(key), block).update(Buffer.alloc(16));
}

/** `unpad(data, size)` of PKCS #7; other styles end at the same byte or are not followed. */
const unpad: Native = (_, args) => {
  const data = chars(needed(args, 0));
  const count = data.charCodeAt(data.length - 1);
  return count > 0 && count <= 32 && count <= data.length ? bytesOf(data.slice(0, -count)) : raise('ValueError');
};

/** Sixteen zeros, a vector, or where a counter begins. */
const pyaesStart = (given: Datum | undefined, mode: string): Datum => {
  if (given === undefined || given === null) return counterBlock('', mode === 'ctr' ? 1 : 0);
  return isMade(given) ? (given.parts.get('start') ?? NONE) : given;
};

const pyaes =
  (mode: string): Native =>
  (_, args) =>
    made(AES, {
      key: chars(needed(args, 0, 'key')),
      mode,
      iv: mode === 'ecb' ? '' : pyaesStart(argumentAt(args, 1, mode === 'ctr' ? 'counter' : 'iv'), mode),
      start: 0,
    });

/** `pyaes.Counter(initial_value)`: a block of its own. */
const pyaesCounter: Native = (_, args) => {
  const start = wholeOf(argumentAt(args, 0, 'initial_value') ?? 1) ?? beyond();
  return made('pyaes.Counter', { start: counterBlock('', start) });
};

// --- cryptography.hazmat

const HAZMAT = 'cryptography.hazmat.primitives.ciphers';

const part =
  (name: string): Native =>
  (_, args) =>
    made(name, { value: argumentAt(args, 0) ?? NONE });

const mode =
  (name: string): Native =>
  (_, args) =>
    made('mode', { name, iv: argumentAt(args, 0) ?? '' });

const cipher: Native = (_, args) => {
  const [algorithm, modeOf] = [needed(args, 0, 'algorithm'), needed(args, 1, 'mode')];
  if (!isMade(algorithm) || !isMade(modeOf)) return beyond();
  return made(AES, {
    key: algorithm.parts.get('value') ?? NONE,
    mode: modeOf.parts.get('name') ?? NONE,
    iv: modeOf.parts.get('iv') ?? '',
    start: 0,
  });
};

const isMade = (value: Datum): value is Made => isStructured(value) && value.kind === 'made';

/** `decrypt(nonce, data, associated)` of a sealed box: its tag is not checked, because data that does not fit is no payload. */
const sealed =
  (cipherOf: (key: string, nonce: string) => Pick<Sealed, 'iv'> & { readonly name: string }): Native =>
  (machine, args) => {
    const key = chars(own(args).parts.get('value'));
    const data = chars(needed(args, 2)).slice(0, -16);
    const { name, iv } = cipherOf(key, chars(needed(args, 1)));
    return bytesOf(openssl(machine, name, { key, iv, data }));
  };

const kdf: Native = (_, args) => {
  const algorithm = args.keywords.get('algorithm') ?? argumentAt(args, 0) ?? NONE;
  return made('PBKDF2HMAC', {
    name: isMade(algorithm) ? (algorithm.parts.get('name') ?? NONE) : NONE,
    length: args.keywords.get('length') ?? argumentAt(args, 1) ?? NONE,
    salt: args.keywords.get('salt') ?? argumentAt(args, 2) ?? NONE,
    rounds: args.keywords.get('iterations') ?? argumentAt(args, 3) ?? NONE,
  });
};

const kdfDerive: Native = (machine, args) => {
  const { parts } = own(args);
  const [name, salt] = [chars(parts.get('name')), chars(parts.get('salt'))];
  return derive(machine, { name, salt, password: chars(needed(args, 1)) }, [
    parts.get('rounds') ?? NONE,
    parts.get('length') ?? NONE,
  ]);
};

/** `PBKDF2(password, salt, dkLen, count)` of PyCryptodome, which is SHA-1 unless told otherwise. */
const cryptoKdf: Native = (machine, args) => {
  const module = args.keywords.get('hmac_hash_module');
  const name = isStructured(module) && module.kind === 'named' ? module.name.replace(/^.*\./u, '') : 'sha1';
  const [password, salt] = [chars(needed(args, 0)), chars(needed(args, 1))];
  return derive(machine, { name, password, salt }, [
    argumentAt(args, 3, 'count') ?? 1000,
    argumentAt(args, 2, 'dkLen') ?? 16,
  ]);
};

const methods = (name: string, table: Readonly<Record<string, Native>>): readonly (readonly [string, Native])[] =>
  Object.entries(table).map(([method, native]) => [`${name}().${method}`, native]);

/** Constants of the libraries. */
export const CIPHER_CONSTANTS: ReadonlyMap<string, Datum> = new Map(
  [...MODES]
    .flatMap(([number, name]): readonly (readonly [string, Datum])[] => [
      [`Crypto.Cipher.AES.MODE_${name.replace('cfb8', 'cfb').toUpperCase()}`, number],
    ])
    .concat([['Crypto.Cipher.AES.block_size', 16]]),
);

/** Ciphers whose key, data and all else are known. */
export const CIPHERS: readonly (readonly [string, Native])[] = [
  ['cryptography.fernet.Fernet', fernet],
  ['cryptography.fernet.Fernet().decrypt', fernetDecrypt],
  [`${AES}.new`, aesNew],
  ...methods(AES, {
    decrypt: aesDecrypt,
    decrypt_and_verify: aesDecrypt,
    verify: () => NONE,
    decryptor: (_, args) => own(args),
    update: aesDecrypt,
    finalize: () => bytesOf(''),
    feed: aesDecrypt,
  }),
  ['Crypto.Util.Padding.unpad', unpad],
  [
    'Crypto.Util.Counter.new',
    (_, args) =>
      made('counter', { start: counterBlock('', wholeOf(args.keywords.get('initial_value') ?? 1) ?? beyond()) }),
  ],
  ['pyaes.AESModeOfOperationECB', pyaes('ecb')],
  ['pyaes.AESModeOfOperationCBC', pyaes('cbc')],
  ['pyaes.AESModeOfOperationOFB', pyaes('ofb')],
  ['pyaes.AESModeOfOperationCFB', pyaes('cfb8')],
  ['pyaes.AESModeOfOperationCTR', pyaes('ctr')],
  ['pyaes.Counter', pyaesCounter],
  ['pyaes.Decrypter', (_, args) => made('pyaes.Decrypter', { of: needed(args, 0) })],
  ['pyaes.Decrypter().feed', decrypterFeed],
  [`${HAZMAT}.Cipher`, cipher],
  [`${HAZMAT}.algorithms.AES`, part('algorithm')],
  ...['CBC', 'CTR', 'ECB', 'OFB', 'CFB8', 'CFB', 'GCM'].map((name): readonly [string, Native] => [
    `${HAZMAT}.modes.${name}`,
    mode(name.toLowerCase()),
  ]),
  [`${HAZMAT}.aead.AESGCM`, part('AESGCM')],
  ['AESGCM().decrypt', sealed((key, nonce) => ({ name: aesName(key, 'ctr'), iv: counterBlock(nonce, 2) }))],
  [`${HAZMAT}.aead.ChaCha20Poly1305`, part('ChaCha20Poly1305')],
  // RFC 8439 §2.8: the cipher begins at block 1; OpenSSL takes the counter before the nonce.
  ['ChaCha20Poly1305().decrypt', sealed((_, nonce) => ({ name: 'chacha20', iv: `\x01\0\0\0${nonce}` }))],
  ['cryptography.hazmat.backends.default_backend', () => NONE],
  ...['MD5', 'SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512'].map((name): readonly [string, Native] => [
    `cryptography.hazmat.primitives.hashes.${name}`,
    () => made('hash', { name }),
  ]),
  ['cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC', kdf],
  ['PBKDF2HMAC().derive', kdfDerive],
  ['Crypto.Protocol.KDF.PBKDF2', cryptoKdf],
];

/** pyaes pads by PKCS #7; the end is taken off here, because the data comes in one piece. */
function decrypterFeed(machine: Machine, args: Arguments): Datum {
  const inner = own(args).parts.get('of') ?? NONE;
  const data = args.positional[1];
  if (data === undefined) return bytesOf('');
  const plain = aesDecrypt(machine, { positional: [inner, data], keywords: args.keywords });
  return isMade(inner) && inner.parts.get('mode') === 'ctr'
    ? plain
    : unpad(machine, { positional: [plain], keywords: args.keywords });
}
