import { SOURCES } from './acts.js';
import { attributeOf } from './classes.js';
import { lookup } from './environment.js';
import { canonicalName, normalizeIdentifier } from './names.js';
import { type Frame, markTelling } from './state.js';
import { child, type SyntaxNode } from './tree.js';
import { step, UNKNOWN, type Value } from './value.js';

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
    tags: object.tags,
    cells: object.cells,
    trail: object.trail,
    obscured: object.obscured,
    file: object.file,
  };
  if (local !== null) return { ...local, tags: local.tags | object.tags, trail: local.trail ?? object.trail };
  const [ref] = refs;
  return ref === undefined ? (fieldOf(object, name) ?? passed) : known(frame, { ...passed, refs }, ref, node);
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
