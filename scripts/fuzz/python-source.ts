import type { Random } from './random.js';

/**
 * Python source that no one writes: statements out of the grammar, most of them around decoding, running and fetching, nested and
 * broken at random. Nothing of it is run; hosts end in `.invalid`.
 */
export function pythonSource(random: Random): string {
  let text = random.chance(0.1) ? random.pick(HEADS) : '';
  for (let left = 1 + random.below(14); left > 0; left -= 1) text += statement(random, 0);
  for (let edits = random.chance(0.4) ? 1 + random.below(4) : 0; edits > 0; edits -= 1) text = broken(text, random);
  return text;
}

const HEADS = ['# coding: latin-1\n', '# -*- coding: utf-7 -*-\n', '\ufeff', '#!/usr/bin/python\r\n', '"""doc"""\f\n'];

const NAMES = ['a', 'b', 'c', 'exec', 'os', 'self', 'data', 'f', 'x', 'ｅxec', 'σ', 'print', 'O0O0', '_'];
const MODULES = [
  ...['os', 'sys', 'base64', 'zlib', 'subprocess', 'requests', 'urllib.request', 'socket', 'marshal', 'pickle'],
  ...['builtins', 'codecs', 'importlib', 'ctypes', 'threading', 'functools', 'operator', '.a', '..b', 'shutil', 'lzma'],
];
const CALLS = [
  ...['exec', 'eval', 'compile', 'getattr', '__import__', 'open', 'print', 'chr', 'map', 'join', 'bytes', 'int'],
  ...['base64.b64decode', 'zlib.decompress', 'os.system', 'subprocess.Popen', 'requests.get', 'requests.post'],
  ...['urllib.request.urlopen', 'codecs.decode', 'bytes.fromhex', 'marshal.loads', 'os.environ.get', 'socket.socket'],
  ...['functools.reduce', 'operator.attrgetter', 'threading.Thread', 'os.path.join', "''.join", 'globals', 'vars'],
];
const ATOMS = [
  ...["'cHJpbnQoMSk='", '"https://evil.invalid/a.sh"', "'a' * 3", 'b"\\x00\\xff"', "f'{a}{b!r:>{c}}'", "r'\\'", "''"],
  ...[
    '1',
    '0x7f',
    '1e999',
    '10**9',
    '-1',
    'None',
    'True',
    '...',
    '1j',
    '0o17',
    "'\\u202e'",
    '"\\x6f\\x73"',
    '"\ud800"',
  ],
  ...['os.environ', '__file__', 'sys.argv', '__name__', 'f"{', "'''", '"~/.ssh/id_rsa"', "'A' * 1000000", '~0'],
];

function expression(random: Random, depth: number): string {
  const inner = (): string => expression(random, depth + 1);
  if (depth > 5) return random.pick(ATOMS);
  switch (random.below(16)) {
    case 0:
    case 1:
    case 2:
      return `${random.pick(CALLS)}(${inner()})`;
    case 3:
      return `${random.pick(CALLS)}(${inner()}, ${random.pick(NAMES)}=${inner()}, *${inner()}, **${inner()})`;
    case 4:
      return `${inner()} ${random.pick(['+', '%', '*', '^', 'and', 'if', '<<', '|', '@', 'is not', 'in', ':='])} ${inner()}`;
    case 5:
      return `[${inner()} for ${random.pick(NAMES)} in ${inner()} if ${inner()}]`;
    case 6:
      return `${inner()}[${random.pick(['::-1', '0', '1:', inner(), '-1', ':, 1'])}]`;
    case 7:
      return `(lambda ${random.pick(NAMES)}, *a: ${inner()})(${inner()})`;
    case 8:
      return `{${inner()}: ${inner()}, **${random.pick(NAMES)}}`;
    case 9:
      return `${inner()}.${random.pick(['decode', 'encode', 'replace', 'join', 'format', 'read', '__dict__', 'split'])}(${inner()})`;
    case 10:
      return `(${inner()}, ${inner()})`;
    case 11:
      return random.pick(NAMES);
    default:
      return random.pick(ATOMS);
  }
}

function statement(random: Random, depth: number): string {
  const indent = random.pick(['    ', '  ', '\t', '        ']).repeat(depth);
  const value = (): string => expression(random, random.below(4));
  const name = random.pick(NAMES);
  const block = (): string => (depth > 5 ? `${indent}    pass\n` : statement(random, depth + 1));
  const forms: readonly (() => string)[] = [
    () => `${indent}${name} = ${value()}\n`,
    () => `${indent}${value()}\n`,
    () => `${indent}import ${random.pick(MODULES)} as ${name}\n`,
    () => `${indent}from ${random.pick(MODULES)} import ${name}, ${random.pick(NAMES)} as ${random.pick(NAMES)}\n`,
    () =>
      `${indent}def ${name}(${random.pick(NAMES)}, b=${value()}, *a, **k):\n${block()}${indent}    return ${value()}\n`,
    () => `${indent}class ${name}(${value()}, metaclass=${name}):\n${block()}`,
    () => `${indent}@${value()}\n${indent}def ${name}(): ${value()}\n`,
    () => `${indent}if ${value()}:\n${block()}${indent}else:\n${block()}`,
    () => `${indent}for ${name} in ${value()}:\n${block()}`,
    () => `${indent}while ${value()}:\n${block()}`,
    () => `${indent}try:\n${block()}${indent}except ${name}:\n${block()}`,
    () => `${indent}with ${value()} as ${name}:\n${block()}`,
    () => `${indent}${name}${' '.repeat(random.pick([1, 200]))};${value()}\n`,
    () => `${indent}exec ${value()}\n`,
    () => `${indent}${name}.${random.pick(NAMES)} = ${value()}\n`,
    () => `${indent}match ${value()}:\n${indent}    case ${name}: ${value()}\n`,
    () => `${indent}# ${value()}\r${indent}${value()}\n`,
  ];
  return random.pick(forms)();
}

const PIECES = [
  '(',
  ')',
  '[',
  '"""',
  "'",
  '\\\n',
  '\r',
  '\0',
  '\f',
  '#',
  ':',
  '\t',
  'é',
  '\u202e',
  '\u200b',
  'f"{',
  ';',
];

function broken(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(at + random.below(12));
    case 2:
      return text.slice(0, at) + random.pick(PIECES).repeat(random.pick([1, 1, 1, 300])) + text.slice(at);
    default:
      return text + text.slice(at);
  }
}
