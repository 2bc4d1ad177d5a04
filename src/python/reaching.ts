import { ACTS } from './acts.js';
import { isOperator } from './lines.js';
import { canonicalName } from './names.js';
import type { Outline } from './outline.js';
import { NAME, type Tokens, tokenText } from './tokens.js';

/** Names that tell of themselves: tracing, audit hooks, and libraries whose purpose is to replace what others defined. */
export const HOOKING_NAMES: readonly string[] =
  'settrace setprofile settrace_all_threads addaudithook gettrace addsitedir addpackage wrap_function_wrapper patch_function_wrapper gorilla forbiddenfruit unsafe_load_all full_load_all ensurepip micropip'.split(
    ' ',
  );

/** Members too common as words: they are telling on the modules whose acts they are (`yaml.load`, `codecs.register`). */
const MEMBERS: ReadonlySet<string> = new Set('load loads load_all load_model register decode'.split(' '));

/** Whether a name changes, or acts through, a module that the file imported, where no other name in it says so. */
export function reachesImported(tokens: Tokens, shape: Outline, at: number, name: string): boolean {
  if (isOperator(tokens, at - 1, '.')) {
    if (name === 'modules' && isOperator(tokens, at + 1, '[')) return storesModule(tokens, at);
    return MEMBERS.has(name) && isOperator(tokens, at + 1, '(') && isAct(shape, tokenText(tokens, at - 2), `.${name}`);
  }
  if (name === 'setattr') return shape.aliases.has(tokenText(tokens, at + 2));
  return MEMBERS.has(name) && isOperator(tokens, at + 1, '(') && isAct(shape, name, '');
}

function isAct(shape: Outline, head: string, rest: string): boolean {
  const home = shape.aliases.get(head);
  return home !== undefined && ACTS.has(canonicalName(home + rest));
}

/** An attribute of what the file imported is assigned to. */
export const changesImported = (tokens: Tokens, shape: Outline, at: number): boolean =>
  isOperator(tokens, at + 1, '=') && isOperator(tokens, at - 1, '.') && assigns(tokens, shape, at);

const CONSTANT = /^(?:None|True|False|not)$/u;
/** Modules whose attributes are there to be set, and names that only label what they belong to. */
const SETTABLE = /^(?:sys|warnings|logging)(?:\.|$)/u;
const LABEL = /^__\w+__$/u;

/** `requests.Session.send = f`: not a comparison, not a constant, and the first name was imported. */
function assigns(tokens: Tokens, shape: Outline, at: number): boolean {
  const next = tokenText(tokens, at + 2);
  if (isOperator(tokens, at + 2, '=') || tokens.kind[at + 2] !== NAME || CONSTANT.test(next)) return false;
  let head = at;
  while (isOperator(tokens, head - 1, '.') && tokens.kind[head - 2] === NAME) head -= 2;
  const home = shape.aliases.get(tokenText(tokens, head));
  if (home === undefined || isOperator(tokens, head - 1, '.') || SETTABLE.test(home)) return false;
  const name = tokenText(tokens, at);
  return name === '__import__' || name === '__init__' || !LABEL.test(name);
}

/** `sys.modules['x'] = …` */
function storesModule(tokens: Tokens, at: number): boolean {
  const closed = isOperator(tokens, at + 3, ']') && isOperator(tokens, at + 4, '=');
  return tokenText(tokens, at - 2) === 'sys' && closed && !isOperator(tokens, at + 5, '=');
}

const DELETING: ReadonlySet<string> = new Set('rmtree removedirs unlink rmdir rename truncate encrypt'.split(' '));
const WALKING: ReadonlySet<string> = new Set('walk rmtree rglob glob listdir scandir Path open join'.split(' '));
const WIDE_NAMES: ReadonlySet<string> = new Set('home expanduser expandvars'.split(' '));
const WIDE_TEXT =
  /^\w{0,2}["'](?:~[/\\*]*|[A-Za-z]:[\\/]{1,4}\*?|USERPROFILE|[^"']{0,80}\b(?:Documents|Desktop|Downloads|Pictures)\b[^"']{0,80}|\/(?:home|Users|etc|usr|var|boot|root)\/?\*?|\/dev\/(?:sd|nvme|hd|disk)\w*)["']$/u;
/** Everyday as a text; as the first argument of what goes through directories it is all of them. */
const ROOT_TEXT = /^\w{0,2}["']\/\*{0,2}["']$/u;

/** Half of what makes a file telling together: it deletes, and it names whole homes, drives or its own file. */
export interface Ruin {
  deletes: boolean;
  wide: boolean;
}

export function noteRuinName(seen: Ruin, name: string, tokens: Tokens, at: number): void {
  const deletes = name === 'remove' ? tokenText(tokens, at - 2) === 'os' : DELETING.has(name);
  if (deletes) {
    seen.deletes = true;
    for (let next = at + 1; next < at + 8; next += 1) seen.wide ||= tokenText(tokens, next) === '__file__';
  }
  seen.wide ||= WIDE_NAMES.has(name);
  seen.wide ||= WALKING.has(name) && isOperator(tokens, at + 1, '(') && ROOT_TEXT.test(tokenText(tokens, at + 2));
}

export function noteRuinText(seen: Ruin, literal: string): void {
  seen.wide ||= literal.length > 2 && literal.length < 200 && WIDE_TEXT.test(literal);
}
