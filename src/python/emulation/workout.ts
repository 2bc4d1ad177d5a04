import type { Call } from '../call.js';
import { charactersOf } from '../constants.js';
import { type Frame, type FunctionInfo, markTelling, type WorkedLoop, type WorkOut } from '../state.js';
import type { SyntaxNode } from '../tree.js';
import { DECODED, flowOf, step, UNKNOWN, type Value } from '../value.js';
import { call, callMethod, isPure, isPureMethod } from './calling.js';
import { type Crossing, closureOf, homeOf, inward, member, outward } from './crossing.js';
import { type Datum, isStructured, named, type Scope } from './datum.js';
import { evaluate } from './expressions.js';
import { Beyond, type Machine, Raised } from './machine.js';
import { run } from './statements.js';

/**
 * Works out what decoders give: loops, helpers and library calls over values that are known in full are run abstractly, step by step
 * and within a budget. Nothing of it acts: what is not known, or is not in the library of pure functions, ends the attempt.
 */
export const WORK_OUT: WorkOut = {
  call: workOutCall,
  function: workOutFunction,
  loop: workOutLoop,
  expression: workOutExpression,
};

/** Longest function or loop that is taken for a decoder. */
const MAX_LENGTH = 6000;
/** Pieces of one letter from which on a text counts as hidden. */
const MANY_LETTERS = 8;
/** Attempts at one piece of code that may come to nothing: what a helper lacks once, it mostly lacks again. */
const MAX_FAILURES = 4;

/** Letters and numbers turned into one another, masks, reversals, look-ups in an alphabet: what decoders do and little else does. */
const DECODER =
  /\b(?:chr|unichr|ord|bytes|bytearray|decode|decrypt|unhexlify|fromhex|from_bytes|to_bytes|translate|maketrans|index|find|cycle|divmod)\s*\(|\bint\s*\([^\n]*,|\^|\[::|%\s*(?:\d|len\b|\w+\))|(?:\+=|\.append\()\s*\w+\s*(?:\[|\.get\()|\]\s*=|=\s*\w+\s*\+\s*\w+\s*\[/u;

const decoders = new WeakMap<SyntaxNode, boolean>();

function isDecoder(frame: Frame, node: SyntaxNode, text: string): boolean {
  if (frame.state.budget.emulated <= 0) return false;
  const known = decoders.get(node);
  if (known !== undefined) return known;
  const { start, end } = node;
  const found = end - start <= MAX_LENGTH && DECODER.test(text.slice(start, end));
  decoders.set(node, found);
  return found;
}

const failures = new WeakMap<SyntaxNode, number>();

const mayTry = (node: SyntaxNode): boolean => (failures.get(node) ?? 0) < MAX_FAILURES;

/** Runs something in a machine of its own; null when it comes to nothing. */
function attempt<T>(frame: Frame, node: SyntaxNode, work: (crossing: Crossing) => T): T | null {
  const { budget, notes } = frame.state;
  const steps = Math.min(budget.emulated, MIN_STEPS + STEPS_PER_CHARACTER * frame.state.text.length);
  const crossing = newCrossing(frame, steps);
  const { machine } = crossing;
  try {
    return work(crossing);
  } catch (error) {
    if (!(error instanceof Beyond || error instanceof Raised || error instanceof RangeError)) throw error;
    failures.set(node, (failures.get(node) ?? 0) + 1);
    if (machine.spent) notes.unworked ??= 'working out what it hides took too many steps';
    return null;
  } finally {
    const used = steps - Math.max(0, machine.steps);
    budget.emulated -= used;
    // What is worked out inside a loop that is run through counts there too.
    budget.steps = Math.max(Math.min(budget.steps, budget.reserve), budget.steps - (used >> 3));
  }
}

/** Steps of one attempt: what is hidden stands in the text, and a decoder takes some dozens of steps for each letter. */
const MIN_STEPS = 300_000;
const STEPS_PER_CHARACTER = 50;

function newCrossing(frame: Frame, steps: number): Crossing {
  const machine: Machine = {
    steps,
    spent: false,
    letters: 0,
    depth: 0,
    evaluate,
    call,
    run,
    member: (owner, name, self) => member(crossing, frame.state, { owner, name, self }),
    literals: new Map(),
  };
  const crossing: Crossing = { machine, frame, crossed: new Map(), touched: new Map() };
  return crossing;
}

/** What was worked out, with the provenance that the reader found for it, and the sign when it was hidden. */
function told(crossing: Crossing, datum: Datum, before: Pick<Value, 'tags' | 'trail'>, node: SyntaxNode): Value | null {
  const { machine, frame } = crossing;
  const hides = machine.letters >= MANY_LETTERS && !isCount(datum);
  if (hides) markTelling(frame);
  const trail =
    before.trail ?? (hides ? step(null, 'puts it together letter by letter', frame.state.place(node.start)) : null);
  return outward(machine, datum, { tags: hides ? before.tags | DECODED : before.tags, trail });
}

/** Numbers and truth values carry no text: what is counted or compared on the way to a text hides nothing by itself. */
const isCount = (datum: Datum): boolean =>
  datum === null ||
  typeof datum === 'number' ||
  typeof datum === 'boolean' ||
  (isStructured(datum) && datum.kind === 'dict');

/** A call of a function of the file with the arguments that are known. */
function workOutFunction(frame: Frame, info: FunctionInfo, given: Pick<Call, 'positional' | 'keywords'>): Value | null {
  const { body, state } = info;
  if (!mayTry(body) || !isDecoder(frame, body, state.text) || !bringsData(given)) return null;
  return attempt(frame, body, (crossing) => {
    const datum = call(crossing.machine, closureOf(crossing, info, undefined), {
      positional: given.positional.map((value) => inward(crossing, value, frame.state)),
      keywords: new Map([...given.keywords].map(([name, value]) => [name, inward(crossing, value, frame.state)])),
    });
    if (datum === null) return null;
    const flow = flowOf([
      ...(info.summary === null ? [] : [info.summary]),
      ...given.positional,
      ...given.keywords.values(),
    ]);
    return told(crossing, datum, flow, body);
  });
}

/** A `for` or `while` statement whose names are known. */
function workOutLoop(frame: Frame, node: SyntaxNode): WorkedLoop | null {
  if (!mayTry(node) || !isDecoder(frame, node, frame.state.text)) return null;
  return attempt(frame, node, (crossing) => {
    const scope = scopeAt(crossing, true);
    const ended = run(crossing.machine, scope, node).next();
    if (ended.done !== true) return null;
    const names = new Map<string, Value>();
    for (const [name, datum] of [...crossing.touched, ...scope.names]) {
      if (isStructured(datum) && (datum.kind === 'named' || datum.kind === 'closure')) continue;
      const value = told(crossing, datum, UNKNOWN, node);
      if (value !== null) names.set(name, value);
    }
    const returned = typeof ended.value === 'object' ? told(crossing, ended.value.value, UNKNOWN, node) : null;
    return { names, returned };
  });
}

function scopeAt(crossing: Crossing, notes: boolean): Scope {
  const { frame } = crossing;
  return { names: new Map(), parent: null, home: homeOf(crossing, frame.state, frame.env, notes), shared: new Set() };
}

/** An expression, as it is written. */
function workOutExpression(frame: Frame, node: SyntaxNode, before: Value): Value | null {
  if (!mayTry(node) || frame.state.budget.emulated <= 0) return null;
  return attempt(frame, node, (crossing) =>
    told(crossing, evaluate(crossing.machine, scopeAt(crossing, false), node), before, node),
  );
}

/** A call of the library, or a method of text, bytes or a list, when everything it is given is known. */
function workOutCall(frame: Frame, made: Call, before: Value): Value | null {
  const { node, callee, receiver, method, positional, keywords } = made;
  const [ref] = callee.refs;
  const isMethod =
    method !== null && (isOfObject(ref) ? receiver.made !== null : hasMethods(receiver) && isPureMethod(method));
  if (!isMethod && (ref === undefined || !positional.some(isData) || !isTelling(ref))) return null;
  if (![...positional, ...keywords.values()].every(isKnown)) return null;
  if (frame.state.budget.emulated <= 0 || !mayTry(node)) return null;
  // A hash that is kept in a name may be fed in between.
  if (isMethod && ref?.startsWith('hashlib.') === true && frame.state.text.includes('.update(')) return null;
  return attempt(frame, node, (crossing) => {
    const args = {
      positional: positional.map((value) => inward(crossing, value, frame.state)),
      keywords: new Map([...keywords].map(([name, value]) => [name, inward(crossing, value, frame.state)])),
    };
    const { machine } = crossing;
    const datum = isMethod
      ? callMethod(machine, inward(crossing, receiver, frame.state), method, args)
      : call(machine, named(ref ?? ''), args);
    const value = told(crossing, datum, before, node);
    // An object keeps the name of its class, by which its methods are known.
    return value?.made?.object === undefined ? value : { ...before, made: before.made ?? value.made };
  });
}

const hasMethods = (value: Value): boolean =>
  isData(value) && value.constant !== null && typeof value.constant !== 'boolean';

const isOfObject = (ref: string | undefined): boolean => ref?.includes('().') === true;

/** What is everyday, and says nothing of its own: where it is part of a decoder, the whole of that is worked out. */
const EVERYDAY: ReadonlySet<string> = new Set(
  (
    'str repr ascii len isinstance print all any next iter bool float abs round enumerate range xrange zip list tuple set frozenset dict memoryview ' +
    'format min max'
  )
    .split(' ')
    .map((name) => `builtins.${name}`),
);

const isTelling = (ref: string): boolean => !EVERYDAY.has(ref) && !isOfObject(ref) && isPure(ref);

/** Whether there is a chance that a value crosses; what it takes in full is found out on the way. */
const isKnown = (value: Value): boolean => isData(value) || value.refs.length === 1;

const isData = (value: Value): boolean =>
  (value.constant !== undefined && !value.partial) ||
  (value.items !== null && value.items.length <= MAX_ITEMS && isKnownPart(value.items[0])) ||
  value.fields !== null ||
  value.made !== null;

/** Longest list that crosses; a table of that length is no text. */
const MAX_ITEMS = 100_000;

/** What the first element is, most are. */
const isKnownPart = (first: Value | undefined): boolean =>
  first === undefined || first.constant !== undefined || first.items !== null || first.refs.length === 1;

/** Whether a call hands over something that may be hidden; a function without parameters may have it itself. */
const bringsData = ({ positional, keywords }: Pick<Call, 'positional' | 'keywords'>): boolean =>
  (positional.length === 0 && keywords.size === 0) || [...positional, ...keywords.values()].some(mayHide);

/** Shortest text that is taken for something hidden. */
const SHORTEST = 6;

const mayHide = (value: Value): boolean =>
  (value.items?.length ?? charactersOf(value.partial ? undefined : value.constant)?.length ?? 0) >= SHORTEST ||
  value.made !== null ||
  typeof value.constant === 'bigint';
