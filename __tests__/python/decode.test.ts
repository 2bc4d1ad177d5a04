import { expect, test } from '@jest/globals';
import { decodeSource } from '../../src/python/decode.js';
import { actsIn, base64, read } from './read.js';

const bytes = (text: string, encoding: BufferEncoding = 'utf8'): Uint8Array => Buffer.from(text, encoding);

test.each([
  { name: 'UTF-8 without a word', source: bytes('x = "é"'), text: 'x = "é"' },
  { name: 'a byte order mark', source: bytes('\uFEFFx = 1'), text: 'x = 1' },
  {
    name: 'Latin-1 as declared',
    source: bytes('# coding: latin-1\nx = "é"', 'latin1'),
    text: '# coding: latin-1\nx = "é"',
  },
  {
    name: 'a declaration in the second line',
    source: bytes('#!/bin/python\n# -*- coding: cp1252 -*-\nx = "é"', 'latin1'),
    text: '#!/bin/python\n# -*- coding: cp1252 -*-\nx = "é"',
  },
  {
    name: 'a declaration too late to count',
    source: bytes('x = 1\n\n# coding: latin-1\n'),
    text: 'x = 1\n\n# coding: latin-1\n',
  },
  { name: 'bytes that are not UTF-8', source: bytes('x = "é"', 'latin1'), text: 'x = "é"' },
  { name: 'line ends of Windows', source: bytes('a\r\nb\r\nc'), text: 'a\nb\nc' },
  { name: 'line ends of old systems', source: bytes('a\rb\rc'), text: 'a\nb\nc' },
  {
    name: 'a name with an ending for an editor',
    source: bytes('# coding: utf-8-unix\nx = "é"'),
    text: '# coding: utf-8-unix\nx = "é"',
  },
  {
    name: 'an encoding that ASCII is the same in',
    source: bytes('# coding: cp437\nx = 1'),
    text: '# coding: cp437\nx = 1',
  },
  {
    name: 'an encoding under the name that Python gives it',
    source: new Uint8Array([...bytes('# coding: cp932\nx = "'), 0x83, 0x5c, ...bytes('"')]),
    text: '# coding: cp932\nx = "ソ"',
  },
])('reads $name', ({ source, text }) => {
  expect(decodeSource(source)).toEqual({ text, partly: null, oddCodec: null, loneReturns: [] });
});

test('a form feed keeps its column and takes the indentation back', () => {
  const source = 'import os\n\nif os.name:\n    \f    os.system("echo hello")\nelse:\n    pass\n';

  expect(decodeSource(bytes(source)).text).toBe(source);
  expect(actsIn(read(source))).toContain('run-process');
});

test('lone carriage returns are told apart from the line ends of the file', () => {
  expect(decodeSource(bytes('a\r\nb\rc\nd'))).toMatchObject({ text: 'a\nb\nc\nd', loneReturns: [3] });
});

test.each([
  { name: 'UTF-16', source: bytes('\uFEFFx = 1', 'utf16le'), text: 'x = 1' },
  { name: 'UTF-7', source: bytes('# coding: utf7\n#+AAo-exec(1)'), text: '# coding: utf7\n#\nexec(1)' },
  {
    name: 'escapes',
    source: bytes('# coding: unicode_escape\n#\\x0aexec(1)'),
    text: '# coding: unicode_escape\n#\nexec(1)',
  },
  {
    name: 'octal escapes',
    source: bytes('# coding: unicode_escape\n#\\012exec(1)'),
    text: '# coding: unicode_escape\n#\nexec(1)',
  },
  { name: 'ASCII that says it is UTF-16', source: bytes('# coding: utf-16\nx = 1'), text: '# coding: utf-16\nx = 1' },
  {
    name: 'letters of a codec that is not known here',
    source: bytes('# coding: cp437\nx = "\xe9"', 'latin1'),
    text: '# coding: cp437\nx = "é"',
  },
  { name: 'an unknown codec', source: bytes('# coding: demo-codec\nx = 1'), text: '# coding: demo-codec\nx = 1' },
  { name: 'NUL bytes', source: bytes('x = 1\0y'), text: 'x = 1 y' },
])('reads $name and says that it is odd', ({ source, text }) => {
  const decoded = decodeSource(source);

  expect(decoded.text).toBe(text);
  expect(decoded.partly).not.toBeNull();
});

test('code that a codec hides in a comment is seen', () => {
  const line = `import base64\nexec(base64.b64decode("${base64('print(1)')}"))`;
  const hidden = `# coding: unicode_escape\n# ${line.replaceAll('\n', '\\n').replace('import', '\\nimport')}`;

  expect(actsIn(read(hidden))).toContain('run-code<decoded>');
});
