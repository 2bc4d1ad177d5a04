import { SOURCES } from './acts.js';
import { isForeign } from './callbacks.js';
import { attributeOf } from './classes.js';
import { lookup } from './environment.js';
import { tagsOfAttribute } from './keys.js';
import { noteOrigin } from './meetings.js';
import { canonicalName, normalizeIdentifier } from './names.js';
import { type Frame, markTelling } from './state.js';
import { child, type SyntaxNode } from './tree.js';
import { refValue, step, UNKNOWN, type Value, withOwnCell } from './value.js';
import { importedValue } from './visits.js';

/** Longest dotted name that is followed. */
const MAX_NAME = 160;

/** `object.name`. */
export function evaluateAttribute(frame: Frame, node: SyntaxNode): Value {
  const objectNode = child(node, 'object');
  const nameNode = child(node, 'attribute');
  if (objectNode === null || nameNode === null) return UNKNOWN;
  const stored = storedAttribute(frame, node);
  if (stored !== null) return stored;
  const written = frame.state.text.slice(nameNode.start, nameNode.end);
  const name = normalizeIdentifier(written);
  const value = attribute(frame, frame.state.run.evaluate(frame, objectNode), name, nameNode);
  return written === name ? value : { ...value, obscured: true };
}

/** A dotted name that the file itself assigned to: `config.url = …`. */
function storedAttribute(frame: Frame, node: SyntaxNode): Value | null {
  const { state } = frame;
  if (state.dotted.size === 0 || node.end - node.start > MAX_NAME) return null;
  const path = state.text.slice(node.start, node.end);
  return state.dotted.has(path) ? lookup(frame.env, path) : null;
}

/** What `name` of an evaluated object may be; also for `getattr`. */
export function attribute(frame: Frame, object: Value, name: string, node: SyntaxNode): Value {
  const around = name.startsWith('__') ? inspected(frame, object, name) : null;
  if (around !== null) return around;
  const refs: string[] = [];
  let local: Value | null = null;
  for (const ref of object.refs) {
    if (ref.startsWith('@')) {
      local = attributeOf(frame, ref, name);
      if (local !== null) continue;
    }
    const dotted = canonicalName(`${ref}.${name}`);
    if (dotted.length <= MAX_NAME) refs.push(dotted);
  }
  const passed: Value = {
    ...UNKNOWN,
    tags: tagsOfAttribute(object.tags, name),
    cells: object.cells,
    trail: object.trail,
    obscured: object.obscured,
    file: object.file,
  };
  if (local !== null) return { ...local, tags: local.tags | object.tags, trail: local.trail ?? object.trail };
  const [ref] = refs;
  if (ref === undefined) return fieldOf(object, name) ?? passed;
  return importedValue(frame, known(frame, { ...ofModule(frame, passed, ref), refs }, ref, node));
}

/** An attribute of an imported thing is another thing than the whole: what is written to the one is not in the other. */
function ofModule({ state }: Frame, passed: Value, ref: string): Value {
  const [own] = passed.cells;
  const [origin] = own === undefined ? [] : (state.origins.get(own) ?? []);
  const isPlain = own === undefined && passed.tags === 0 && !ref.includes('(') && !isForeign(ref);
  // A method of an object works on that object: what is put into a queue by the one comes out by the other.
  if (origin?.endsWith('()') === true) return passed;
  if (!isPlain && (origin === undefined || `${origin}.` !== ref.slice(0, ref.lastIndexOf('.') + 1))) return passed;
  return noteOrigin(state, withOwnCell({ ...passed, cells: [] }), ref);
}

/** Attributes through which any object leads to what lies around it: its class, its module, the builtins. */
function inspected(frame: Frame, object: Value, name: string): Value | null {
  const [ref] = object.refs;
  switch (name) {
    case '__self__':
      // A builtin function's is its module: `print.__self__`.
      return ref?.startsWith('builtins.') === true && !ref.endsWith('()') ? reached('builtins') : null;
    case '__globals__':
      return ref === undefined ? null : reached('builtins.globals()');
    case '__builtins__':
      return reached('builtins');
    case '__call__':
      return ref === undefined || ref.startsWith('@') ? null : object;
    case '__class__':
      return ref === undefined && isLiteral(object) ? reached('builtins.object') : null;
    case '__base__':
    case '__bases__':
    case '__mro__':
      return ref === 'builtins.object' || BUILTIN_TYPE.test(ref ?? '') ? reached('builtins.object') : null;
    case '__doc__':
      return ref === undefined ? null : docstringOf(frame, ref);
    default:
      return null;
  }
}

const reached = (ref: string): Value => ({ ...refValue(ref), obscured: true });

const isLiteral = (value: Value): boolean =>
  value.items !== null || value.fields !== null || (value.constant !== undefined && value.tags === 0);

const BUILTIN_TYPE = /^builtins\.(?:str|int|bytes|tuple|list|dict|set|float|type)$/u;

/** `function.__doc__`: where a text can be kept in plain sight. */
function docstringOf(frame: Frame, ref: string): Value | null {
  const info = ref.startsWith('@') ? frame.state.functions.get(ref.slice(1)) : undefined;
  const first = info?.body.children[0];
  const text = first?.type === 'expression_statement' ? first.children[0] : undefined;
  if (info === undefined || text?.type !== 'string') return null;
  return frame.state.run.evaluate({ ...frame, state: info.state }, text);
}

const fieldOf = (object: Value, name: string): Value | null =>
  object.refs.length === 0 ? (object.fields?.get(name) ?? null) : null;

const TEXTS: ReadonlyMap<string, string> = new Map([
  ['sys.executable', 'python'],
  ['os.devnull', '/dev/null'],
  ['os.sep', '/'],
  ['os.path.sep', '/'],
  ['os.linesep', '\n'],
  ['os.curdir', '.'],
  ['os.pardir', '..'],
  ['string.ascii_lowercase', 'abcdefghijklmnopqrstuvwxyz'],
  ['string.ascii_uppercase', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['string.ascii_letters', 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['string.digits', '0123456789'],
  ['string.hexdigits', '0123456789abcdefABCDEF'],
  ['string.punctuation', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
]);

function known(frame: Frame, value: Value, ref: string, node: SyntaxNode): Value {
  const text = TEXTS.get(ref);
  if (text !== undefined) return { ...value, constant: text };
  const source = SOURCES.get(ref);
  // Functions are sources when they are called; these two are data themselves.
  if (source === undefined || !/^(?:os\.environb?|sys\.(?:argv|stdin))$/u.test(ref)) return value;
  markTelling(frame);
  return {
    ...value,
    tags: value.tags | source.tags,
    trail: step(value.trail, source.what, frame.state.place(node.start)),
  };
}
