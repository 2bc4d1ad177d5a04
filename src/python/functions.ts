import { argumentsOf, type Call } from './call.js';
import { handOverValue, noteCall } from './callbacks.js';
import { classOf, grewSince, lineage, methodOf } from './classes.js';
import { assign, body, type Environment } from './environment.js';
import { INSTANCE_METHODS } from './implicit-methods.js';
import { keyParameter } from './keys.js';
import { noteHandedWithin } from './meetings.js';
import { canonicalName, normalizeIdentifier } from './names.js';
import {
  canAfford,
  type Frame,
  type FunctionInfo,
  markTelling,
  type Parameter,
  type ScopeDraft,
  scopeOf,
} from './state.js';
import { child, type SyntaxNode } from './tree.js';
import { flowOf, join, refValue, UNKNOWN, type Value, withOwnCell } from './value.js';

/** Calls followed with their arguments, one within another. */
const MAX_INLINED = 5;
/** How often one body is read with arguments: a helper called from everywhere must not cost a reading each time. */
const MAX_RUNS = 24;
/** Bodies this short are read with the arguments of every call that knows some: they are where strings are built. */
const SHORT_BODY = 400;
/** Bodies that can do little but hand on what they are given. */
const TINY_BODY = 120;

/** Notes a function, method or lambda; its body is read when it is called, or at the end. */
export function defineFunction(frame: Frame, node: SyntaxNode, name: string): Value {
  const bodyNode = child(node, 'body');
  if (bodyNode === null) return UNKNOWN;
  const parameters = readParameters(frame, child(node, 'parameters'));
  const method = frame.owner !== null && frame.fn === null;
  const info: FunctionInfo = {
    state: frame.state,
    name,
    owner: method ? frame.owner : null,
    parameters,
    body: bodyNode,
    isLambda: node.type === 'lambda',
    isStatic: false,
    closure: frame.env,
    runs: 0,
    running: false,
    readAt: 0,
    summary: null,
    callsBack: false,
    // A visited module is asked about a function because it is telling.
    telling: frame.state.visit !== null,
    takes: new Set(),
    fills: 0,
    hands: new Set(),
  };
  frame.state.functions.set(name, info);
  frame.state.queue.push(info);
  return refValue(`@${name}`);
}

/** A lambda, named by its order of appearance. */
export function makeLambda(frame: Frame, node: SyntaxNode): Value {
  frame.state.notes.lambdas += 1;
  return defineFunction(frame, node, `${frame.prefix}lambda#${frame.state.notes.lambdas}`);
}

function readParameters(frame: Frame, node: SyntaxNode | null): readonly Parameter[] {
  const { evaluate } = frame.state.run;
  const textOf = (part: SyntaxNode): string => normalizeIdentifier(frame.state.text.slice(part.start, part.end));
  return (node?.children ?? []).flatMap((part): Parameter[] => {
    const nameNode = child(part, 'name') ?? (part.type === 'identifier' ? part : (part.children[0] ?? part));
    const value = child(part, 'value');
    const type = child(part, 'type');
    if (type !== null) evaluate(frame, type);
    const fallback = value === null ? null : evaluate(frame, value);
    const splat = /^(?<stars>\*{0,2})/u.exec(textOf(nameNode.type.endsWith('_pattern') ? nameNode : part))?.groups?.[
      'stars'
    ];
    const name = textOf(nameNode).replace(/^\*+/u, '');
    if (part.type.endsWith('_separator')) return [];
    return [{ name, kind: splat === '*' ? 'rest' : splat === '**' ? 'keywords' : 'plain', fallback }];
  });
}

/** A call of something of this file: `@helper`, `@Class`, `@Class().method`, `@module.lambda#1`. */
export function callLocal(frame: Frame, call: Call, ref: string): Value | null {
  const { state } = frame;
  const bound = /^@(?<owner>.+)\(\)\.(?<name>[^.]+)$/u.exec(ref)?.groups;
  if (bound?.['owner'] !== undefined && bound['name'] !== undefined) {
    return callMethod(frame, call, { owner: bound['owner'], name: bound['name'] });
  }
  const info = state.functions.get(ref.slice(1));
  if (info !== undefined) return callFunction(frame, call, info, call.positional);
  const from = classOf(state, ref);
  if (from === null) return null;
  return ref.endsWith('()')
    ? callMethod(frame, call, { owner: from.name, name: '__call__' })
    : construct(frame, call, from.name);
}

function callMethod(frame: Frame, call: Call, { owner, name }: { owner: string; name: string }): Value | null {
  const { state } = frame;
  const from = state.classes.get(owner);
  const method = from === undefined ? null : methodOf(state, from, name);
  const info = method === null ? undefined : state.functions.get(method);
  if (info === undefined) return null;
  const self = info.isStatic ? [] : [refValue(`@${owner}()`)];
  return callFunction(frame, call, info, [...self, ...call.positional]);
}

function construct(frame: Frame, call: Call, owner: string): Value {
  const { state } = frame;
  const self = refValue(`@${owner}()`);
  const from = state.classes.get(owner);
  if (from === undefined) return self;
  const { foreign } = lineage(state, from);
  // Without a constructor of its own, or with a parent elsewhere, the arguments go where they may be called: `Thread(target=…)`.
  let callsBack = foreign.length > 0 || methodOf(state, from, '__init__') === null;
  for (const name of INSTANCE_METHODS) {
    const method = methodOf(state, from, name);
    const info = method === null ? undefined : state.functions.get(method);
    if (info === undefined) continue;
    if (name === '__init__' || name === '__new__') callFunction(frame, call, info, [self, ...call.positional]);
    else frame.scope.calls.add(info.name);
    callsBack ||= info.callsBack;
  }
  for (const base of foreign) noteCall(frame, base);
  if (callsBack) for (const value of argumentsOf(call)) handOverValue(frame, value, 0);
  return { ...flowOf(call.positional), refs: self.refs };
}

function callFunction(frame: Frame, call: Call, info: FunctionInfo, positional: readonly Value[]): Value {
  frame.scope.calls.add(info.name);
  const given = { positional, keywords: call.keywords, spread: call.spread };
  noteHandedWithin(frame.state, info.name, [...positional, ...call.keywords.values(), call.spread]);
  // Of a visited module only what the call makes of it matters; a function of the file itself is told without arguments too.
  const isForeign = info.state.visit !== null && worthReading(frame, info, given);
  if (!isForeign && !info.running && (info.summary === null || isOutdated(info)))
    info.summary = runFunction(info, null, frame);
  if (info.telling) markTelling(frame);
  if (isForeign || worthReading(frame, info, given)) {
    info.runs += 1;
    frame.state.budget.inlines -= 1;
    return frame.state.run.workOut.function(frame, info, given) ?? runFunction(info, given, frame);
  }
  const bare = call.positional.length === 0 && call.keywords.size === 0 && !info.running;
  const worked = bare ? frame.state.run.workOut.function(frame, info, given) : null;
  if (worked !== null) return worked;
  if (info.callsBack || info.running) for (const value of argumentsOf(call)) handOverValue(frame, value, 0);
  const flow = flowOf([...positional, ...call.keywords.values(), call.spread]);
  return info.summary === null ? flow : join(info.summary, flow);
}

/** A method of a visited module whose object was given more since: nobody reads it again at the end. */
const isOutdated = ({ state, owner, readAt }: FunctionInfo): boolean =>
  state.visit !== null && owner !== null && grewSince(state, owner, readAt);

interface Given {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  readonly spread: Value;
}

function worthReading(frame: Frame, info: FunctionInfo, given: Given): boolean {
  const { budget } = frame.state;
  if (info.running || frame.inlined >= MAX_INLINED || budget.inlines <= 0 || !canAfford(frame.state)) return false;
  if (info.runs >= MAX_RUNS && !(info.isLambda && info.runs < 5000)) return false;
  const length = info.body.end - info.body.start;
  if (!info.telling && length >= SHORT_BODY) return false;
  // What merely passes through flows from argument to result anyway; which path it is, only a reading tells.
  const passing = info.telling || length < TINY_BODY;
  return [...given.positional, ...given.keywords.values()].some(
    (value) => isInformative(value) || (passing && (value.tags !== 0 || value.cells.length > 0)),
  );
}

/** Whether a body may make something else of the value than of any other. */
const isInformative = (value: Value): boolean =>
  (value.constant !== undefined && value.constant !== null && typeof value.constant !== 'boolean') ||
  value.items !== null ||
  value.refs.some((ref) => !(ref.startsWith('@') && ref.endsWith('()')));

/** Reads a body, with the arguments of one call or with none known; gives what it returns. */
export function runFunction(info: FunctionInfo, given: Given | null, caller: Frame | null): Value {
  const { state } = info;
  const env = body(info.closure);
  bindParameters(env, info, given);
  const frame: Frame = {
    state,
    scope: state.visit === null ? scopeOf(state, info.name) : lentScope(info, given, caller),
    fn: info,
    owner: info.owner,
    prefix: `${info.name}.`,
    inlined: (caller?.inlined ?? 0) + (given === null ? 0 : 1),
    env,
    returned: null,
    swallowed: false,
    globals: new Set(),
  };
  info.running = true;
  state.notes.readings += 1;
  if (given === null) info.readAt = state.notes.readings;
  if (info.isLambda) frame.returned = state.run.evaluate(frame, info.body);
  else state.run.execute(frame, info.body);
  info.running = false;
  return frame.returned ?? UNKNOWN;
}

/** What a visited module does with what the caller gives it or its objects, the caller tells; what it does anyway, it tells itself. */
const lentScope = (info: FunctionInfo, given: Given | null, caller: Frame | null): ScopeDraft => ({
  name: info.name,
  calls: new Set(),
  acts: caller === null || (given === null && info.owner === null) ? new Map() : caller.scope.acts,
});

function bindParameters(env: Environment, info: FunctionInfo, given: Given | null): void {
  const { parameters } = info;
  parameters.forEach((parameter, index) => {
    const self =
      index === 0 && info.owner !== null && !info.isStatic && parameter.kind === 'plain'
        ? selfOf(info, parameter.name)
        : null;
    const value = self ?? argumentFor(parameter, index, given);
    const [own] = self === null && given === null ? value.cells : [];
    if (own !== undefined) info.state.parameters.set(own, info);
    const key = self === null && parameter.kind === 'plain';
    assign(
      env,
      parameter.name,
      key ? keyParameter(info.state, parameter.name, { value, offset: info.body.start }) : value,
    );
  });
}

const selfOf = (info: FunctionInfo, name: string): Value =>
  refValue(name === 'cls' || name === 'mcs' ? `@${info.owner ?? ''}` : `@${info.owner ?? ''}()`);

function argumentFor(parameter: Parameter, index: number, given: Given | null): Value {
  const unknown =
    parameter.fallback === null
      ? withOwnCell(UNKNOWN)
      : withOwnCell({ ...parameter.fallback, items: null, fields: null });
  if (given === null) return unknown;
  if (parameter.kind === 'rest') {
    const rest = given.positional.slice(index);
    return { ...flowOf([...rest, given.spread]), items: rest };
  }
  if (parameter.kind === 'keywords')
    return { ...flowOf([...given.keywords.values(), given.spread]), fields: given.keywords };
  const value = given.positional[index] ?? given.keywords.get(parameter.name) ?? parameter.fallback;
  return value ?? (given.spread === UNKNOWN ? unknown : withOwnCell(given.spread));
}

/** `super()`: the bases of the class whose method this is. */
export function superOf(frame: Frame): Value {
  const owner = frame.owner ?? frame.fn?.owner ?? null;
  const from = owner === null ? undefined : frame.state.classes.get(owner);
  if (from === undefined) return UNKNOWN;
  return { ...UNKNOWN, refs: from.bases.map((base) => `${canonicalName(base)}()`) };
}
