import { createCipheriv, createHash, pbkdf2Sync } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { bytesLiteral, codes, HIDDEN, literal, seen } from './hidden.js';
import { actsIn, base64, everyAct, read } from './read.js';

const B64 = base64(HIDDEN);
const HEX = Buffer.from(HIDDEN).toString('hex');
const ROT13 = HIDDEN.replaceAll(/[a-z]/gu, (c) => String.fromCharCode(((c.charCodeAt(0) - 97 + 13) % 26) + 97));
const percent = (mark: (code: number) => string): string => codes(HIDDEN).map(mark).join('');

// Made by Python 3.11 of HIDDEN; Node has no encoder for these.
const BASE85 = 'X>D+Ca&#bXa|&;BE^~QvbY*QQB4uM}Zy;%IWpZ>PDF';
const ASCII85 = 'Bl.g-Ec`FBEsci,/ou;ZFCf;;,%Y7tD]ib3ATDl:.0';
const Z85 = 'x(d*cA=-BxA%=&be]#qVBy/qqb4Um$zY&+iwPz(pdiG-Q';
const BASE32 = 'NFWXA33SOQQG64YKN5ZS443ZON2GK3JIEJSWG2DPEBUW4ZLSOQRCS===';
const BASE32HEX = 'D5MN0RRIEGG6USOADTPISSRPEDQ6AR9849IM6Q3F41KMSPBIEGH2I===';
const UU = 'A:6UP;W)T(&]S"F]S+G-Y<W1E;2@B96-H;R!I;F5R="(I\n';
const BZIP2 = 'QlpoOTFBWSZTWevZXDgAAAbRgAAQUGEKY9wgIAAhqBoGNTIU0yMTExPPAy+kWyFlXJB9gsdVExIgfF3JFOFCQ69lcOA=';
const XZ =
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAgaW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBpbmVydCIpAAAAAGa9TmBHs//bAAE5Ic8oa2IftvN9AQAAAAAEWVo=';
const LZMA = 'XQAAgAD//////////wA0m0pnuFI8c+00V7hdggUY1ZAaipJTRZfDENAf1AxTNBBFkUUV//+UHoAA';
const LZMA_RAW = 'AQAgaW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBpbmVydCIpAA==';
const MARSHALLED_CODE =
  'YwAAAAAAAAAAAAAAAAMAAAAAAAAA8y4AAACXAGQAZAFsAFoAAgBlAGoBAAAAAAAAAABkAqYBAACrAQAAAAAAAAAAAQBkAVMAKQPpAAAAAE56CmVjaG8gaW5lcnQpAtoCb3PaBnN5c3RlbakA8wAAAADaAXj6CDxtb2R1bGU+cgcAAAABAAAAcyYAAADwAwEBAdgACYAJgAmACdgACYAChAmILNEAF9QAF9AAF9AAF9AAF3IFAAAA';
const MARSHALLED_TEXT = '+iFpbXBvcnQgb3MKb3Muc3lzdGVtKCJlY2hvIGluZXJ0Iik=';

const KEY = Buffer.from('0123456789abcdef');
const IV = Buffer.from('fedcba9876543210');
const sealed = (name: string, iv: Buffer | null, key: Buffer = KEY): string => {
  const cipher = createCipheriv(name, key, iv);
  return bytesLiteral(Buffer.concat([cipher.update(HIDDEN), cipher.final()]));
};
const gcm = (): string => {
  const cipher = createCipheriv('aes-128-gcm', KEY, IV.subarray(0, 12));
  return bytesLiteral(Buffer.concat([cipher.update(HIDDEN), cipher.final(), cipher.getAuthTag()]));
};
const FERNET_KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const FERNET =
  'gAAAAABlU_EAAAAAAAAAAAAAAAAAAAAAAI0AM9tUVOwcxhf0I2C3tNEb4fEzyd5TJ3i2xa6_qoMLOdC_WOdc53KZCKtEM8JJ8QyI0un7bz7ddQj6jFdhie-_LO-2QR6GyJuGOjJHQxgx';

const DECODERS: readonly { name: string; source: string }[] = [
  { name: 'base64', source: `import base64\nexec(base64.b64decode("${B64}"))` },
  { name: 'base64 of bytes', source: `import base64\nexec(base64.b64decode(b"${B64}"))` },
  {
    name: 'base64, padded at run time',
    source: `import base64\ns = "${B64.replace(/=+$/u, '')}"\nexec(base64.b64decode(s + "=" * (-len(s) % 4)))`,
  },
  { name: 'base64 with padding to spare', source: `import base64\nexec(base64.b64decode("${B64}" + "=="))` },
  { name: 'base64 reversed', source: `import base64\nexec(base64.b64decode("${[...B64].reverse().join('')}"[::-1]))` },
  {
    name: 'base64 with letters of its own',
    source: `import base64\nexec(base64.b64decode("${base64(`#>>??~~\n${HIDDEN}`).replaceAll('+', '$').replaceAll('/', '@')}", altchars=b"$@"))`,
  },
  { name: 'base64, URL-safe', source: `import base64\nexec(base64.urlsafe_b64decode("${B64}"))` },
  { name: 'base32', source: `import base64\nexec(base64.b32decode("${BASE32}"))` },
  { name: 'base32, extended hex', source: `import base64\nexec(base64.b32hexdecode("${BASE32HEX}"))` },
  { name: 'base16', source: `import base64\nexec(base64.b16decode("${HEX.toUpperCase()}"))` },
  { name: 'base85', source: `import base64\nexec(base64.b85decode("${BASE85}"))` },
  { name: 'Ascii85', source: `import base64\nexec(base64.a85decode(${literal(ASCII85)}))` },
  { name: 'Ascii85, Adobe', source: `import base64\nexec(base64.a85decode(${literal(`<~${ASCII85}~>`)}, adobe=True))` },
  { name: 'Z85', source: `import base64\nexec(base64.z85decode(${literal(Z85)}))` },
  { name: 'hex', source: `exec(bytes.fromhex("${HEX}"))` },
  { name: 'hex by binascii', source: `import binascii\nexec(binascii.unhexlify("${HEX}"))` },
  { name: 'uuencode', source: `import binascii\nexec(binascii.a2b_uu(${literal(UU)}))` },
  {
    name: 'uuencode by codecs',
    source: `import codecs\nexec(codecs.decode(${literal(`begin 666 <data>\n${UU} \nend\n`)}.encode(), "uu"))`,
  },
  {
    name: 'quoted-printable',
    source: `import quopri\nexec(quopri.decodestring("${percent((code) => `=${code.toString(16).toUpperCase().padStart(2, '0')}`)}"))`,
  },
  { name: 'codecs: base64', source: `import codecs\nexec(codecs.decode(b"${B64}", "base64"))` },
  { name: 'codecs: rot13', source: `import codecs\nexec(codecs.decode(${literal(ROT13)}, "rot_13"))` },
  { name: 'codecs: rot13, encoded back', source: `import codecs\nexec(codecs.encode(${literal(ROT13)}, "rot13"))` },
  { name: 'codecs: a decoder by name', source: `import codecs\nexec(codecs.getdecoder("hex")("${HEX}")[0])` },
  {
    name: 'codecs: escapes',
    source: `import codecs\nexec(codecs.escape_decode("${percent((code) => `\\\\x${code.toString(16).padStart(2, '0')}`)}")[0])`,
  },
  {
    name: 'unicode_escape',
    source: `exec("${percent((code) => `\\\\x${code.toString(16).padStart(2, '0')}`)}".encode().decode("unicode_escape"))`,
  },
  {
    name: 'percent-encoding',
    source: `from urllib.parse import unquote\nexec(unquote("${percent((code) => `%${code.toString(16).padStart(2, '0')}`)}"))`,
  },
  {
    name: 'HTML entities',
    source: `import html\nexec(html.unescape("${percent((code) => `&#${code};`)}"))`,
  },
  { name: 'zlib', source: `import zlib\nexec(zlib.decompress(${bytesLiteral(deflateSync(HIDDEN))}))` },
  { name: 'raw deflate', source: `import zlib\nexec(zlib.decompress(${bytesLiteral(deflateRawSync(HIDDEN))}, -15))` },
  { name: 'gzip', source: `import gzip\nexec(gzip.decompress(${bytesLiteral(gzipSync(HIDDEN))}))` },
  {
    name: 'gzip as a file in memory',
    source: `import gzip, io\nexec(gzip.GzipFile(fileobj=io.BytesIO(${bytesLiteral(gzipSync(HIDDEN))})).read())`,
  },
  { name: 'bzip2', source: `import base64, bz2\nexec(bz2.decompress(base64.b64decode("${BZIP2}")))` },
  { name: 'xz', source: `import base64, lzma\nexec(lzma.decompress(base64.b64decode("${XZ}")))` },
  { name: 'LZMA alone', source: `import base64, lzma\nexec(lzma.decompress(base64.b64decode("${LZMA}")))` },
  {
    name: 'raw LZMA2',
    source: `import base64, lzma\nexec(lzma.decompress(base64.b64decode("${LZMA_RAW}"), format=lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2}]))`,
  },
  { name: 'Brotli', source: `import brotli\nexec(brotli.decompress(${bytesLiteral(brotliCompressSync(HIDDEN))}))` },
  {
    name: 'marshalled text',
    source: `import base64, marshal\nexec(marshal.loads(base64.b64decode("${MARSHALLED_TEXT}")))`,
  },
  {
    name: 'marshalled code',
    source: `import base64, marshal\nexec(marshal.loads(base64.b64decode("${MARSHALLED_CODE}")))`,
  },
  {
    name: 'Fernet',
    source: `from cryptography.fernet import Fernet\nexec(Fernet(b"${FERNET_KEY}").decrypt(b"${FERNET}"))`,
  },
  {
    name: 'Fernet, step by step',
    source: `from cryptography.fernet import Fernet\nkey = "${FERNET_KEY}"\nf = Fernet(key.encode())\ncode = f.decrypt("${FERNET}".encode()).decode()\nexec(code)`,
  },
  {
    name: 'AES-ECB',
    source: `from Crypto.Cipher import AES\nfrom Crypto.Util.Padding import unpad\nexec(unpad(AES.new(b"${KEY}", AES.MODE_ECB).decrypt(${sealed('aes-128-ecb', null)}), 16))`,
  },
  {
    name: 'AES-CBC, unpadded by slicing',
    source: `from Crypto.Cipher import AES\nd = AES.new(b"${KEY}", AES.MODE_CBC, b"${IV}").decrypt(${sealed('aes-128-cbc', IV)})\nexec(d[:-d[-1]])`,
  },
  {
    name: 'AES-CTR',
    source: `from Crypto.Cipher import AES\nexec(AES.new(b"${KEY}", AES.MODE_CTR, nonce=b"${IV.subarray(0, 8)}").decrypt(${sealed('aes-128-ctr', Buffer.concat([IV.subarray(0, 8), Buffer.alloc(8)]))}))`,
  },
  {
    name: 'AES-CFB',
    source: `from Crypto.Cipher import AES\nexec(AES.new(b"${KEY}", AES.MODE_CFB, b"${IV}").decrypt(${sealed('aes-128-cfb8', IV)}))`,
  },
  {
    name: 'AES with a derived key',
    source: `import hashlib\nfrom Crypto.Cipher import AES\nkey = hashlib.sha256(b"inert").digest()\nexec(AES.new(key, AES.MODE_CTR, nonce=b"${IV.subarray(0, 8)}").decrypt(${sealed('aes-256-ctr', Buffer.concat([IV.subarray(0, 8), Buffer.alloc(8)]), createHash('sha256').update('inert').digest())}))`,
  },
  {
    name: 'AES with a key by PBKDF2',
    source: `import hashlib\nfrom Crypto.Cipher import AES\nkey = hashlib.pbkdf2_hmac("sha256", b"inert", b"salt", 1000)\nexec(AES.new(key, AES.MODE_CTR, nonce=b"${IV.subarray(0, 8)}").decrypt(${sealed('aes-256-ctr', Buffer.concat([IV.subarray(0, 8), Buffer.alloc(8)]), pbkdf2Sync('inert', 'salt', 1000, 32, 'sha256'))}))`,
  },
  {
    name: 'pyaes',
    source: `import pyaes\nexec(pyaes.AESModeOfOperationCTR(b"${KEY}", pyaes.Counter(5)).decrypt(${sealed('aes-128-ctr', Buffer.concat([Buffer.alloc(15), Buffer.from([5])]))}))`,
  },
  {
    name: 'hazmat: CBC',
    source: `from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes\nd = Cipher(algorithms.AES(b"${KEY}"), modes.CBC(b"${IV}")).decryptor()\np = d.update(${sealed('aes-128-cbc', IV)}) + d.finalize()\nexec(p[:-p[-1]])`,
  },
  {
    name: 'hazmat: AES-GCM',
    source: `from cryptography.hazmat.primitives.ciphers.aead import AESGCM\nexec(AESGCM(b"${KEY}").decrypt(b"${IV.subarray(0, 12)}", ${gcm()}, None))`,
  },
];

test.each(DECODERS)('$name is decoded, and what it hides is read', ({ source }) => {
  expect(seen(source)).toEqual({ unfolded: true, decoded: true });
});

test('EAX decrypts as its authors say (Bellare, Rogaway, Wagner: The EAX Mode of Operation, appendix E)', () => {
  const file = read(
    'import os\nfrom Crypto.Cipher import AES\nc = AES.new(bytes.fromhex("91945D3F4DCBEE0BF45EF52255F095A4"), AES.MODE_EAX, nonce=bytes.fromhex("BECAF043B0A23D843194BA972C66DEBD"))\nos.system("echo " + c.decrypt(bytes.fromhex("19DD")).hex())',
  );

  expect(everyAct(file).find((act) => act.act === 'run-process')?.target).toBe('echo f7fb');
});

test('fifty layers are unfolded, and a reader is told of them in few steps', () => {
  let code = HIDDEN;
  for (let layer = 0; layer < 50; layer += 1) {
    const packed = deflateSync(code).toString('base64');
    code = `_ = lambda __ : __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]));exec((_)(b'${[...packed].reverse().join('')}'))`;
  }
  const file = read(code);
  const process = everyAct(file).find((act) => act.act === 'run-process');

  expect(file.partly).toBeNull();
  expect(process?.at.excerpt).toBe('os.system("echo inert")');
  expect(process?.steps.map((step) => step.what)).toContain('unfolds 48 more layers of code from text');
  expect(process?.steps.length).toBeLessThan(10);
  expect(everyAct(file).filter((act) => act.act === 'run-code').length).toBeLessThan(6);
});

test('what lies below more layers than are unfolded is an act, and the file is partly read', () => {
  let text = HIDDEN;
  for (let layer = 0; layer < 80; layer += 1) {
    text = `import base64, zlib\nexec(zlib.decompress(base64.b64decode("${deflateSync(text).toString('base64')}")))`;
  }
  const file = read(text);

  expect(file.partly).toMatch(/more than 64 times/u);
  expect(actsIn(file)).toContain('run-code<decoded>');
});

// The same decoders where nothing of what they give is run.
const ORDINARY: readonly { name: string; source: string }[] = [
  { name: 'an icon', source: `import base64\nICON = base64.b64decode("${B64}")\nexec("x = 1")` },
  {
    name: 'a cipher that a caller gives the key',
    source:
      'from Crypto.Cipher import AES\ndef decrypt(key, iv, data):\n    return AES.new(key, AES.MODE_CBC, iv).decrypt(data)\nexec("x = 1")',
  },
  {
    name: 'a template that is decoded as UTF-8',
    source: 'def render(path):\n    exec(open(path, "rb").read().decode("utf-8"))',
  },
  {
    name: 'a checksum table',
    source:
      'import subprocess\nTABLE = []\nfor i in range(256):\n    c = i\n    for _ in range(8):\n        c = (c >> 1) ^ 0xEDB88320 if c & 1 else c >> 1\n    TABLE.append(c)\nexec("x = 1")',
  },
  {
    name: 'a few escapes in a text that is run',
    source: 'from urllib.parse import unquote\nexec(unquote("x%20=%201"))',
  },
];

test.each(ORDINARY)('ordinary: $name', ({ source }) => {
  const code = actsIn(read(source)).filter((act) => act.startsWith('run-code'));

  expect(code.filter((act) => act.includes('decoded'))).toEqual([]);
});
