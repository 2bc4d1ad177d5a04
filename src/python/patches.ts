import { argument, type Call, type Model, shared } from './call.js';
import { handOverValue } from './callbacks.js';
import type { Constant } from './constants.js';
import { isImportMachinery, noteHook } from './importhooks.js';
import { canonicalName, moduleName } from './names.js';
import { record } from './record.js';
import type { Frame } from './state.js';
import type { SyntaxNode } from './tree.js';
import { UNKNOWN, type Value } from './value.js';

/** One assignment to something that another distribution or Python itself defines. */
export interface Patch {
  /** What has the attribute: a module, a class, `sys.modules`. */
  readonly object: Value;
  readonly name: string;
  readonly value: Value;
}

/** Tells of an attribute of another distribution's or Python's module or class that the code replaces by its own. */
export function notePatch(frame: Frame, node: SyntaxNode, { object, name, value }: Patch): void {
  for (const ref of object.refs) {
    const owner = ref.startsWith('vars:') ? ref.slice(5) : ref.replace(/\.__dict__$/u, '');
    const target = owner === 'sys.modules' ? canonicalName(name) : `${owner}.${name}`;
    // Whoever uses what was replaced calls what was put there: `sys.excepthook = f`.
    if (isImportMachinery(target) || isForeign(frame, owner)) handOverValue(frame, value, 0);
    if (isImportMachinery(target)) noteHook(frame, node, { target, value });
    else if (
      isForeign(frame, owner === 'sys.modules' ? target : owner) &&
      isReplacement(frame, { owner, name, value }, target)
    )
      record(frame, node, { act: 'patch', callee: target, values: [value], tags: 0, traits: [], target });
  }
}

/** `sys.modules['x'] = …`, `vars(x)['y'] = …`, `sys.meta_path[:0] = …`: the container is what is changed. */
export function noteElementPatch(
  frame: Frame,
  node: SyntaxNode,
  { object, name, value }: Pick<Patch, 'object' | 'value'> & { readonly name: Constant | undefined },
): void {
  const [ref = ''] = object.refs;
  if (isImportMachinery(ref)) {
    handOverValue(frame, value, 0);
    noteHook(frame, node, { target: ref, value });
  } else if (typeof name === 'string' && /^sys\.modules$|^vars:|\.__dict__$/u.test(ref))
    notePatch(frame, node, { object, name, value });
}

/** Whether a dotted name lies outside this file's own package; what a call returned is an object, which is nobody else's. */
function isForeign({ state }: Frame, ref: string): boolean {
  const [head = ''] = ref.split('.', 1);
  const [own] = moduleName(state.path).split('.', 1);
  return /^[A-Za-z_][\w.]*$/u.test(ref) && head !== own && head !== 'fd' && head !== '__main__';
}

/** Attributes that say something about a function and change nothing of what it does. */
const LABELS =
  /^__(?:doc__|name__|qualname__|module__|all__|version__|author__|signature__|annotations__|wrapped__|defaults__|test__|path__|file__|abstractmethods__|slots__)$/u;

interface Replacement {
  readonly owner: string;
  readonly name: string;
  readonly value: Value;
}

/**
 * Whether a value is code put in another's place, as far as is known: a function or class of this project. A setting is none, and
 * neither is what the module had before, or one of its own functions under an older name. Certificate checks are the exception.
 */
function isReplacement(frame: Frame, { owner, name, value }: Replacement, target: string): boolean {
  if (LABELS.test(name) || value.items !== null || value.fields !== null || value.refs.includes(target)) return false;
  const [head = ''] = target.split('.', 1);
  return value.refs.some((ref) => {
    if (ref.startsWith('@')) return true;
    const [from = ''] = ref.split('.', 1);
    if (owner === 'sys.modules') return from !== head;
    if (from === head) return head === 'ssl' && /unverified|insecure|noverify/iu.test(ref);
    return ref.endsWith('()') ? isWrapper(frame, ref) : ref.includes('.') || isBuiltin(ref);
  });
}

const isBuiltin = (ref: string): boolean => ref.startsWith('builtins.');

/** Calls that give a function around another; of this project's own any may. */
const isWrapper = (frame: Frame, ref: string): boolean =>
  !isForeign(frame, ref.replaceAll('()', '')) ||
  /^(?:builtins\.(?:classmethod|staticmethod|property)|functools\.\w+|wrapt\.\w+|types\.(?:MethodType|FunctionType)|contextlib\.\w+|unittest\.mock\.\w+)\(\)/u.test(
    ref,
  );

/** `setattr(object, 'name', value)`. */
export function patchByName(frame: Frame, call: Call): void {
  const [object, name, value] = [argument(call, 0), argument(call, 1).constant, argument(call, 2)];
  notePatch(frame, call.node, { object, name: typeof name === 'string' ? name : '*', value });
}

/** `wrapt.wrap_function_wrapper('requests', 'Session.send', wrapper)`: the module by name or as an object. */
const wraps: Model = (frame, call) => {
  const [module, name, value] = [
    argument(call, 0, 'module'),
    argument(call, 1, 'name').constant,
    argument(call, 2, 'wrapper'),
  ];
  const object = typeof module.constant === 'string' ? { ...UNKNOWN, refs: [canonicalName(module.constant)] } : module;
  // Its decorator takes the wrapper from below it.
  const wrapper = value.refs.length === 0 ? { ...value, refs: ['@'] } : value;
  if (typeof name === 'string') notePatch(frame, call.node, { object, name, value: wrapper });
  return null;
};

const curses: Model = (frame, call) => {
  patchByName(frame, call);
  return null;
};

/** `mock.patch('requests.get', new)`. */
const mocks: Model = (frame, call) => {
  const name = argument(call, 0, 'target').constant;
  const at = typeof name === 'string' ? name.lastIndexOf('.') : -1;
  if (typeof name !== 'string' || at < 1) return null;
  const object = { ...UNKNOWN, refs: [canonicalName(name.slice(0, at))] };
  notePatch(frame, call.node, { object, name: name.slice(at + 1), value: argument(call, 1, 'new') });
  return null;
};

/** `vars(module).update(name=f)` and `module.__dict__.update({'name': f})`. */
export function patchByUpdate(frame: Frame, call: Call): void {
  if (call.method !== 'update' || !call.receiver.refs.some((ref) => /^vars:|\.__dict__$/u.test(ref))) return;
  for (const [name, value] of [...(argument(call, 0).fields ?? []), ...call.keywords])
    notePatch(frame, call.node, { object: call.receiver, name, value });
}

/** Callables that replace what others defined. */
export const PATCH_MODELS: readonly (readonly [string, Model])[] = [
  ...shared(
    'wrapt.wrap_function_wrapper wrapt.patch_function_wrapper wrapt.wrap_object wrapt.transient_function_wrapper',
    wraps,
  ),
  ...shared('gorilla.Patch forbiddenfruit.curse builtins.type.__setattr__ builtins.object.__setattr__', curses),
  ['unittest.mock.patch', mocks],
  ['unittest.mock.patch.object', curses],
];
