import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { type Constant, encodeText } from '../constants.js';
import { codecDecode, codecEncode, DECODERS, type Decoder, UNQUOTERS } from '../decoders.js';
import { base64 } from '../textcodecs.js';
import {
  bytesOf,
  charsOf,
  type Datum,
  isByteLike,
  isStructured,
  type Made,
  made,
  NONE,
  tuple,
  wholeOf,
} from './datum.js';
import {
  type Arguments,
  argumentAt,
  beyond,
  charge,
  given,
  type Machine,
  type Native,
  needed,
  raise,
} from './machine.js';
import { bytearrayOf } from './operators.js';

/** Characters of a text or bytes argument. */
export const chars = (value: Datum | undefined): string => charsOf(value) ?? raise('TypeError');

/** An object of the library that a method is called on. */
export const own = (args: Arguments): Made => {
  const [self] = args.positional;
  return isStructured(self) && self.kind === 'made' ? self : beyond();
};

/** Decoding costs by the length of both ends, and is a sign in itself. */
const decoding =
  (decoder: Decoder, position = 0): Native =>
  (machine, args) => {
    const input = chars(needed(args, position, 'data'));
    charge(machine, input.length * 2);
    return unfolded(machine, decoder(input, undefined));
  };

function unfolded(machine: Machine, output: Constant | undefined): Datum {
  if (output === undefined) return raise('ValueError');
  machine.letters += 8;
  charge(machine, charsOf(output)?.length ?? 0);
  return output;
}

/** `b64decode(data, altchars)`. */
const b64decode: Native = (machine, args) => {
  const input = chars(needed(args, 0, 's'));
  const other = charsOf(argumentAt(args, 1, 'altchars'));
  charge(machine, input.length);
  const plain = other === null ? input : input.replaceAll(other.charAt(0), '+').replaceAll(other.charAt(1), '/');
  return unfolded(machine, base64(plain));
};

const ENCODERS: readonly (readonly [string, (bytes: Buffer) => string])[] = [
  ['base64.b64encode', (bytes) => bytes.toString('base64')],
  ['base64.standard_b64encode', (bytes) => bytes.toString('base64')],
  ['base64.encodebytes', (bytes) => bytes.toString('base64').replaceAll(/.{1,76}/gu, (line) => `${line}\n`)],
  ['base64.urlsafe_b64encode', (bytes) => bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_')],
  ['base64.b16encode', (bytes) => bytes.toString('hex').toUpperCase()],
  ['binascii.hexlify', (bytes) => bytes.toString('hex')],
  ['binascii.b2a_hex', (bytes) => bytes.toString('hex')],
  ['binascii.b2a_base64', (bytes) => `${bytes.toString('base64')}\n`],
];

const encoding =
  (encode: (bytes: Buffer) => string): Native =>
  (machine, args) => {
    const input = chars(needed(args, 0));
    charge(machine, input.length);
    return bytesOf(encode(Buffer.from(input, 'latin1')));
  };

// --- codecs

const codecOf = (args: Arguments): string => charsOf(argumentAt(args, 1, 'encoding')) ?? 'utf-8';

const codecsDecode: Native = (machine, args) => {
  const [input, codec] = [needed(args, 0), codecOf(args)];
  charge(machine, chars(input).length);
  const known = codecDecode(chars(input), codec);
  return known === undefined
    ? machine.call(machine, { kind: 'bound', self: input, method: 'decode' }, given(codec))
    : unfolded(machine, known);
};

const codecsEncode: Native = (machine, args) => {
  const [input, codec] = [needed(args, 0), codecOf(args)];
  charge(machine, chars(input).length);
  if (/rot/iu.test(codec)) machine.letters += 8;
  return codecEncode(chars(input), codec) ?? bytesOf(encodeText(chars(input), codec));
};

/** `codecs.getdecoder(codec)` and `codecs.lookup(codec)`: objects that know their codec. */
const codecObject =
  (name: string): Native =>
  (_, args) =>
    made(name, { codec: chars(needed(args, 0)) });

const codecCall =
  (position: number): Native =>
  (machine, args) => {
    const self = own(args);
    const input = needed(args, position);
    return tuple([codecsDecode(machine, given(input, self.parts.get('codec') ?? NONE)), chars(input).length]);
  };

const escapeDecode: Native = (machine, args) => {
  const input = chars(needed(args, 0));
  const text = codecDecode(input, 'unicode_escape');
  return tuple([bytesOf(charsOf(unfolded(machine, text)) ?? ''), input.length]);
};

// --- hashes

const ALGORITHMS: ReadonlyMap<string, string> = new Map(
  ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3_224', 'sha3_256', 'sha3_384', 'sha3_512'].map(
    (name) => [name, name.replace('_', '-')],
  ),
);

const algorithm = (name: string): string => ALGORITHMS.get(name.toLowerCase().replace('-', '_')) ?? beyond();

const hash =
  (name: string | null): Native =>
  (machine, args) => {
    const data = argumentAt(args, name === null ? 1 : 0, 'string');
    const object = made('hashlib.hash', { algorithm: name ?? chars(needed(args, 0)) });
    if (data !== undefined) object.gathered = bytesText(data);
    charge(machine, object.gathered.length);
    return object;
  };

const bytesText = (value: Datum): string => (isByteLike(value) ? (charsOf(value) ?? '') : raise('TypeError'));

const digestOf = (machine: Machine, self: Made): Buffer => {
  charge(machine, self.gathered.length);
  return createHash(algorithm(chars(self.parts.get('algorithm'))))
    .update(self.gathered, 'latin1')
    .digest();
};

const MAX_ROUNDS = 200_000;

/** `pbkdf2_hmac(hash, password, salt, rounds, length)`; each round is paid for. */
const pbkdf2: Native = (machine, args) => {
  const [name, password, salt] = [chars(needed(args, 0)), bytesText(needed(args, 1)), bytesText(needed(args, 2))];
  return derive(machine, { name, password, salt }, [needed(args, 3), argumentAt(args, 4, 'dklen') ?? NONE]);
};

/** Derives a key by PBKDF2. */
export function derive(
  machine: Machine,
  { name, password, salt }: { name: string; password: string; salt: string },
  [rounds, size]: readonly [Datum, Datum],
): Datum {
  const digest = algorithm(name);
  const length = wholeOf(size) ?? createHash(digest).digest().length;
  const times = wholeOf(rounds) ?? raise('TypeError');
  if (times > MAX_ROUNDS || times < 1 || length > 256) return beyond();
  charge(machine, times * 64);
  const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
  return bytesOf(pbkdf2Sync(bytes(password), bytes(salt), times, length, digest).toString('latin1'));
}

const hmac: Native = (machine, args) => {
  const [key, data] = [bytesText(needed(args, 0)), bytesText(needed(args, 1))];
  const mode = argumentAt(args, 2, 'digest') ?? argumentAt(args, 2, 'digestmod');
  const name = isStructured(mode) && mode.kind === 'named' ? mode.name.replace('hashlib.', '') : chars(mode);
  charge(machine, data.length);
  const sum = createHmac(algorithm(name), Buffer.from(key, 'latin1')).update(data, 'latin1').digest();
  return bytesOf(sum.toString('latin1'));
};

// --- files in memory and decompressor objects

const inMemory: Native = (_, args) => made('io.BytesIO', { data: argumentAt(args, 0) ?? '' });

const gzipFile: Native = (_, args) => {
  const file = args.keywords.get('fileobj') ?? argumentAt(args, 3) ?? argumentAt(args, 0);
  return isStructured(file) && file.kind === 'made'
    ? made('gzip.GzipFile', { data: file.parts.get('data') ?? NONE })
    : beyond();
};

const decoderNamed = (name: string): Decoder => DECODERS.get(name) ?? (() => undefined);

/** Codecs, compression, hashes and what else turns data into other data. */
export const CODING: readonly (readonly [string, Native])[] = [
  ...[...DECODERS].flatMap(([name, decoder]): readonly (readonly [string, Native])[] =>
    decoder === null ? [] : [[name, decoding(decoder, name.includes('()') ? 1 : 0)]],
  ),
  ...[...UNQUOTERS].map(([name, decoder]): readonly [string, Native] => [
    name,
    (machine, args) => {
      charge(machine, chars(needed(args, 0)).length);
      return decoder(chars(needed(args, 0)), undefined) ?? beyond();
    },
  ]),
  ['base64.b64decode', b64decode],
  ['urllib.parse.unquote_to_bytes', (_, args) => bytesOf(percentDecoded(chars(needed(args, 0))))],
  ...ENCODERS.map(([name, encode]): readonly [string, Native] => [name, encoding(encode)]),
  ['codecs.decode', codecsDecode],
  ['codecs.encode', codecsEncode],
  ['codecs.escape_decode', escapeDecode],
  ['codecs.getdecoder', codecObject('codecs.decoder')],
  ['codecs.decoder().__call__', codecCall(1)],
  ['codecs.lookup', codecObject('codecs.CodecInfo')],
  ['codecs.CodecInfo().decode', codecCall(1)],
  ...[...ALGORITHMS.keys()].map((name): readonly [string, Native] => [`hashlib.${name}`, hash(name)]),
  ['hashlib.new', hash(null)],
  [
    'hashlib.hash().update',
    (machine, args) => {
      const self = own(args);
      self.gathered += bytesText(needed(args, 1));
      charge(machine, self.gathered.length);
      return NONE;
    },
  ],
  ['hashlib.hash().digest', (machine, args) => bytesOf(digestOf(machine, own(args)).toString('latin1'))],
  ['hashlib.hash().hexdigest', (machine, args) => digestOf(machine, own(args)).toString('hex')],
  ['hashlib.pbkdf2_hmac', pbkdf2],
  ['hmac.digest', hmac],
  ['io.BytesIO', inMemory],
  ['io.StringIO', inMemory],
  ...['read', 'getvalue'].map((method): readonly [string, Native] => [
    `io.BytesIO().${method}`,
    (_, args) => own(args).parts.get('data') ?? NONE,
  ]),
  ['gzip.GzipFile', gzipFile],
  ['gzip.open', gzipFile],
  [
    'gzip.GzipFile().read',
    (machine, args) => decoding(decoderNamed('gzip.decompress'))(machine, given(own(args).parts.get('data') ?? NONE)),
  ],
  ...['zlib.decompressobj', 'bz2.BZ2Decompressor', 'lzma.LZMADecompressor'].flatMap(
    (name): readonly (readonly [string, Native])[] => [
      [name, () => made(name)],
      [`${name}().flush`, () => bytesOf('')],
    ],
  ),
  ['array.array', (_, args) => (/^[bB]$/u.test(chars(needed(args, 0))) ? bytesFromCodes(needed(args, 1)) : beyond())],
];

const bytesFromCodes = (value: Datum): Datum => {
  if (isByteLike(value)) return value;
  if (!isStructured(value) || (value.kind !== 'list' && value.kind !== 'tuple')) return beyond();
  return bytearrayOf(
    value.items.map((item) => String.fromCharCode((wholeOf(item) ?? raise('TypeError')) & 255)).join(''),
  );
};

/** Percent-decoding to bytes. */
const percentDecoded = (text: string): string =>
  Buffer.from(text, 'utf8')
    .toString('latin1')
    .replaceAll(/%(?<code>[0-9a-fA-F]{2})/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
