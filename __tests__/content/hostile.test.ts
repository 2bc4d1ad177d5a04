import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import '../support/property-seed.js';
import { pickleActs } from '../../src/content/pickle-acts.js';
import { type ScriptLanguage, scriptActs } from '../../src/content/scripts.js';
import { describeFile } from '../../src/content/traits.js';
import { readMarshal } from '../../src/python/marshal.js';
import { elf, fatMachO, gif, jpeg, npy, pe, png, wav } from '../support/binaries.js';
import { pyc } from '../support/bytecode.js';
import { pickledCall, pickledData } from '../support/pickle.js';
import { buildZip } from '../support/zip.js';

const LANGUAGES: readonly ScriptLanguage[] = ['shell', 'batch', 'powershell', 'wscript', 'javascript'];
const call = { module: 'os', name: 'system', argument: 'true' };

const SAMPLES: readonly Buffer[] = [
  elf(),
  pe(),
  fatMachO(),
  png(Buffer.alloc(2000, 1)),
  gif(),
  jpeg(jpeg()),
  wav(),
  npy(pickledCall(call, 4)),
  pickledData(),
  pickledCall(call, 0),
  pickledCall(call, 2),
  pickledCall(call, 4),
  pyc({ names: ['os'], constants: ['a', { names: ['system'] }] }),
  pyc({ names: ['os'] }, { tag: '2.7' }),
  Buffer.from(buildZip([{ path: 'a.npy', content: 'x' }])),
];

/** Everything that reads bytes of a package which is no Python source. */
function readAll(bytes: Uint8Array): void {
  for (const path of ['a.bin', 'a.png', 'a.pkl', 'a.pyc', 'a.txt']) describeFile(bytes, path);
  pickleActs(bytes, 'a.pkl');
  for (const version of [
    [2, 7],
    [3, 6],
    [3, 9],
    [3, 14],
  ] as const)
    readMarshal(bytes, version, 16);
  for (const language of LANGUAGES) scriptActs(bytes, language);
}

test('any bytes give facts', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), readAll));
});

test('samples that are cut give facts', () => {
  for (const sample of SAMPLES)
    for (let end = 0; end <= sample.length; end += 1 + (end >> 4)) readAll(sample.subarray(0, end));
});

test('samples with changed bytes give facts', () => {
  const changes = fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom(...SAMPLES), changes, (sample, changed) => {
      const bytes = Uint8Array.from(sample);
      for (const [at, byte] of changed) bytes[at % bytes.length] = byte;
      readAll(bytes);
    }),
  );
});

test('script-like text gives facts', () => {
  const piece = fc.constantFrom(
    ...`curl ~sh~$(~)~"~'~<<EOF~
EOF
~~;~&&~|~>~#~<#~#>~/*~*/~//~^~%A%~A=~$A~}~eval(~atob(~iex ~-enc ~
~base64 -d~{~=`.split('~'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
      readAll(Buffer.from(pieces.join('')));
    }),
  );
});

// Each of these makes some careless reader work the square of its length; a reader that does would run into the suite's time limit.
const LONG = 200_000;
test.each([
  { name: 'quotes', unit: '"' },
  { name: 'escaped quotes', unit: '"\\"' },
  { name: 'escaped quotes of PowerShell', unit: '`"' },
  { name: 'open substitutions', unit: '$(' },
  { name: 'open backquotes', unit: '` ' },
  { name: 'here-documents', unit: '<<A\n' },
  { name: 'open comments', unit: '/*' },
  { name: 'open comments of PowerShell', unit: '<#' },
  { name: 'values that double', unit: 'A=$A$A\n' },
  { name: 'values that double in batch', unit: 'set A=%A%%A%x\n' },
  { name: 'continued lines', unit: '^\n' },
  { name: 'decoders', unit: 'atob(' },
  { name: 'assignments', unit: 'a=' },
  { name: 'runs', unit: 'eval(' },
  { name: 'processes', unit: 'child_process exec(' },
  { name: 'schedules', unit: 'schtasks ' },
  { name: 'blanks', unit: ' ' },
  { name: 'marks of a pickle', unit: '(' },
  { name: 'tuples of a pickle', unit: '(t' },
  { name: 'copies of a pickle', unit: '2\x86' },
  { name: 'images in one file', unit: '\xff\xd8\xff\xd9' },
  { name: 'ends of archives', unit: 'PK\x05\x06' },
  { name: 'texts of a pickle', unit: 'X' },
  { name: 'zeros', unit: '\0' },
])('long: $name', ({ unit }) => {
  expect(() => readAll(Buffer.from(unit.repeat(LONG / unit.length), 'latin1'))).not.toThrow();
});

test('a long JavaScript of one token is read', () => {
  expect(() => scriptActs(Buffer.from(`eval("${'\\a'.repeat(4_000_000)}")`), 'javascript')).not.toThrow();
});
