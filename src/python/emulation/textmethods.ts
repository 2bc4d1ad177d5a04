import { decodeText, encodeText } from '../constants.js';
import { codecDecode, codecEncode, isHidingCodec } from '../decoders.js';
import {
  bytesOf,
  charsOf,
  type Datum,
  isByteLike,
  isStructured,
  keyOf,
  likeOf,
  list,
  NONE,
  tuple,
  wholeOf,
} from './datum.js';
import { formatBraces, spelled } from './format.js';
import {
  type Arguments,
  argumentAt,
  beyond,
  charge,
  everyElement,
  type Machine,
  needed,
  raise,
  within,
} from './machine.js';

/** A method of text or bytes. */
export type TextMethod = (machine: Machine, self: Datum, args: Arguments) => Datum;

const chars = (value: Datum | undefined): string => charsOf(value) ?? raise('TypeError');

const text =
  (change: (characters: string, args: Arguments) => string): TextMethod =>
  (machine, self, args) => {
    const characters = chars(self);
    charge(machine, characters.length);
    return likeOf(self, change(characters, args));
  };

const test =
  (check: (characters: string) => boolean): TextMethod =>
  (_, self) =>
    check(chars(self));

const strip = (from: boolean, to: boolean): TextMethod =>
  text((characters, args) => {
    const set = charsOf(argumentAt(args, 0)) ?? ' \t\n\r\f\v';
    let start = 0;
    let end = characters.length;
    while (from && start < end && set.includes(characters.charAt(start))) start += 1;
    while (to && end > start && set.includes(characters.charAt(end - 1))) end -= 1;
    return characters.slice(start, end);
  });

const replace: TextMethod = (machine, self, args) => {
  const [characters, old, fresh] = [chars(self), chars(needed(args, 0)), chars(needed(args, 1))];
  const most = wholeOf(argumentAt(args, 2)) ?? -1;
  if (old === '') return beyond();
  within((characters.length / old.length) * Math.max(old.length, fresh.length));
  charge(machine, characters.length);
  if (most < 0)
    return likeOf(
      self,
      characters.replaceAll(old, () => fresh),
    );
  const parts = characters.split(old);
  const rest = parts.splice(most + 1);
  return likeOf(self, [parts.join(fresh), ...rest].join(old));
};

const split =
  (fromRight: boolean): TextMethod =>
  (machine, self, args) => {
    const characters = chars(self);
    const separator = charsOf(argumentAt(args, 0, 'sep'));
    const most = wholeOf(argumentAt(args, 1, 'maxsplit')) ?? -1;
    charge(machine, characters.length);
    const parts = separator === null ? characters.trim().split(/\s+/u) : characters.split(separator);
    if (separator === '') return raise('ValueError');
    if (parts.length === 1 && parts[0] === '' && separator === null) return list([]);
    const glue = separator ?? ' ';
    if (most >= 0 && parts.length > most + 1) {
      if (fromRight) parts.unshift(parts.splice(0, parts.length - most).join(glue));
      else parts.push(parts.splice(most).join(glue));
    }
    return list(parts.map((part) => likeOf(self, part)));
  };

const partition =
  (fromRight: boolean): TextMethod =>
  (_, self, args) => {
    const [characters, separator] = [chars(self), chars(needed(args, 0))];
    const at = fromRight ? characters.lastIndexOf(separator) : characters.indexOf(separator);
    const parts =
      at < 0
        ? fromRight
          ? ['', '', characters]
          : [characters, '', '']
        : [characters.slice(0, at), separator, characters.slice(at + separator.length)];
    return tuple(parts.map((part) => likeOf(self, part)));
  };

const join: TextMethod = (machine, self, args) => {
  const glue = chars(self);
  const pieces: string[] = [];
  let length = 0;
  let letters = 0;
  for (const item of everyElement(machine, needed(args, 0))) {
    const piece = chars(item);
    if (typeof item === 'string' && piece.length <= 2) letters += 1;
    length += piece.length + glue.length;
    within(length);
    pieces.push(piece);
  }
  charge(machine, length);
  if (glue === '' && letters === pieces.length) machine.letters += letters;
  return likeOf(self, pieces.join(glue));
};

const find =
  (fromRight: boolean, strict: boolean): TextMethod =>
  (machine, self, args) => {
    const characters = chars(self);
    charge(machine, characters.length);
    const part = needed(args, 0);
    const wanted = isByteLike(self) && typeof part === 'number' ? String.fromCharCode(part) : chars(part);
    const start = wholeOf(argumentAt(args, 1)) ?? 0;
    const end = wholeOf(argumentAt(args, 2)) ?? characters.length;
    const range = characters.slice(0, end);
    const at = fromRight ? range.lastIndexOf(wanted) : range.indexOf(wanted, start);
    return at < 0 && strict ? raise('ValueError') : at;
  };

const decode: TextMethod = (machine, self, args) => {
  const codec = charsOf(argumentAt(args, 0, 'encoding')) ?? 'utf-8';
  const characters = chars(self);
  charge(machine, characters.length);
  if (isHidingCodec(codec)) return codecDecode(characters, codec) ?? beyond();
  const plain = decodeText(characters, codec);
  if (plain !== null) return plain;
  const errors = argumentAt(args, 1, 'errors');
  return errors === 'ignore' || errors === 'replace'
    ? Buffer.from(characters, 'latin1')
        .toString('utf8')
        .replaceAll('\ufffd', errors === 'ignore' ? '' : '\ufffd')
    : raise('UnicodeError');
};

const encode: TextMethod = (machine, self, args) => {
  const codec = charsOf(argumentAt(args, 0, 'encoding')) ?? 'utf-8';
  const characters = chars(self);
  charge(machine, characters.length);
  if (isHidingCodec(codec)) return codecEncode(characters, codec) ?? beyond();
  return bytesOf(encodeText(characters, codec));
};

const translate: TextMethod = (machine, self, args) => {
  const characters = chars(self);
  const table = needed(args, 0);
  charge(machine, characters.length);
  machine.letters += characters.length;
  if (isByteLike(self)) {
    const dropped = charsOf(argumentAt(args, 1, 'delete')) ?? '';
    const map = charsOf(table);
    const kept = dropped === '' ? characters : [...characters].filter((each) => !dropped.includes(each)).join('');
    return likeOf(self, map === null ? kept : [...kept].map((each) => map.charAt(each.charCodeAt(0))).join(''));
  }
  if (typeof table === 'string') return [...characters].map((each) => table[each.codePointAt(0) ?? 0] ?? each).join('');
  if (!isStructured(table) || table.kind !== 'dict') return beyond();
  const { entries } = table;
  const made = [...characters].map((each) => {
    const entry = entries.get(`n${each.codePointAt(0)}`)?.[1];
    if (entry === undefined) return each;
    if (entry === null) return '';
    return typeof entry === 'number' ? String.fromCodePoint(entry) : chars(entry);
  });
  return made.join('');
};

const format: TextMethod = (machine, self, args) => {
  if (typeof self !== 'string') return raise('AttributeError');
  return formatBraces(machine, self, (path, auto) => {
    const [, head = '', rest = ''] = /^([^.[]*)(.*)$/su.exec(path) ?? [];
    const start =
      head === '' ? needed(args, auto()) : /^\d+$/u.test(head) ? needed(args, Number(head)) : args.keywords.get(head);
    return indexed(start ?? raise('KeyError'), rest);
  });
};

/** `[0][key]` behind a field's name; attributes are not followed. */
function indexed(start: Datum, rest: string): Datum {
  let value = start;
  for (const part of rest.match(/\[[^\]]*\]|\.\w+/gu) ?? []) {
    if (!part.startsWith('[') || !isStructured(value)) return beyond();
    const key = part.slice(1, -1);
    const found: Datum | undefined =
      value.kind === 'list' || value.kind === 'tuple'
        ? value.items[Number(key)]
        : value.kind === 'dict'
          ? value.entries.get(/^\d+$/u.test(key) ? `n${Number(key)}` : `s${key}`)?.[1]
          : undefined;
    value = found ?? raise('KeyError');
  }
  return value;
}

const pad = (fill: (text: string, width: number, letter: string) => string): TextMethod =>
  text((characters, args) => {
    const width = wholeOf(needed(args, 0)) ?? raise('TypeError');
    within(width);
    return fill(characters, width, charsOf(argumentAt(args, 1)) ?? ' ');
  });

const zfill = (characters: string, width: number): string => {
  const sign = /^[-+]/u.exec(characters)?.[0] ?? '';
  return sign + characters.slice(sign.length).padStart(width - sign.length, '0');
};

const flipped = (character: string): string =>
  character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase();

const title = (characters: string): string =>
  characters.toLowerCase().replaceAll(/[a-z]+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1));

const affix =
  (check: (characters: string, part: string) => boolean): TextMethod =>
  (_, self, args) => {
    const part = needed(args, 0);
    const parts = isStructured(part) && part.kind === 'tuple' ? part.items : [part];
    return parts.some((each) => check(chars(self), chars(each)));
  };

/** `str.maketrans(…)`: a table for `translate`. */
export function makeTable(args: Arguments): Datum {
  const [from, to, gone] = args.positional;
  const entries = new Map<string, readonly [Datum, Datum]>();
  const put = (letter: string, value: Datum): void => {
    const code = letter.codePointAt(0) ?? 0;
    entries.set(`n${code}`, [code, value]);
  };
  if (to === undefined) {
    if (!isStructured(from) || from.kind !== 'dict') return beyond();
    for (const [key, value] of from.entries.values()) {
      if (typeof key === 'string') put(key, value);
      else entries.set(keyOf(key) ?? beyond(), [key, value]);
    }
    return { kind: 'dict', entries };
  }
  if (from !== undefined && isByteLike(from)) return bytesOf(byteTable(chars(from), chars(to)));
  const fresh = [...chars(to)];
  for (const [index, letter] of [...chars(from)].entries()) put(letter, fresh[index]?.codePointAt(0) ?? NONE);
  for (const letter of charsOf(gone) ?? '') put(letter, NONE);
  return { kind: 'dict', entries };
}

function byteTable(from: string, to: string): string {
  const table = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
  for (let at = 0; at < from.length; at += 1) table[from.charCodeAt(at)] = to.charAt(at);
  return table.join('');
}

/** Methods of text, bytes and byte arrays that give something new. */
export const TEXT_METHODS: ReadonlyMap<string, TextMethod> = new Map<string, TextMethod>([
  ['strip', strip(true, true)],
  ['lstrip', strip(true, false)],
  ['rstrip', strip(false, true)],
  ['lower', text((characters) => characters.toLowerCase())],
  ['casefold', text((characters) => characters.toLowerCase())],
  ['upper', text((characters) => characters.toUpperCase())],
  ['swapcase', text((characters) => characters.replaceAll(/[a-zA-Z]/gu, flipped))],
  ['title', text(title)],
  ['capitalize', text((characters) => characters.charAt(0).toUpperCase() + characters.slice(1).toLowerCase())],
  ['replace', replace],
  ['split', split(false)],
  ['rsplit', split(true)],
  [
    'splitlines',
    (_, self) =>
      list(
        chars(self)
          .replace(/\r?\n$/u, '')
          .split(/\r\n|\n|\r/u)
          .map((line) => likeOf(self, line)),
      ),
  ],
  ['partition', partition(false)],
  ['rpartition', partition(true)],
  ['join', join],
  ['find', find(false, false)],
  ['rfind', find(true, false)],
  ['index', find(false, true)],
  ['rindex', find(true, true)],
  [
    'count',
    (machine, self, args) => {
      charge(machine, chars(self).length);
      const part = needed(args, 0);
      return chars(self).split(typeof part === 'number' ? String.fromCharCode(part) : chars(part)).length - 1;
    },
  ],
  ['decode', decode],
  ['encode', encode],
  ['translate', translate],
  ['maketrans', (_, _self, args) => makeTable(args)],
  ['format', format],
  ['zfill', pad(zfill)],
  ['ljust', pad((characters, width, letter) => characters.padEnd(width, letter))],
  ['rjust', pad((characters, width, letter) => characters.padStart(width, letter))],
  [
    'center',
    pad((characters, width, letter) =>
      characters.padStart((characters.length + width) >> 1, letter).padEnd(width, letter),
    ),
  ],
  [
    'removeprefix',
    text((characters, args) =>
      characters.startsWith(chars(needed(args, 0))) ? characters.slice(chars(needed(args, 0)).length) : characters,
    ),
  ],
  [
    'removesuffix',
    text((characters, args) =>
      characters.endsWith(chars(needed(args, 0)))
        ? characters.slice(0, characters.length - chars(needed(args, 0)).length)
        : characters,
    ),
  ],
  ['startswith', affix((characters, part) => characters.startsWith(part))],
  ['endswith', affix((characters, part) => characters.endsWith(part))],
  ['isalpha', test((characters) => /^\p{L}+$/u.test(characters))],
  ['isdigit', test((characters) => /^\d+$/u.test(characters))],
  ['isdecimal', test((characters) => /^\d+$/u.test(characters))],
  ['isnumeric', test((characters) => /^\d+$/u.test(characters))],
  ['isalnum', test((characters) => /^[\p{L}\p{N}]+$/u.test(characters))],
  ['isspace', test((characters) => /^\s+$/u.test(characters))],
  ['islower', test((characters) => /\p{Ll}/u.test(characters) && !/\p{Lu}/u.test(characters))],
  ['isupper', test((characters) => /\p{Lu}/u.test(characters) && !/\p{Ll}/u.test(characters))],
  ['isascii', test((characters) => /^[\x00-\x7f]*$/u.test(characters))],
  ['isprintable', test((characters) => /^[ -~\u00a1-\uffff]*$/u.test(characters))],
  ['hex', (_, self) => Buffer.from(chars(self), 'latin1').toString('hex')],
  ['tobytes', (_, self) => bytesOf(chars(self))],
  ['__str__', (_, self) => spelled(self)],
]);
