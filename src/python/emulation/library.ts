import { BUILTINS } from './builtins.js';
import { CIPHER_CONSTANTS, CIPHERS } from './ciphers.js';
import { CODING, chars } from './coding.js';
import { type Datum, isStructured, NONE, named, tuple } from './datum.js';
import { fromJson } from './json.js';
import { beyond, charge, type Native, needed } from './machine.js';
import { binary } from './operators.js';
import { PACKING } from './packing.js';
import { itemAt, SEQUENCES } from './sequences.js';

const operator =
  (symbol: string): Native =>
  (machine, args) =>
    binary(machine, symbol, needed(args, 0), needed(args, 1));

const numberIn =
  (change: (value: number) => number): Native =>
  (_, args) => {
    const value = needed(args, 0);
    return typeof value === 'number' ? change(value) : beyond();
  };

/** `operator.itemgetter(key)`, called later. */
const itemgetter: Native = (_, args) => ({
  kind: 'made',
  name: 'operator.itemgetter',
  parts: new Map([['key', needed(args, 0)]]),
  gathered: '',
});

const json: Native = (machine, args) => {
  const text = chars(needed(args, 0));
  charge(machine, text.length);
  return fromJson(text);
};

const passes: Native = (_, args) => needed(args, 0);

/** `functools.partial(f, …)`. */
const partial: Native = (_, args) => ({
  kind: 'made',
  name: 'functools.partial',
  parts: new Map<string, Datum>([['args', tuple(args.positional)]]),
  gathered: '',
});

const callPartial: Native = (machine, args) => {
  const [self, ...rest] = args.positional;
  const first = isStructured(self) && self.kind === 'made' ? self.parts.get('args') : undefined;
  if (first === undefined || !isStructured(first) || first.kind !== 'tuple') return beyond();
  const [callee = NONE, ...before] = first.items;
  return machine.call(machine, callee, { positional: [...before, ...rest], keywords: args.keywords });
};

/** What Python and its library offer to a decoder, by canonical name. */
export const LIBRARY: ReadonlyMap<string, Native> = new Map<string, Native>([
  ...BUILTINS,
  ...SEQUENCES,
  ...CODING,
  ...CIPHERS,
  ...PACKING,
  ['operator.xor', operator('^')],
  ['operator.add', operator('+')],
  ['operator.sub', operator('-')],
  ['operator.mul', operator('*')],
  ['operator.mod', operator('%')],
  ['operator.concat', operator('+')],
  ['operator.and_', operator('&')],
  ['operator.or_', operator('|')],
  ['operator.getitem', (_, args) => itemAt(needed(args, 0), needed(args, 1))],
  ['operator.itemgetter', itemgetter],
  [
    'operator.itemgetter().__call__',
    (_, args) => {
      const [self, value] = [needed(args, 0), needed(args, 1)];
      return isStructured(self) && self.kind === 'made' ? itemAt(value, self.parts.get('key') ?? NONE) : beyond();
    },
  ],
  ['builtins.__import__', (_, args) => named(chars(needed(args, 0)).split('.')[0] ?? '')],
  ['importlib.import_module', (_, args) => named(chars(needed(args, 0)))],
  ['functools.partial', partial],
  ['functools.partial().__call__', callPartial],
  ['math.floor', numberIn(Math.floor)],
  ['math.ceil', numberIn(Math.ceil)],
  ['math.sqrt', numberIn(Math.sqrt)],
  ['math.isqrt', numberIn((value) => Math.floor(Math.sqrt(value)))],
  ['json.loads', json],
  ['textwrap.dedent', passes],
  ['copy.copy', passes],
  ['typing.cast', (_, args) => needed(args, 1)],
]);

/** Constants of the library. */
export const CONSTANTS: ReadonlyMap<string, Datum> = new Map<string, Datum>([
  ...CIPHER_CONSTANTS,
  ['string.ascii_lowercase', 'abcdefghijklmnopqrstuvwxyz'],
  ['string.ascii_uppercase', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['string.ascii_letters', 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['string.digits', '0123456789'],
  ['string.hexdigits', '0123456789abcdefABCDEF'],
  ['string.octdigits', '01234567'],
  ['string.punctuation', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
  ['string.whitespace', ' \t\n\r\v\f'],
  [
    'string.printable',
    '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\v\f',
  ],
  ['zlib.MAX_WBITS', 15],
  ['lzma.FORMAT_RAW', 3],
  ['lzma.FORMAT_ALONE', 2],
  ['lzma.FORMAT_XZ', 1],
  ['lzma.FORMAT_AUTO', 0],
  ['sys.maxunicode', 0x10ffff],
  ['sys.byteorder', 'little'],
]);
