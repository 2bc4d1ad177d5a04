import { canonicalName } from '../names.js';
import { child, type SyntaxNode } from '../tree.js';
import { mutable } from './assignment.js';
import { containerMethod, NUMBER_METHODS } from './containermethods.js';
import {
  type Closure,
  charsOf,
  type Datum,
  type Formal,
  isStructured,
  named,
  type Scope,
  stream,
  tuple,
} from './datum.js';
import { CONSTANTS, LIBRARY } from './library.js';
import {
  type Arguments,
  beyond,
  everyElement,
  type Machine,
  type Native,
  NO_KEYWORDS,
  nameOf,
  part,
  raise,
} from './machine.js';
import { TEXT_METHODS } from './textmethods.js';

/** A call as it is written. */
export function callExpression(machine: Machine, scope: Scope, node: SyntaxNode): Datum {
  const functionNode = part(node, 'function');
  if (functionNode.type !== 'attribute') {
    const callee = machine.evaluate(machine, scope, functionNode);
    return call(machine, callee, readArguments(machine, scope, node));
  }
  const name = nameOf(scope, part(functionNode, 'attribute'));
  const objectNode = part(functionNode, 'object');
  // Only what a byte array has and bytes do not tells them apart.
  const self = /^(?:append|extend|insert|pop|reverse|clear)$/u.test(name)
    ? mutable(machine, scope, objectNode)
    : machine.evaluate(machine, scope, objectNode);
  return callMethod(machine, self, name, readArguments(machine, scope, node));
}

function readArguments(machine: Machine, scope: Scope, node: SyntaxNode): Arguments {
  const argumentsNode = part(node, 'arguments');
  if (argumentsNode.type === 'generator_expression') {
    return { positional: [machine.evaluate(machine, scope, argumentsNode)], keywords: NO_KEYWORDS };
  }
  const positional: Datum[] = [];
  const keywords = new Map<string, Datum>();
  for (const each of argumentsNode.children) {
    if (each.type === 'keyword_argument') {
      keywords.set(nameOf(scope, part(each, 'name')), machine.evaluate(machine, scope, part(each, 'value')));
    } else if (each.type === 'list_splat') {
      for (const item of everyElement(machine, machine.evaluate(machine, scope, each))) positional.push(item);
    } else if (each.type === 'dictionary_splat') {
      spread(keywords, machine.evaluate(machine, scope, each));
    } else positional.push(machine.evaluate(machine, scope, each));
  }
  return { positional, keywords };
}

function spread(keywords: Map<string, Datum>, value: Datum): void {
  if (!isStructured(value) || value.kind !== 'dict') beyond();
  for (const [key, each] of value.entries.values()) if (typeof key === 'string') keywords.set(key, each);
}

/** `self.name(…)`. */
export function callMethod(machine: Machine, self: Datum, name: string, args: Arguments): Datum {
  const own = containerMethod(machine, self, name, args);
  if (own !== undefined) return own;
  if (charsOf(self) !== null) {
    const method = TEXT_METHODS.get(name);
    return method === undefined ? beyond() : method(machine, self, args);
  }
  if (isStructured(self) && self.kind === 'made') {
    return native(`${self.name}().${name}`)(machine, { ...args, positional: [self, ...args.positional] });
  }
  const method = attributeOf(machine, self, name);
  // Nothing of that name is known.
  return isStructured(method) && method.kind === 'bound' ? beyond() : call(machine, method, args);
}

const native = (name: string): Native => LIBRARY.get(name) ?? beyond();

/** Longest dotted name that is followed. */
const MAX_NAME = 160;

/** `value.name`. */
export function attributeOf(machine: Machine, value: Datum, name: string): Datum {
  if (!isStructured(value)) return { kind: 'bound', self: value, method: name };
  switch (value.kind) {
    case 'named': {
      const dotted = canonicalName(`${value.name}.${name}`);
      return CONSTANTS.get(dotted) ?? (dotted.length > MAX_NAME ? beyond() : named(dotted));
    }
    case 'instance':
      return value.attributes.get(name) ?? machine.member(value.owner, name, value) ?? beyond();
    case 'closure':
      return beyond();
    default:
      return { kind: 'bound', self: value, method: name };
  }
}

/** Calls a function, method, class or something of the library. */
export function call(machine: Machine, callee: Datum, args: Arguments): Datum {
  if (!isStructured(callee)) return raise('TypeError');
  switch (callee.kind) {
    case 'closure':
      return callClosure(machine, callee, args);
    case 'bound':
      return callMethod(machine, callee.self, callee.method, args);
    case 'made':
      return native(`${callee.name}().__call__`)(machine, { ...args, positional: [callee, ...args.positional] });
    case 'named':
      return callNamed(machine, callee.name, args);
    default:
      return beyond();
  }
}

/** Whether a dotted name is in the library, or a method of a type of Python. */
export const isPure = (name: string): boolean => LIBRARY.has(name) || OF_TYPE.test(name);

/** Whether a method gives something new and changes nothing. */
export const isPureMethod = (name: string): boolean => TEXT_METHODS.has(name) || NUMBER_METHODS.has(name);

const OF_TYPE = /^builtins\.(?:str|bytes|bytearray|int|list|dict|set|tuple)\.(?<method>\w+)$/u;

/** Also `str.upper(text)`, `int.to_bytes(n, …)`: the method of a type, called with the value first. */
function callNamed(machine: Machine, name: string, args: Arguments): Datum {
  if (name.startsWith('@')) return construct(machine, name.slice(1), args);
  const known = LIBRARY.get(name);
  if (known !== undefined) return known(machine, args);
  const method = OF_TYPE.exec(name)?.groups?.['method'];
  const [self, ...positional] = args.positional;
  return method === undefined || self === undefined
    ? beyond()
    : callMethod(machine, self, method, { ...args, positional });
}

/** An instance of a class of the file. */
function construct(machine: Machine, owner: string, args: Arguments): Datum {
  const self: Datum = { kind: 'instance', owner, attributes: new Map() };
  const begin = machine.member(owner, '__init__', self);
  if (begin !== undefined) call(machine, begin, args);
  return self;
}

function callClosure(machine: Machine, callee: Closure, args: Arguments): Datum {
  const scope: Scope = { names: new Map(), parent: callee.scope, home: callee.scope.home, shared: new Set() };
  bindArguments(callee, args, scope.names);
  machine.depth += 6;
  if (machine.depth > MAX_DEPTH) return beyond();
  const value = callee.isLambda ? machine.evaluate(machine, scope, callee.body) : runBody(machine, scope, callee.body);
  machine.depth -= 6;
  return value;
}

/** Expressions and calls within one another: the stack holds more. */
const MAX_DEPTH = 1500;

function runBody(machine: Machine, scope: Scope, body: SyntaxNode): Datum {
  const running = machine.run(machine, scope, body);
  if (isGenerator(body)) return stream(given(running));
  const ended = running.next();
  if (ended.done !== true) return beyond();
  const signal = ended.value;
  return typeof signal === 'object' ? signal.value : null;
}

function* given(running: Generator<Datum, unknown>): Generator<Datum, void> {
  yield* running;
}

const GENERATORS = new WeakMap<SyntaxNode, boolean>();

/** Whether a body yields. */
function isGenerator(body: SyntaxNode): boolean {
  const known = GENERATORS.get(body);
  if (known !== undefined) return known;
  const found = yields(body);
  GENERATORS.set(body, found);
  return found;
}

const yields = (node: SyntaxNode): boolean =>
  node.type === 'yield' ||
  (node.type !== 'function_definition' && node.type !== 'lambda' && node.children.some(yields));

function bindArguments(callee: Closure, args: Arguments, names: Map<string, Datum>): void {
  const positional = callee.self === undefined ? args.positional : [callee.self, ...args.positional];
  const taken = new Set<string>();
  for (const [index, parameter] of callee.parameters.entries()) {
    taken.add(parameter.name);
    if (parameter.kind === 'rest') names.set(parameter.name, tuple(positional.slice(index)));
    else if (parameter.kind === 'keywords') names.set(parameter.name, others(args.keywords, taken));
    else names.set(parameter.name, valueFor(parameter, positional[index], args.keywords));
  }
}

function valueFor(parameter: Formal, positional: Datum | undefined, keywords: Arguments['keywords']): Datum {
  if (positional !== undefined) return positional;
  const keyword = keywords.get(parameter.name);
  if (keyword !== undefined) return keyword;
  return parameter.fallback === null ? raise('TypeError') : parameter.fallback();
}

const others = (keywords: Arguments['keywords'], taken: ReadonlySet<string>): Datum => ({
  kind: 'dict',
  entries: new Map(
    [...keywords].filter(([name]) => !taken.has(name)).map(([name, value]) => [`s${name}`, [name, value]]),
  ),
});

/** A function or lambda that the code makes while it runs. */
export function closure(machine: Machine, scope: Scope, node: SyntaxNode): Datum {
  return {
    kind: 'closure',
    parameters: formals(machine, scope, child(node, 'parameters')),
    body: part(node, 'body'),
    isLambda: node.type === 'lambda',
    scope,
    self: undefined,
  };
}

function formals(machine: Machine, scope: Scope, node: SyntaxNode | null): readonly Formal[] {
  return (node?.children ?? []).flatMap((each): Formal[] => {
    if (each.type.endsWith('_separator')) return [];
    const inner = each.type === 'typed_parameter' ? (each.children[0] ?? each) : each;
    const kind =
      inner.type === 'list_splat_pattern' ? 'rest' : inner.type === 'dictionary_splat_pattern' ? 'keywords' : 'plain';
    const nameNode = child(inner, 'name') ?? (inner.type === 'identifier' ? inner : (inner.children[0] ?? inner));
    const value = child(inner, 'value');
    const fallback = value === null ? null : (): Datum => machine.evaluate(machine, scope, value);
    return [{ name: nameOf(scope, nameNode), kind, fallback }];
  });
}
