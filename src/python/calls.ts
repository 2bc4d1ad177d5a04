import { ACTS, LOOKUPS, SOURCES } from './acts.js';
import { attribute } from './attributes.js';
import { argument, argumentsOf, type Call, readArguments } from './call.js';
import { handOver, keepsArguments } from './callbacks.js';
import { DECODERS } from './decoders.js';
import { LIBRARY } from './emulation/library.js';
import { callLocal } from './functions.js';
import { noteHanded, noteOrigin } from './meetings.js';
import { methodResult } from './methods.js';
import { MODELS } from './models.js';
import { canonicalName, normalizeIdentifier } from './names.js';
import { settled } from './settled.js';
import { act, decoded } from './sinks.js';
import { type Frame, markTelling } from './state.js';
import { lookupAct } from './transfers.js';
import { child, type SyntaxNode } from './tree.js';
import { DECODED, flowOf, join, step, UNKNOWN, type Value, withOwnCell } from './value.js';
import { callImported } from './visits.js';

/** A call expression: what it gives, and the acts it performs. */
export function evaluateCall(frame: Frame, node: SyntaxNode): Value {
  const functionNode = child(node, 'function');
  if (functionNode === null) return UNKNOWN;
  const head = calleeOf(frame, functionNode);
  const call: Call = { node, ...head, ...readArguments(frame, node) };
  return applyCall(frame, call);
}

type Head = Pick<Call, 'callee' | 'receiver' | 'method' | 'target'>;

function calleeOf(frame: Frame, node: SyntaxNode): Head {
  const { evaluate } = frame.state.run;
  const objectNode = node.type === 'attribute' ? child(node, 'object') : null;
  const nameNode = node.type === 'attribute' ? child(node, 'attribute') : null;
  if (objectNode === null || nameNode === null) {
    return { callee: evaluate(frame, node), receiver: UNKNOWN, method: null, target: null };
  }
  const written = frame.state.text.slice(nameNode.start, nameNode.end);
  const method = normalizeIdentifier(written);
  const receiver = evaluate(frame, objectNode);
  const callee = attribute(frame, receiver, method, nameNode);
  return { callee: written === method ? callee : { ...callee, obscured: true }, receiver, method, target: objectNode };
}

/** What a call gives when callee and arguments are known; used for written calls and for those that others make. */
export function applyCall(frame: Frame, call: Call): Value {
  let result: Value | null = null;
  for (const ref of call.callee.refs) {
    const given = callOne(frame, call, ref);
    if (given !== null) result = result === null ? given : join(result, given);
  }
  if (call.callee.refs.length === 0) markIndirect(frame, call);
  if (frame.fn !== null && !frame.fn.callsBack) frame.fn.callsBack = mayCallBack(call);
  const value = settled(frame, call, result ?? methodResult(frame, call) ?? unknownResult(frame, call));
  return isUnknown(value) ? workedOut(frame, call, value) : value;
}

const isUnknown = (value: Value): boolean =>
  (value.constant === undefined || value.partial) && value.items === null && value.fields === null;

/** What pure functions of the library give is worked out when all they are given is known; what was decoded, also as it is written. */
function workedOut(frame: Frame, call: Call, value: Value): Value {
  const { workOut } = frame.state.run;
  const written = (value.tags & DECODED) !== 0 && call.node.type === 'call';
  return workOut.call(frame, call, value) ?? (written ? workOut.expression(frame, call.node, value) : null) ?? value;
}

/** A call of a parameter: reading the function again with what is handed in may tell more. */
function markIndirect(frame: Frame, call: Call): void {
  if (frame.fn !== null && call.method === null) markTelling(frame);
}

/** Whether something that the caller may have been handed is called, or given to what may call it. */
const mayCallBack = (call: Call): boolean =>
  (call.callee.refs.length === 0 && call.method === null) ||
  (!call.callee.refs.some(keepsArguments) &&
    argumentsOf(call).some((value) => value.cells.length > 0 && value.refs.length === 0));

function callOne(frame: Frame, call: Call, ref: string): Value | null {
  if (ref.startsWith('@')) return callLocal(frame, call, ref);
  handOver(frame, call, ref);
  const row = ACTS.get(ref);
  if (row !== undefined) return act(frame, call, ref, row);
  const model = MODELS.get(ref);
  if (model !== undefined) {
    const given = model(frame, call);
    if (given !== null) return given;
  }
  const decoder = DECODERS.get(ref);
  // With an alphabet of its own, which the emulation knows.
  if (decoder !== undefined) return decoded(frame, call, ref, hasAlphabet(call, ref) ? null : decoder);
  if (LOOKUPS.has(ref)) return lookupAct(frame, call, ref);
  const source = SOURCES.get(ref);
  if (source !== undefined) {
    markTelling(frame);
    const trail = step(null, source.what, frame.state.place(call.node.start));
    return { ...UNKNOWN, tags: source.tags, trail, refs: [`${ref}()`] };
  }
  return callImported(frame, call, ref) ?? methodResult(frame, call) ?? named(frame, call, ref);
}

const hasAlphabet = (call: Call, ref: string): boolean =>
  ref === 'base64.b64decode' && argument(call, 1, 'altchars') !== UNKNOWN;

/** The result of a callable that nothing is known of: its name says what it is, its arguments flow through it. */
function named(frame: Frame, call: Call, ref: string): Value {
  const name = canonicalName(`${ref}()`);
  noteHanded(frame, ref, call);
  const result = noteOrigin(frame.state, unknownResult(frame, call), `${ref}()`);
  const made = LIBRARY.has(ref) ? { name: ref, positional: call.positional, keywords: call.keywords } : null;
  return { ...result, refs: name.length > 160 ? [] : [name], made };
}

function unknownResult(frame: Frame, call: Call): Value {
  const flow = flowOf([call.receiver, ...flowing(call)]);
  // `cipher.decrypt(data)`: whichever library it is, what comes out was hidden before.
  if (call.method === 'decrypt') return decoded(frame, call, call.callee.refs[0] ?? 'decrypt', null);
  return withOwnCell(flow);
}

/** Arguments that a result is made of; an environment handed on by keyword configures and is not handled as data. */
const flowing = (call: Call): readonly Value[] => [
  ...call.positional,
  ...[...call.keywords].filter(([name]) => name !== 'env' && name !== 'environ').map(([, value]) => value),
  call.spread,
];
