import parse, { type Info } from 'spdx-expression-parse';
import type { CoreMetadata } from '../../model/metadata.js';
import type { LicencePolicy } from '../../model/policy.js';
import { CLASSIFIERS, SHORT_NAMES, TEXTS } from './licence-names.js';

/** What a release says of its licence. */
export interface Licence {
  /** SPDX expressions that it may mean; one where it is clear, none where it says nothing that is known. */
  readonly readings: readonly Info[];
  /** For a reader: the expression, or the words that were read. Empty when nothing is said. */
  readonly text: string;
}

type Told = Pick<CoreMetadata, 'licenceExpression' | 'classifiers' | 'licence'>;

/** The expression (PEP 639) first, then the classifiers, then the free text: each of them is what the next was made for. */
export function licenceOf({ licenceExpression, classifiers, licence }: Told): Licence {
  if (licenceExpression !== null) {
    const expression = parseExpression(licenceExpression);
    return {
      readings: expression === null ? readingsOf([idsOfText(licenceExpression)]) : [expression],
      text: licenceExpression,
    };
  }
  const named = classifiers.filter((classifier) => /^License :: /u.test(classifier)).map(lastPart);
  // "OSI Approved" alone names none.
  const known = named.filter((name) => name !== 'osi approved');
  const ids = known.map((name) => CLASSIFIERS[name.replace(/ \([^()]*\)$/u, '')] ?? CLASSIFIERS[name]);
  const all = ids.flatMap((some) => (some === undefined ? [] : [some]));
  if (known.length > 0 && all.length === ids.length) return { readings: readingsOf(all), text: known.join(', ') };

  const ofText = licence === null ? [] : idsOfText(licence);
  const readings = ofText.length > 0 ? readingsOf([ofText]) : licence === null ? [] : expressionIn(licence);
  return { readings, text: licence ?? known.join(', ') };
}

const lastPart = (classifier: string): string => (classifier.split(' :: ').at(-1) ?? '').toLowerCase();

const expressionIn = (text: string): readonly Info[] => {
  const expression = parseExpression(text);
  return expression === null ? [] : [expression];
};

const MAX_EXPRESSION = 500;

/** null for what is no SPDX expression; operators may be written small, ids may not. */
function parseExpression(text: string): Info | null {
  if (text.length > MAX_EXPRESSION) return null;
  for (const candidate of [text, text.replaceAll(/\b(?:or|and|with)\b/giu, (word) => word.toUpperCase())]) {
    try {
      return parse(candidate.trim());
    } catch {
      // Not an expression in this spelling: the parser has no other way to say so.
    }
  }
  return null;
}

/** Several classifiers: a choice or all of them, which they do not tell. Several ids of one classifier: one of them, nor is it told which. */
function readingsOf(named: readonly (readonly string[])[]): readonly Info[] {
  const combinations = named.reduce<readonly (readonly string[])[]>(
    (all, ids) =>
      all.length * ids.length > MAX_READINGS ? all : all.flatMap((some) => ids.map((id) => [...some, id])),
    [[]],
  );
  return combinations.flatMap((ids) => {
    const parts = ids.map((license) => ({ license }));
    if (parts.length < 2) return parts;
    return [joined(parts, 'or'), joined(parts, 'and')];
  });
}

/** Ordinary metadata has one to four; beyond this a classifier that is not clear is left out. */
const MAX_READINGS = 64;

const joined = ([first, ...rest]: readonly Info[], conjunction: 'and' | 'or'): Info =>
  rest.length === 0
    ? (first ?? { license: 'NONE' })
    : { left: first ?? { license: 'NONE' }, conjunction, right: joined(rest, conjunction) };

function idsOfText(text: string): readonly string[] {
  return (
    SHORT_NAMES[shortNameOf(text)] ?? TEXTS.find(({ begins }) => begins.test(text.replaceAll(/\s+/gu, ' ')))?.ids ?? []
  );
}

/** `The BSD 3-Clause License` → `bsd 3 clause`. */
const shortNameOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/\b(?:the|licen[sc]ed?|version|v\.?(?=\s?\d)|under|style|terms)\b/gu, ' ')
    .replaceAll(/[\s,;:()"'_-]+/gu, ' ')
    .replaceAll(/\bv(?=\d)/gu, '')
    .replace(/[.\s]+$/u, '')
    .trim();

/** How a policy takes one reading: with `OR` one part is enough, with `AND` all are needed; an exception changes nothing. */
export type Ruling = 'taken' | 'denied' | 'not-allowed';

export function rulingOn(reading: Info, policy: LicencePolicy): Ruling {
  if ('license' in reading) return rulingOnId(idOf(reading), policy);
  const [left, right] = [rulingOn(reading.left, policy), rulingOn(reading.right, policy)];
  const order: readonly Ruling[] = reading.conjunction === 'or' ? BEST : BEST.toReversed();
  return order.find((ruling) => ruling === left || ruling === right) ?? 'not-allowed';
}

const BEST: readonly Ruling[] = ['taken', 'not-allowed', 'denied'];

/** `GPL-2.0+` and the ids that SPDX has given up, as those it put in their place. */
const idOf = ({ license, plus }: { readonly license: string; readonly plus?: true | undefined }): string => {
  const isGnu = /^(?:A|L)?GPL-\d\.\d$/u.test(license);
  return isGnu ? `${license}-${plus ? 'or-later' : 'only'}` : license;
};

function rulingOnId(id: string, { allow, deny }: LicencePolicy): Ruling {
  if (deny.some((pattern) => covers(pattern, id))) return 'denied';
  return allow === null || allow.some((pattern) => covers(pattern, id)) ? 'taken' : 'not-allowed';
}

/** `GPL-*` covers a family; `GPL-3.0`, which SPDX has given up, both ids that came after it. */
function covers(pattern: string, id: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), id.toLowerCase()];
  if (wanted.endsWith('*')) return given.startsWith(wanted.slice(0, -1));
  return (
    given === wanted ||
    (/^[al]?gpl-\d\.\d$/u.test(wanted) && (given === `${wanted}-only` || given === `${wanted}-or-later`))
  );
}

/** What a licence asks of those who use it: nothing much, its own source, all source, or it forbids some uses. */
export type Burden = 'permissive' | 'weak-copyleft' | 'copyleft' | 'restricted';

const BURDENS: readonly Burden[] = ['permissive', 'weak-copyleft', 'copyleft', 'restricted'];

export const compareBurdens = (a: Burden, b: Burden): number => BURDENS.indexOf(a) - BURDENS.indexOf(b);

/** The lightest that an expression lets one choose. */
export function burdenOf(reading: Info): Burden {
  if ('license' in reading) return FAMILIES.find(({ ids }) => ids.test(reading.license))?.burden ?? 'permissive';
  const sides = [burdenOf(reading.left), burdenOf(reading.right)].toSorted(compareBurdens);
  return (reading.conjunction === 'or' ? sides[0] : sides[1]) ?? 'permissive';
}

const FAMILIES: readonly { readonly ids: RegExp; readonly burden: Burden }[] = [
  {
    ids: /^(?:LicenseRef-.*(?:Proprietary|Commercial|NonCommercial).*|BUSL-.*|SSPL-.*|Elastic-.*|CC-BY-(?:NC|ND).*|PolyForm-.*|RSAL.*|Hippocratic-.*|JSON)$/iu,
    burden: 'restricted',
  },
  { ids: /^(?:A?GPL-|OSL-|EUPL-|CC-BY-SA-|RPL-|Sleepycat|QPL-)/iu, burden: 'copyleft' },
  { ids: /^(?:LGPL-|MPL-|EPL-|CDDL-|CPL-|CeCILL-|MS-RL)/iu, burden: 'weak-copyleft' },
];

/** An expression in SPDX's spelling. */
export function expressionText(reading: Info): string {
  if ('license' in reading)
    return `${idOf(reading)}${reading.plus && !idOf(reading).endsWith('-or-later') ? '+' : ''}${reading.exception === undefined ? '' : ` WITH ${reading.exception}`}`;
  const part = (side: Info): string =>
    'license' in side || side.conjunction === reading.conjunction ? expressionText(side) : `(${expressionText(side)})`;
  return `${part(reading.left)} ${reading.conjunction.toUpperCase()} ${part(reading.right)}`;
}

/** Equal for expressions that mean the same by order and grouping. */
export const licenceKey = (reading: Info): string =>
  'license' in reading
    ? expressionText(reading)
    : `${reading.conjunction}(${[...partsOf(reading, reading.conjunction)].toSorted().join(',')})`;

const partsOf = (reading: Info, conjunction: 'and' | 'or'): ReadonlySet<string> =>
  'license' in reading || reading.conjunction !== conjunction
    ? new Set([licenceKey(reading)])
    : new Set([...partsOf(reading.left, conjunction), ...partsOf(reading.right, conjunction)]);
