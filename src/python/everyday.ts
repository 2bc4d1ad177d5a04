import { ACTS } from './acts.js';
import { DECODERS } from './decoders.js';
import { isName, isOperator } from './lines.js';
import { HOME_HEADS } from './names.js';
import type { Outline } from './outline.js';
import { NEWLINE, type Tokens, tokenText } from './tokens.js';

/** One telling name where it stands. */
export interface Spot {
  readonly tokens: Tokens;
  readonly shape: Outline;
  readonly at: number;
  readonly name: string;
}

/** Modules whose members are telling by their own names: to import or to dot them says nothing yet. */
const BY_MEMBER: ReadonlySet<string> = new Set(['builtins', '__builtin__', 'importlib', 'urllib', 'socket', 'http']);

/** Words that are a module when the file imports it, and a variable otherwise. */
const MODULES: ReadonlySet<string> = new Set(
  (
    'builtins importlib imp runpy urllib urllib2 urllib3 requests httpx aiohttp http socket ftplib smtplib telnetlib websocket websockets ' +
    'xmlrpc wget gdown telegram ctypes cffi pickle dill joblib shelve marshal pip ' +
    'clipboard pyclip xerox keyboard mss discord dns evdev notifiers'
  ).split(' '),
);

/** Whether a telling name leads nowhere where it stands: `re.compile`, a method named like an act, a module for its constants. */
export function isEverydayUse(spot: Spot): boolean {
  const { tokens, shape, at, name } = spot;
  const before = tokenText(tokens, at - 1);
  // What is defined here is told by the places that call it.
  if (before === 'def') return true;
  const special = SPECIAL.get(name);
  if (special?.(spot) === true) return true;
  const written = before === '.' || before === 'from' || before === 'import';
  if (MODULES.has(name) && !written && !shape.aliases.has(name) && !importsStar(tokens)) return true;
  return BY_MEMBER.has(name) && isPassing(spot, before);
}

/** The module is imported under its own name, or dotted: the member that follows decides. */
function isPassing({ tokens, at, name }: Spot, before: string): boolean {
  const constructors = CONSTRUCTORS.get(name);
  if (isOperator(tokens, at + 1, '.')) return constructors?.has(tokenText(tokens, at + 2)) !== true;
  const next = tokenText(tokens, at + 1);
  if (before === '.') return true;
  if (before === 'from') return next === 'import' && !statementNames(tokens, at + 2, constructors);
  return before === 'import' && next !== 'as' && next !== ',';
}

/** Members that are too common as words to be telling by themselves, by module. */
const CONSTRUCTORS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['socket', new Set(['socket', 'create_connection', 'fromfd', 'socketpair', 'SocketType', '*'])],
  ['http', new Set(['client', 'server', '*'])],
  ['urllib', new Set(['*'])],
  ['importlib', new Set(['*'])],
]);

function statementNames(tokens: Tokens, from: number, wanted: ReadonlySet<string> | undefined): boolean {
  for (let at = from; at < tokens.count && tokens.kind[at] !== NEWLINE; at += 1) {
    if (wanted?.has(tokenText(tokens, at)) === true) return true;
  }
  return false;
}

const importsStar = (tokens: Tokens): boolean => /\bimport\s*\(?\s*\*/u.test(tokens.text);

const afterDot: Special = ({ tokens, at }) => isOperator(tokens, at - 1, '.');

type Special = (spot: Spot) => boolean;

const SPECIAL: ReadonlyMap<string, Special> = new Map<string, Special>([
  ['compile', afterDot],
  ['eval', afterDot],
  ['requests', afterDot],
  ['__dict__', ({ tokens, at }) => !isOperator(tokens, at + 1, '[') || tokenText(tokens, at - 2) === 'self'],
  ['globals', ({ tokens, at }) => !isOperator(tokens, at + 1, '(') || tokenText(tokens, at + 4) === 'update'],
  // `super().__getattribute__`; `object.__getattribute__(os, 'system')` reaches.
  ['__getattribute__', ({ tokens, at }) => afterDotted(tokens, at, ')')],
  ['system', isForeignMember],
  // Handed to `sorted` and its like; called at once, it reaches something by name.
  ['attrgetter', isHandedOn],
  ['methodcaller', isHandedOn],
  ['__code__', ({ tokens, at }) => !isOperator(tokens, at + 1, '=')],
  ['spawn', (spot) => isForeignMember(spot) || (afterDot(spot) && !shapeHas(spot, spot.at - 2))],
  ['pip', isInnerPip],
]);

function isHandedOn({ tokens, at }: Spot): boolean {
  const from = tokens.start[at] ?? 0;
  return !/^\w+\s*\([^()]*\)\s*\(/u.test(tokens.text.slice(from, from + 200));
}

const afterDotted = (tokens: Tokens, at: number, object: string): boolean =>
  isOperator(tokens, at - 1, '.') && isOperator(tokens, at - 2, object);

const shapeHas = ({ tokens, shape }: Spot, at: number): boolean =>
  isName(tokens, at) && shape.aliases.has(tokenText(tokens, at));

/** `platform.system`: a member of an imported module that is known, and not as an act. */
function isForeignMember({ tokens, shape, at, name }: Spot): boolean {
  if (!isOperator(tokens, at - 1, '.') || isOperator(tokens, at - 3, '.')) return false;
  const module = shape.aliases.get(tokenText(tokens, at - 2));
  return module !== undefined && /^(?:platform|gevent|eventlet)\b/u.test(module) && !ACTS.has(`${module}.${name}`);
}

/** pip's own modules, and those it carries, name each other; only its `main` installs. */
function isInnerPip({ tokens, at }: Spot): boolean {
  const rest = tokens.text.slice(tokens.start[at] ?? 0, (tokens.start[at] ?? 0) + 60);
  return /^pip\._(?:vendor\b|internal\.(?!main\b|cli\b(?:\.main\b| import)))/u.test(rest);
}

/** First words of the dotted names that act or decode: what is reached by text on any other module is no act. */
const HEADS: ReadonlySet<string> = new Set([
  ...[...ACTS.keys(), ...DECODERS.keys()].map((name) => name.split('.', 1)[0] ?? name),
  ...HOME_HEADS,
  'sys',
]);

/** `getattr` is everyday on objects; on a module it reaches a function without naming it. */
export function reachesModule({ tokens, shape, at }: Spot): boolean {
  if (!isOperator(tokens, at + 1, '(')) return true;
  if (isOperator(tokens, at + 3, '(')) return true;
  const home = shape.aliases.get(tokenText(tokens, at + 2));
  return home !== undefined && HEADS.has(home.split('.', 1)[0] ?? home);
}
