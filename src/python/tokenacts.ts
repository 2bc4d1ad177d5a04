import type { Act } from '../model/profile.js';
import { printable } from '../model/text.js';
import { ACTS, type ActRow, LOOKUPS, SOURCES } from './acts.js';
import { readCommand, urlTitle } from './commands.js';
import { commandUses } from './commands-capture.js';
import { DECODERS } from './decoders.js';
import type { PythonAct, SourcePlace } from './facts.js';
import { dottedName, isName, isOperator } from './lines.js';
import { canonicalName, normalizeIdentifier } from './names.js';
import type { Outline, ScopedLine } from './outline.js';
import { NETWORK_ACTS, WATCHING_ACTS } from './tokenrows.js';
import { STRING, type Tokens, tokenText } from './tokens.js';
import { DECODED, DOWNLOADED, LEAVING, NETWORK, provenancesOf } from './value.js';

/** Most arguments of one call that are looked at: nested calls must not be read over and over. */
const MAX_ARGUMENT_TOKENS = 400;
const MAX_ACTS = 400;

/**
 * Acts that tokens alone give away, for source whose syntax cannot be read: a call of a known name, and what stands among its
 * arguments or was put into a variable among them by an earlier line. Coarser than the syntax tier, and never silent.
 */
export function tokenActs(
  tokens: Tokens,
  shape: Outline,
  place: (offset: number) => SourcePlace,
): ReadonlyMap<string, readonly PythonAct[]> {
  const found = new Map<string, PythonAct[]>();
  const tags = new Map<string, number>();
  let count = 0;
  for (const line of shape.lines) {
    noteAssignment(tokens, shape, line, tags);
    for (let at = line.from; at < line.to && count < MAX_ACTS; at += 1) {
      const seen = actAt(tokens, shape, { at, to: line.to, tags, place });
      if (seen === null) continue;
      count += 1;
      const acts = found.get(line.scope);
      if (acts === undefined) found.set(line.scope, [seen]);
      else acts.push(seen);
    }
  }
  return found;
}

interface Spot {
  readonly at: number;
  readonly to: number;
  readonly tags: ReadonlyMap<string, number>;
  readonly place: (offset: number) => SourcePlace;
}

function actAt(tokens: Tokens, shape: Outline, { at, to, tags, place }: Spot): PythonAct | null {
  if (!isName(tokens, at) || isOperator(tokens, at - 1, '.')) return null;
  const dotted = dottedName(tokens, at, to);
  if (dotted === null) return null;
  const callee = resolve(shape, dotted.name);
  const row = ACTS.get(callee) ?? (LOOKUPS.has(callee) ? LOOK_UP : undefined);
  const statement = callee === 'builtins.exec' && tokens.kind[dotted.next] === STRING;
  if (row === undefined || (!isOperator(tokens, dotted.next, '(') && !statement)) return null;
  const inside = argumentFacts(tokens, shape, { from: dotted.next, to, tags });
  // A look-up of a plain name is what networking code does all day.
  if (row === LOOK_UP && ((inside.tags & LEAVING) === 0 || !inside.text.includes('.'))) return null;
  return { ...factsOf(row, inside), callee, ...told(callee, row, inside, place(tokens.start[at] ?? 0)) };
}

const LOOK_UP: ActRow = { act: 'look-up', on: 'all', gives: 0 };

function factsOf(row: ActRow, inside: Inside): Pick<PythonAct, 'act' | 'inputs' | 'target' | 'traits'> {
  const command = row.act === 'run-process' ? readCommand(inside.text) : null;
  const mining = row.act === 'run-process' ? commandUses(inside.text, 0).mining : null;
  const bits =
    inside.tags | (command?.runsDownload === true ? DOWNLOADED : 0) | (command?.encoded === true ? DECODED : 0);
  const act: Act = row.act === 'fetch' && (bits & LEAVING) !== 0 ? 'send' : row.act;
  const title = urlTitle(inside.text) ?? (inside.text === '' ? null : inside.text.slice(0, 80));
  const whole = mining === null || title?.includes(mining) === true ? title : `${title ?? ''} … ${mining}`;
  return {
    act,
    inputs: act === 'fetch' ? [] : provenancesOf(bits),
    target: whole === null ? null : printable(whole, 140),
    traits: command?.traits ?? [],
  };
}

function told(callee: string, row: ActRow, inside: Inside, at: SourcePlace): Pick<PythonAct, 'steps' | 'at'> {
  const among = row.act === 'fetch' && (inside.tags & LEAVING) === 0 ? [] : provenancesOf(inside.tags);
  const what = `names ${callee}${among.length === 0 ? '' : ` with ${among.join(' and ')} data among its arguments`}`;
  return { steps: [{ what, at }], at };
}

function resolve(shape: Outline, written: string): string {
  const name = normalizeIdentifier(written);
  const [head = '', ...rest] = name.split('.');
  const home = shape.aliases.get(head);
  if (home !== undefined) return canonicalName([home, ...rest].join('.'));
  return rest.length === 0 ? `builtins.${name}` : canonicalName(name);
}

interface Inside {
  readonly tags: number;
  /** Literals among the arguments, joined by blanks. */
  readonly text: string;
}

function argumentFacts(
  tokens: Tokens,
  shape: Outline,
  { from, to, tags }: { from: number; to: number; tags: ReadonlyMap<string, number> },
): Inside {
  let depth = 0;
  let bits = 0;
  let text = '';
  const end = Math.min(to, from + MAX_ARGUMENT_TOKENS);
  for (let at = from; at < end; at += 1) {
    if (isOperator(tokens, at, '(')) depth += 1;
    else if (isOperator(tokens, at, ')')) {
      depth -= 1;
      if (depth <= 0) break;
    }
    if (tokens.kind[at] === STRING && text.length < 2000) text += `${unquoted(tokenText(tokens, at)).slice(0, 500)} `;
    bits |= nameTags(tokens, shape, { at, to: end, tags });
  }
  return { tags: bits, text: text.trim() };
}

const unquoted = (literal: string): string =>
  literal.replace(/^[a-z]*("""|'''|"|')/iu, '').replace(/("""|'''|"|')$/u, '');

function nameTags(
  tokens: Tokens,
  shape: Outline,
  { at, to, tags }: { at: number; to: number; tags: ReadonlyMap<string, number> },
): number {
  if (!isName(tokens, at)) return 0;
  const last = tokenText(tokens, at);
  // A method is known by its own name: what stands before the dot may be any expression.
  if (isOperator(tokens, at - 1, '.')) return DECODING_METHODS.has(last) ? DECODED : 0;
  const dotted = dottedName(tokens, at, to);
  const callee = resolve(shape, dotted?.name ?? last);
  const source = SOURCES.get(callee)?.tags ?? 0;
  const decodes = DECODERS.has(callee) ? DECODED : 0;
  const watched = WATCHING_ACTS.get(callee) ?? 0;
  return (tags.get(last) ?? 0) | source | decodes | watched | (NETWORK_ACTS.has(callee) ? NETWORK : 0);
}

const DECODING_METHODS: ReadonlySet<string> = new Set([
  'b64decode',
  'b32decode',
  'b85decode',
  'a85decode',
  'unhexlify',
  'fromhex',
  'decompress',
  'decrypt',
]);

/** `name = …` and `name += …`: the name carries what stands on the right. */
function noteAssignment(tokens: Tokens, shape: Outline, line: ScopedLine, tags: Map<string, number>): void {
  if (!isName(tokens, line.from)) return;
  const plain = isOperator(tokens, line.from + 1, '=') && !isOperator(tokens, line.from + 2, '=');
  const augmented = isOperator(tokens, line.from + 1, '+') && isOperator(tokens, line.from + 2, '=');
  if (!plain && !augmented) return;
  const name = tokenText(tokens, line.from);
  let bits = augmented ? (tags.get(name) ?? 0) : 0;
  const end = Math.min(line.to, line.from + MAX_ARGUMENT_TOKENS);
  for (let at = line.from + 2; at < end; at += 1) bits |= nameTags(tokens, shape, { at, to: end, tags });
  if (bits !== 0 || tags.has(name)) tags.set(name, bits);
}
