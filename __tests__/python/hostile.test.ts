import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { actsIn, base64, everyAct, read } from './read.js';

const PAYLOAD = `exec(__import__("base64").b64decode("${base64('print(1)')}"))`;

// Syntax that no grammar takes, deep or large: what stands in plain sight before or after it must still be told.
test.each([
  { name: 'an unclosed parenthesis', source: `x = (\n${PAYLOAD}\n` },
  { name: 'mixed tabs and blanks', source: `def f():\n\tif 1:\n        ${PAYLOAD}\n\treturn\n` },
  { name: 'a template', source: `{% if x %}\n${PAYLOAD}\n{% endif %}\n` },
  { name: 'broken indentation', source: `def f():\nx = 1\n    ${PAYLOAD}\n` },
  { name: 'Python 2 print and backquotes', source: `print \`x\`\n${PAYLOAD}` },
  { name: 'a stray closing bracket', source: `)\n${PAYLOAD}` },
  { name: 'a literal that is never closed', source: `${PAYLOAD}\nx = """` },
  { name: 'binary rubbish in between', source: `${PAYLOAD}\n\u0001\u0002\u{10FFFF}` },
])('broken: $name', ({ source }) => {
  const file = read(source);

  expect(actsIn(file).some((act) => act.startsWith('run-code<') && act.includes('decoded'))).toBe(true);
});

test('broken source is marked partly read', () => {
  expect(read(`x = (\n${PAYLOAD}\n`)).toMatchObject({ tier: 'tokens', partly: 'its syntax has errors' });
});

test.each([
  { name: 'deep parentheses', source: `${PAYLOAD}\nx = ${'('.repeat(5000)}1${')'.repeat(5000)}` },
  { name: 'deep calls', source: `${PAYLOAD}\nx = ${'str('.repeat(3000)}1${')'.repeat(3000)}` },
  { name: 'deep lists', source: `${PAYLOAD}\nx = ${'['.repeat(3000)}${']'.repeat(3000)}` },
  {
    name: 'deep blocks',
    source: `${PAYLOAD}\n${Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}if x:`).join('\n')}\n${' '.repeat(600)}pass`,
  },
])('deep: $name is partly read, and the rest is told', ({ source }) => {
  const file = read(source);

  expect(file.partly).not.toBeNull();
  expect(actsIn(file).some((act) => act.startsWith('run-code<'))).toBe(true);
});

test.each([
  {
    name: 'a long sum of texts',
    source: `import base64\nexec(base64.b64decode(${[...base64('print("inert")')].map((c) => `"${c}"`).join('+')}))`,
  },
  {
    name: 'a very long sum',
    source: `import os\nx = ${Array.from({ length: 20_000 }, () => '"a"').join(' + ')}\nos.system("x")`,
  },
  { name: 'a long list', source: `import os\nx = [${'1, '.repeat(50_000)}]\nos.system("x")` },
  {
    name: 'a long chain of elif',
    source: `import os\nif x == 0:\n    pass\n${Array.from({ length: 3000 }, (_, i) => `elif x == ${i}:\n    y = ${i}`).join('\n')}\nos.system("x")`,
  },
])('large: $name is read in full', ({ source }) => {
  const file = read(source);

  expect(file).toMatchObject({ tier: 'syntax', partly: null });
  expect(everyAct(file)).not.toEqual([]);
});

// Values that would cost the reader dear if it computed them.
test.each([
  { name: 'a tower of powers', value: '9 ** 9 ** 9 ** 9' },
  { name: 'a shift', value: '1 << 10 ** 12' },
  { name: 'a repeated text', value: '"a" * 10 ** 12' },
  { name: 'a repeated list', value: '[0] * 10 ** 12' },
  { name: 'a product of loops', value: '[a for a in range(40000) for b in range(40000) for c in range(40000)]' },
  { name: 'a replacement that doubles', value: `"a"${'.replace("a", "aa")'.repeat(60)}` },
  { name: 'a format that repeats', value: `"${'{0}'.repeat(1000)}".format("x" * 100000)` },
])('costly: $name', ({ value }) => {
  const file = read(`import os\nx = ${value}\nos.system("x")\n`);

  expect(everyAct(file).map((act) => act.act)).toContain('run-process');
});

test('functions that call each other without end', () => {
  const file = read(
    'import os\ndef f(x):\n    return g(x + "a")\ndef g(x):\n    os.system(x)\n    return f(x + "b")\nf("c")\n',
  );

  expect(actsIn(file)).toEqual(['run-process']);
});

test('code that unfolds itself', () => {
  const file = read('c = "exec(c)"\nexec(c)\n');

  expect(file.partly).toMatch(/unfolds/u);
});

test('a zlib bomb is not unpacked', () => {
  // 1 MB of zeros, compressed twice in the source's own words: the reader stops at its limit and keeps the sign.
  const file = read('import zlib\ndata = zlib.decompress(b"x\\x9c" + b"\\x00" * 100)\nexec(data)\n');

  expect(actsIn(file)).toEqual(['run-code<decoded>']);
});

const WORDS = [
  'exec',
  '(',
  ')',
  '"',
  "'",
  '\n',
  ' ',
  '    ',
  'def f(x):',
  'import base64',
  'base64.b64decode',
  '=',
  'x',
  '[',
  ']',
  '{',
  '}',
  ':',
  ',',
  'lambda x:',
  'for x in',
  'if',
  'else',
  'f"{',
  '}"',
  '+',
  '^',
  '%',
  '\\',
  'class A(B):',
  'return',
  'yield',
  '@',
  'with open("x") as f:',
  'try:',
  'except:',
  '\0',
  '\u{10FFFF}',
  '9',
  '.join',
  '[::-1]',
  '*',
  '**',
];

test('any bytes are read without an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(read(bytes).path).toBe('demo/module.py');
    }),
    { numRuns: 200 },
  );
});

test('any sequence of words of the language is read without an error', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }), (words) => {
      const file = read(`import subprocess\n${words.join('')}`);
      expect(file.scopes[0]?.name).toBe('');
    }),
    { numRuns: 400 },
  );
});

test('a source cut or changed anywhere is read without an error', () => {
  const source = `import base64, os\nclass A:\n    def run(self, x=f"{os.name!r:>{3}}"):\n        with open("x") as f:\n            exec(base64.b64decode("${base64('print(1)')}"))\nA().run()\n`;
  fc.assert(
    fc.property(fc.nat(source.length), fc.nat(source.length), fc.constantFrom(...WORDS), (from, to, word) => {
      const file = read(source.slice(0, Math.min(from, to)) + word + source.slice(Math.max(from, to)));
      expect(Array.isArray(file.scopes)).toBe(true);
    }),
    { numRuns: 400 },
  );
});
