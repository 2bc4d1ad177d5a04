import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesLiteral, codes, HIDDEN, literal, seen } from './hidden.js';
import { actsIn, everyAct, read } from './read.js';

const XOR = bytesLiteral(Buffer.from(codes(HIDDEN).map((code) => code ^ 42)));
const NUMBERS = JSON.stringify(codes(HIDDEN));
const key = [...Buffer.from('k3y!')];
const MASKED = bytesLiteral(Buffer.from(codes(HIDDEN).map((code, at) => code ^ (key[at % 4] ?? 0))));
const ALPHABET = [...new Set(HIDDEN)].sort().join('');
const PLACES = JSON.stringify([...HIDDEN].map((letter) => ALPHABET.indexOf(letter)));
const shifted = (by: (at: number) => number): string =>
  literal(
    [...HIDDEN]
      .map((letter, at) =>
        /[a-z]/u.test(letter) ? String.fromCharCode(((letter.charCodeAt(0) - 97 + by(at)) % 26) + 97) : letter,
      )
      .join(''),
  );
const letterAt = (at: number): number => HIDDEN.slice(0, at).replaceAll(/[^a-z]/gu, '').length;
const VIGENERE = shifted((at) => 'inert'.charCodeAt(letterAt(at) % 5) - 97);
const BIG = BigInt(`0x${Buffer.from(HIDDEN).toString('hex')}`);

const RC4 = `def rc4(k, d):
    S = list(range(256))
    j = 0
    for i in range(256):
        j = (j + S[i] + k[i % len(k)]) % 256
        S[i], S[j] = S[j], S[i]
    i = j = 0
    o = []
    for b in d:
        i = (i + 1) % 256
        j = (j + S[i]) % 256
        S[i], S[j] = S[j], S[i]
        o.append(b ^ S[(S[i] + S[j]) % 256])
    return bytes(o)
`;
const RC4_STREAM = `def ksa(k):
    S = [i for i in range(256)]
    j = 0
    for i in range(256):
        j = (j + S[i] + ord(k[i % len(k)])) & 0xff
        S[i], S[j] = S[j], S[i]
    return S
def prga(S):
    i = 0
    j = 0
    while True:
        i = (i + 1) % 256
        j = (j + S[i]) % 256
        S[i], S[j] = S[j], S[i]
        yield S[(S[i] + S[j]) % 256]
def rc4(k, d):
    ks = prga(ksa(k))
    return "".join([chr(c ^ next(ks)) for c in d])
`;
// Alleged RC4 of HIDDEN under "key"; OpenSSL of Node has it no more.
function rc4(secret: string, text: string): string {
  const state = Array.from({ length: 256 }, (_, index) => index);
  const swap = (a: number, b: number): void => {
    [state[a], state[b]] = [state[b] ?? 0, state[a] ?? 0];
  };
  let j = 0;
  for (let i = 0; i < 256; i += 1) {
    j = (j + (state[i] ?? 0) + secret.charCodeAt(i % secret.length)) % 256;
    swap(i, j);
  }
  let i = 0;
  j = 0;
  const out = codes(text).map((code) => {
    i = (i + 1) % 256;
    j = (j + (state[i] ?? 0)) % 256;
    swap(i, j);
    return code ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) % 256] ?? 0);
  });
  return bytesLiteral(Buffer.from(out));
}

const HELPERS: readonly { name: string; source: string }[] = [
  { name: 'XOR by a function', source: `def d(s, k):\n    return bytes(b ^ k for b in s)\nexec(d(${XOR}, 42))` },
  {
    name: 'XOR in a loop of a function',
    source: `def d(s, k):\n    o = ""\n    for c in s:\n        o += chr(c ^ k)\n    return o\nexec(d(${XOR}, 42))`,
  },
  {
    name: 'XOR with a repeated key',
    source: `from itertools import cycle\nexec(bytes(a ^ b for a, b in zip(${MASKED}, cycle(b"k3y!"))))`,
  },
  {
    name: 'XOR with a key by position',
    source: `def d(s, k):\n    return bytes([b ^ k[i % len(k)] for i, b in enumerate(s)])\nexec(d(${MASKED}, b"k3y!").decode())`,
  },
  {
    name: 'XOR into a byte array',
    source: `def d(s, k):\n    r = bytearray()\n    for i, b in enumerate(s):\n        r.append(b ^ k[i % len(k)])\n    return bytes(r)\nexec(d(${MASKED}, b"k3y!"))`,
  },
  {
    name: 'XOR in place',
    source: `d = bytearray(${XOR})\nfor i in range(len(d)):\n    d[i] ^= 42\nexec(d.decode())`,
  },
  {
    name: 'while with a counter',
    source: `s = ${XOR}\ni = 0\no = ""\nwhile i < len(s):\n    o += chr(s[i] ^ 42)\n    i += 1\nexec(o)`,
  },
  {
    name: 'while True and break',
    source: `s = ${XOR}\ni = 0\no = []\nwhile True:\n    if i >= len(s):\n        break\n    o.append(chr(s[i] ^ 42))\n    i = i + 1\nexec("".join(o))`,
  },
  {
    name: 'a Caesar shift with branches',
    source: `def d(s, k):\n    o = ""\n    for c in s:\n        if c.islower():\n            o += chr((ord(c) - 97 - k) % 26 + 97)\n        elif c.isupper():\n            o += chr((ord(c) - 65 - k) % 26 + 65)\n        else:\n            o += c\n    return o\nexec(d(${shifted(() => 3)}, 3))`,
  },
  {
    name: 'a shift within an alphabet',
    source: `def d(s, k):\n    a = "abcdefghijklmnopqrstuvwxyz"\n    o = ""\n    for c in s:\n        o += a[(a.index(c) - k) % 26] if c in a else c\n    return o\nexec(d(${shifted(() => 3)}, 3))`,
  },
  {
    name: 'a shift within an alphabet, at module level',
    source: `a = "abcdefghijklmnopqrstuvwxyz"\no = ""\nfor c in ${shifted(() => 3)}:\n    if c in a:\n        o += a[(a.find(c) - 3) % 26]\n    else:\n        o += c\nexec(o)`,
  },
  {
    name: 'Vigenère',
    source: `def d(s, k):\n    o = []\n    j = 0\n    for c in s:\n        if "a" <= c <= "z":\n            o.append(chr((ord(c) - 97 - (ord(k[j % len(k)]) - 97)) % 26 + 97))\n            j += 1\n        else:\n            o.append(c)\n    return "".join(o)\nexec(d(${VIGENERE}, "inert"))`,
  },
  { name: 'RC4', source: `${RC4}exec(rc4(b"key", ${rc4('key', HIDDEN)}))` },
  { name: 'RC4 by a generator', source: `${RC4_STREAM}exec(rc4("key", ${rc4('key', HIDDEN)}))` },
  {
    name: 'a method',
    source: `class D:\n    def __init__(self, k):\n        self.k = k\n    def run(self, s):\n        return bytes(b ^ self.k for b in s)\nexec(D(42).run(${XOR}))`,
  },
  {
    name: 'a static method',
    source: `class D:\n    @staticmethod\n    def run(s):\n        return bytes(b ^ 42 for b in s)\nexec(D.run(${XOR}))`,
  },
  {
    name: 'a function in a function',
    source: `def d(s):\n    def x(c):\n        return chr(c ^ 42)\n    return "".join(x(c) for c in s)\nexec(d(${XOR}))`,
  },
  {
    name: 'recursion',
    source: `def d(s):\n    return "" if not s else chr(s[0] ^ 42) + d(s[1:])\nexec(d(${XOR}))`,
  },
  {
    name: 'try and except',
    source: `def d(s):\n    r = ""\n    for c in s:\n        try:\n            r += chr(int(c) ^ 42)\n        except ValueError:\n            r += c\n    return r\nexec(d(${JSON.stringify(codes(HIDDEN).map((code) => String(code ^ 42)))}))`,
  },
  {
    name: 'hexadecimal pairs',
    source: `s = "${Buffer.from(HIDDEN).toString('hex')}"\no = ""\nfor i in range(0, len(s), 2):\n    o += chr(int(s[i:i + 2], 16))\nexec(o)`,
  },
  {
    name: 'binary digits',
    source: `s = "${codes(HIDDEN)
      .map((code) => code.toString(2).padStart(8, '0'))
      .join('')}"\nexec("".join(chr(int(s[i:i + 8], 2)) for i in range(0, len(s), 8)))`,
  },
  { name: 'a big number', source: `n = ${BIG}\nexec(n.to_bytes((n.bit_length() + 7) // 8, "big").decode())` },
  { name: 'a big number by the type', source: `exec(int.to_bytes(${BIG}, ${HIDDEN.length}, "big"))` },
  { name: 'a number in base 36', source: `exec(int("${BIG.toString(36)}", 36).to_bytes(${HIDDEN.length}, "big"))` },
  { name: 'a number in hexadecimal', source: `exec(bytes.fromhex("%x" % ${BIG}).decode())` },
  { name: 'struct', source: `import struct\nexec(struct.pack("<${HIDDEN.length}B", *${NUMBERS}))` },
  { name: 'an alphabet and places', source: `a = ${literal(ALPHABET)}\nexec("".join(a[i] for i in ${PLACES}))` },
  {
    name: 'a dictionary by number',
    source: `t = {${[...ALPHABET].map((letter, at) => `${at}: ${literal(letter)}`).join(', ')}}\nexec("".join(t[i] for i in ${PLACES}))`,
  },
  {
    name: 'an order of pieces',
    source: `s = ${literal([...HIDDEN].reverse().join(''))}\np = list(range(len(s)))[::-1]\no = [""] * len(s)\nfor i, c in zip(p, s):\n    o[i] = c\nexec("".join(o))`,
  },
  {
    name: 'translate with a dictionary',
    source: `exec(${literal([...HIDDEN].map((c) => String.fromCharCode(c.charCodeAt(0) + 1)).join(''))}.translate({i + 1: i for i in range(256)}))`,
  },
  {
    name: 'translate with maketrans',
    source: `exec(${shifted(() => 13)}.translate(str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm")))`,
  },
  {
    name: 'translate of bytes',
    source: `exec(${bytesLiteral(Buffer.from(codes(HIDDEN).map((code) => (code + 1) % 256)))}.translate(bytes((i - 1) % 256 for i in range(256))))`,
  },
  {
    name: 'reduce',
    source: `import functools\nexec(functools.reduce(lambda a, b: a + chr(b), ${NUMBERS}, ""))`,
  },
  { name: 'filter', source: `exec("".join(filter(lambda c: c != "#", ${literal([...HIDDEN].join('#'))})))` },
  {
    name: 'a sorted list of numbered letters',
    source: `l = [${[...HIDDEN]
      .map((c, at) => `(${at}, ${literal(c)})`)
      .reverse()
      .join(', ')}]\nexec("".join(c for _, c in sorted(l)))`,
  },
  {
    name: 'a key from a hash',
    source: `import hashlib\nk = hashlib.md5(b"inert").digest()\nexec(bytes(b ^ k[i % 16] for i, b in enumerate(bytes(b ^ k[i % 16] for i, b in enumerate(${bytesLiteral(HIDDEN)})))))`,
  },
];

test.each(HELPERS)('$name is worked out, and what it hides is read', ({ source }) => {
  expect(seen(source)).toEqual({ unfolded: true, decoded: true });
});

// Text that is put together, but not hidden letter by letter: what it does is told, and it is not called decoded.
const UNFOLDED: readonly { name: string; source: string }[] = [
  { name: 'pieces by format', source: 'exec("{1}{0}".format("os\\nos.system(\'echo inert\')", "import "))' },
  { name: 'pieces from a list', source: 'exec("{0[0]} {0[1]}".format(["import", "os;os.system(\'x\')"]))' },
  { name: 'placeholders replaced', source: `exec(${literal(HIDDEN.replaceAll('os', '@1'))}.replace("@1", "os"))` },
  { name: 'what follows a separator', source: `exec(${literal(`x|${HIDDEN}`)}.partition("|")[2])` },
  { name: 'a field of JSON', source: `import json\nexec(json.loads(${literal(JSON.stringify({ c: HIDDEN }))})["c"])` },
  { name: 'a literal by ast', source: `import ast\nexec(ast.literal_eval(${literal(`[${literal(HIDDEN)}]`)})[0])` },
  {
    name: 'lines in a loop',
    source: 'c = ""\nfor n in ["os", "sys"]:\n    c += "import %s\\n" % n\nexec(c + "os.system(\'x\')")',
  },
];

test.each(UNFOLDED)('$name: what is run is read, and not called hidden', ({ source }) => {
  expect(seen(source)).toEqual({ unfolded: true, decoded: false });
});

/** What the emulation makes of an expression, by the command that is made of it. */
const worked = (body: string): string | null | undefined => {
  const source = `import os\ndef w(q):\n    z = q[::-1]\n    ${body.replaceAll('\n', '\n    ')}\nos.system("echo " + w("abcdefgh").encode().hex())`;
  const target = everyAct(read(source)).find((act) => act.act === 'run-process')?.target;
  return target === undefined || target === null ? target : Buffer.from(target.slice(5), 'hex').toString();
};

// Expected values are Python 3.11's.
test.each([
  { body: 'return str(-17 // 5) + str(-17 % 5) + str(17 % -5)', value: '-43-3' },
  { body: 'return str(2 ** 70) + str(-7 >> 1) + str(~5)', value: '1180591620717411303424-4-6' },
  { body: 'return "%05d|%-4s|%#x|%c|%r" % (42, "ab", 255, 65, "x")', value: "00042|ab  |0xff|A|'x'" },
  { body: 'return "{:08b}{:>4}{:^5}{!r}{{}}".format(5, "a", "b", "q")', value: "00000101   a  b  'q'{}" },
  { body: 'return f"{5:03d}{255:#x}{\'a\'!r}"', value: "0050xff'a'" },
  { body: 'return "abcdef"[1:5:2] + "abcdef"[::-2] + "abcdef"[-3:-1]', value: 'bdfdbde' },
  { body: 'return "banana".replace("a", "o", 2) + str("banana".rfind("an"))', value: 'bonona3' },
  { body: 'return "a,b,c".rsplit(",", 1)[0] + "a b  c".split()[2] + "k=v=w".rpartition("=")[2]', value: 'a,bcw' },
  { body: 'a, *b, c = [1, 2, 3, 4]\nreturn f"{a}{b}{c}"', value: '1[2, 3]4' },
  {
    body: 'l = [1, 2, 3, 4]\nl[1:3] = [9]\ndel l[0]\nl.insert(0, 7)\nl += [5]\nreturn str(l) + chr(65)',
    value: '[7, 9, 4, 5]A',
  },
  { body: 'b = bytearray(b"abc")\nb[0] ^= 1\nb.append(33)\nb[1:2] = b"ZZ"\nreturn b.decode()', value: '`ZZc!' },
  {
    body: 'r = ""\nfor i in range(5):\n    if i == 1:\n        continue\n    if i == 4:\n        break\n    r += chr(48 + i)\nelse:\n    r += "e"\nreturn r',
    value: '023',
  },
  {
    body: 'r = chr(33)\ntry:\n    r += [1][5]\nexcept (KeyError, IndexError) as e:\n    r += "i"\nelse:\n    r += "e"\nfinally:\n    r += "f"\nreturn r',
    value: '!if',
  },
  { body: 'def g():\n    yield 1\n    yield from [2, 3]\nreturn "".join(map(str, g())) + chr(65)', value: '123A' },
  { body: 'x = 1\ndef g():\n    nonlocal x\n    x += 1\n    return x\ng()\ng()\nreturn chr(64 + x)', value: 'C' },
  {
    body: 'd = {}\nfor c in "banana":\n    d[c] = d.get(c, 0) + ord("a") - 96\nreturn str(d)',
    value: "{'b': 1, 'a': 3, 'n': 2}",
  },
  {
    body: 'h = __import__("hashlib").sha256()\nh.update(b"a")\nh.update(b"b")\nreturn h.hexdigest()[::-1][:8]',
    value: '30602655',
  },
  { body: 'return "".join(chr(ord(c) - 127000) for c in "\u{1F093}\u{1F094}")', value: '{|' },
])('as Python does: $body', ({ body, value }) => {
  expect(worked(body)).toBe(value);
});

test('the steps tell that the text was put together', () => {
  const source = HELPERS.find(({ name }) => name === 'a shift within an alphabet')?.source ?? '';
  const [act] = everyAct(read(source)).filter((each) => each.act === 'run-code');

  expect(act?.steps.map((step) => step.what)).toContain('puts it together letter by letter');
});

// What would cost dear, or never ends: the act stays, and what it runs is not known.
const COSTLY: readonly { name: string; source: string }[] = [
  { name: 'a loop without end', source: 's = ""\nwhile True:\n    s += chr(65)\nexec(s)' },
  {
    name: 'a text that doubles',
    source: 'def d(s):\n    for i in range(99):\n        s = s + s[::-1]\n    return s\nexec(d("abcdefgh"))',
  },
  {
    name: 'a list that doubles',
    source:
      'def d(l):\n    while chr(65):\n        l = l + l\n    return "".join(l)\nexec(d(["a", "b", "c", "d", "e", "f"]))',
  },
  { name: 'a tower of powers', source: 'def d(s):\n    return chr(9 ** 9 ** 9 % 256) + s[::-1]\nexec(d("abcdefgh"))' },
  { name: 'a text repeated', source: 'def d(s):\n    return s[::-1] * 10 ** 12\nexec(d("abcdefgh"))' },
  {
    name: 'a wide field',
    source: 'def d(s):\n    return s[::-1].zfill(10 ** 12) + "%999999999d" % 1\nexec(d("abcdefgh"))',
  },
  {
    name: 'an endless iterator joined',
    source: 'from itertools import cycle\nexec("".join(chr(ord(c) ^ 1) for c in cycle("abcdefgh")))',
  },
  { name: 'calls without end', source: 'def d(s):\n    return chr(ord(s[0]) ^ 1) + d(s)\nexec(d("abcdefgh"))' },
  {
    name: 'three loops in each other',
    source:
      'o = ""\nfor a in range(9999):\n    for b in range(9999):\n        for c in range(9999):\n            o += chr(a ^ b ^ c)\nexec(o)',
  },
  {
    name: 'rounds of a key',
    source:
      'import hashlib\nk = hashlib.pbkdf2_hmac("sha256", b"abcdefgh", b"salt", 10 ** 9)\nexec(bytes(b ^ k[0] for b in b"abcdefgh"))',
  },
  {
    name: 'a modulus of many bits',
    source: 'def d(s):\n    return chr(pow(3, 1 << 90000, (1 << 90000) + 1) % 256) + s[::-1]\nexec(d("abcdefgh"))',
  },
  {
    name: 'a generator that feeds itself',
    source: 'def g(s):\n    while True:\n        yield chr(ord(s[0]) ^ 1)\nexec("".join(g("abcdefgh")))',
  },
];

test.each(COSTLY)('costly: $name ends, and the act is told', ({ source }) => {
  expect(actsIn(read(source)).filter((act) => act.startsWith('run-code<') && act.includes('decoded'))).not.toEqual([]);
});

test('a file is partly read when what it runs was too much to work out', () => {
  const [endless] = COSTLY;

  expect(read(endless?.source ?? '').partly).toBe('working out what it hides took too many steps');
});

test('a file is read in full when what took too long is not run', () => {
  expect(read('import os\ns = ""\nwhile True:\n    s += chr(65)\nos.system("echo inert")').partly).toBeNull();
});

test('what is worked out performs nothing', () => {
  const source = `import os\ndef d(s):\n    os.system("echo inert")\n    return bytes(b ^ 42 for b in s)\nexec(d(${XOR}))`;

  expect(seen(source)).toEqual({ unfolded: true, decoded: true });
});

const LITERALS = [
  '1',
  '-1',
  '10**20',
  '3.5',
  'None',
  '"%s{}"',
  'b"\\xff"',
  'bytearray(b"ab")',
  '[1, "a"]',
  '(1,)',
  '{1: 2}',
  '{"a"}',
  'range(3)',
  'len',
  'zip("ab", [1])',
  '(lambda x: x)',
];
const METHODS = [
  'join',
  'format',
  'decode',
  'encode',
  'translate',
  'zfill',
  'split',
  'to_bytes',
  'bit_length',
  'pop',
  'sort',
  'update',
  'get',
  'hex',
  'index',
  'x',
];
const OPERATORS = ['+', '-', '*', '/', '//', '%', '**', '<<', '>>', '&', '^', '<', 'in', 'is', 'and'];

test('whatever is put together of values and methods, the reading ends without an error', () => {
  const literalOf = fc.constantFrom(...LITERALS);
  const call = fc.tuple(literalOf, fc.constantFrom(...METHODS), literalOf).map(([a, m, b]) => `(${a}).${m}(${b})`);
  const operation = fc
    .tuple(literalOf, fc.constantFrom(...OPERATORS), literalOf)
    .map(([a, o, b]) => `(${a} ${o} ${b})`);
  const slice = fc.tuple(call, literalOf, literalOf).map(([a, b, c]) => `${a}[${b}:${c}]`);
  fc.assert(
    fc.property(fc.array(fc.oneof(call, operation, slice), { minLength: 1, maxLength: 4 }), (parts) => {
      const file = read(`def d(s):\n    t = s[::-1]\n    return [${parts.join(', ')}]\nexec(d("abcdefgh"))`);
      expect(actsIn(file).some((act) => act.startsWith('run-code'))).toBe(true);
    }),
    { numRuns: 300 },
  );
});
