import { attribute } from './attributes.js';
import { argument, type Model, shared } from './call.js';
import { classOf, widenAttribute } from './classes.js';
import { CONNECTION_MODELS } from './connections.js';
import { charactersOf } from './constants.js';
import { CONVERSION_MODELS } from './conversions.js';
import { codecDecode, isHidingCodec, UNQUOTERS } from './decoders.js';
import { moduleOf, widen } from './environment.js';
import { FILE_MODELS } from './filemodels.js';
import { superOf } from './functions.js';
import { INDIRECT_MODELS } from './indirect.js';
import { canonicalName, resolveRelative } from './names.js';
import { PATCH_MODELS, patchByName } from './patches.js';
import { PROBE_MODELS } from './probes.js';
import { record } from './record.js';
import { REGISTRY_MODELS } from './registrykeys.js';
import { SEQUENCE_MODELS } from './sequences.js';
import { decoded } from './sinks.js';
import { type Frame, markTelling } from './state.js';
import { element } from './subscripts.js';
import { hidden } from './texts.js';
import { DECODED, DOWNLOADED, flowOf, NETWORK, refValue, UNKNOWN } from './value.js';

const nothing: Model = () => UNKNOWN;
const passes: Model = (_, call) => argument(call, 0);

const getattr: Model = (frame, call) => {
  const name = argument(call, 1);
  if (typeof name.constant !== 'string' || name.partial) {
    markTelling(frame);
    const flow = flowOf([argument(call, 0), name]);
    return argument(call, 0).refs.includes('builtins') ? { ...flow, refs: ['builtins.getattr(?)'] } : flow;
  }
  const value = attribute(frame, argument(call, 0), name.constant, call.node);
  // `getattr(module, 'name')` of something that exists anyway hides the name from a search; on objects it is everyday code.
  const reached = value.refs.length > 0 && argument(call, 0).refs.some((ref) => !ref.startsWith('@'));
  return reached ? { ...value, obscured: true } : value;
};

/** `__import__(name)` and `importlib.import_module(name)`. */
const importModule: Model = (frame, call) => {
  const name = argument(call, 0, 'name');
  if (typeof name.constant === 'string' && !name.partial) {
    const whole = call.callee.refs.includes('builtins.__import__') && argument(call, 3).items === null;
    const dotted = absolute(frame, name.constant);
    const module = whole ? (dotted.split('.')[0] ?? '') : dotted;
    noteImport(frame, dotted);
    return { ...refValue(canonicalName(module)), obscured: true };
  }
  markTelling(frame);
  const flow = flowOf([name]);
  if ((flow.tags & (DECODED | NETWORK | DOWNLOADED)) !== 0) {
    record(frame, call.node, {
      act: 'run-code',
      callee: call.callee.refs[0] ?? '',
      values: [name],
      tags: 0,
      traits: [],
      target: null,
    });
  }
  return flow;
};

/** `import_module('.sub', __package__)`; the second argument is the module's own package wherever it is not another's business. */
function absolute(frame: Frame, name: string): string {
  const dots = /^\.+/u.exec(name)?.[0].length ?? 0;
  return dots === 0 ? name : resolveRelative(frame.state.path, dots, name.slice(dots));
}

function noteImport(frame: Frame, name: string): void {
  if (frame.scope.name === '' && !name.startsWith('.')) frame.state.imports.add(name);
  else if (!name.startsWith('.')) frame.scope.calls.add(name);
}

const vars: Model = (_, call) => {
  const [ref] = argument(call, 0).refs;
  return ref === undefined ? refValue('builtins.locals()') : refValue(`vars:${ref}`);
};

const thread: Model = (frame, call) => {
  const target = call.keywords.get('target') ?? argument(call, 1);
  const given = call.keywords.get('args') ?? argument(call, 3);
  if (target.refs.length > 0) frame.state.run.invoke(frame, target, given.items ?? [], call.node);
  return null;
};

/** `executor.submit(f, x)`, `loop.run_in_executor(None, f, x)`, `Timer(1, f)`, `atexit.register(f)`. */
const deferred =
  (position: number): Model =>
  (frame, call) => {
    const target = argument(call, position);
    if (target.refs.length === 0) return null;
    return frame.state.run.invoke(frame, target, call.positional.slice(position + 1), call.node);
  };

const codecsDecode: Model = (frame, call) => {
  const codec = charactersOf(argument(call, 1, 'encoding').constant);
  if (codec !== null && isHidingCodec(codec)) return decoded(frame, call, `codecs.decode(${codec})`, codecDecode);
  return flowOf([argument(call, 0)]);
};

const setattr: Model = (frame, call) => {
  const [object, name, value] = [argument(call, 0), argument(call, 1).constant, argument(call, 2)];
  patchByName(frame, call);
  if (typeof name !== 'string') return UNKNOWN;
  for (const ref of object.refs) {
    const from = ref.startsWith('@') ? classOf(frame.state, ref) : null;
    if (from === null) widen(moduleOf(frame.env), `${ref}.${name}`, value);
    else widenAttribute(frame.state, from, { name, value });
  }
  return UNKNOWN;
};

const UNQUOTE_MODELS: readonly [string, Model][] = [...UNQUOTERS].map(([name, decoder]) => [
  name,
  (_, call) => {
    const text = charactersOf(argument(call, 0).constant);
    if (text === null) return null;
    const plain = decoder(text, undefined);
    const value = { ...flowOf(call.positional), constant: plain };
    // Most of it is written in escapes, as only someone with something to hide writes.
    return text.length >= 24 && text.length >= 2.5 * (charactersOf(plain)?.length ?? text.length)
      ? hidden(value)
      : value;
  },
]);

/** Well-known callables by canonical name. */
export const MODELS: ReadonlyMap<string, Model> = new Map<string, Model>([
  ...shared(
    'builtins.hash builtins.id builtins.bool builtins.isinstance builtins.issubclass builtins.hasattr builtins.print builtins.any builtins.all builtins.callable',
    nothing,
  ),
  ...shared(
    'builtins.compile builtins.iter builtins.memoryview builtins.repr builtins.ascii copy.copy copy.deepcopy inspect.cleandoc textwrap.dedent asyncio.run asyncio.ensure_future asyncio.create_task typing.cast',
    passes,
  ),
  ['builtins.getattr', getattr],
  ['builtins.setattr', setattr],
  ['builtins.__import__', importModule],
  ...shared(
    'importlib.import_module __loader__.load_module builtins.__loader__.load_module importlib.machinery.BuiltinImporter.load_module',
    importModule,
  ),
  ['builtins.vars', vars],
  ['builtins.super', (frame) => superOf(frame)],
  ...shared('threading.Thread multiprocessing.Process multiprocessing.context.Process', thread),
  ...shared(
    'atexit.register concurrent.futures.ThreadPoolExecutor().submit concurrent.futures.ProcessPoolExecutor().submit _thread.start_new_thread asyncio.to_thread',
    deferred(0),
  ),
  ['codecs.decode', codecsDecode],
  ['os.getenv', (_, call) => element(_, { ...refValue('os.environ'), tags: 4 }, argument(call, 0))],
  ['os.environ.get', (frame, call) => element(frame, call.receiver, argument(call, 0))],
  ['os.environ.pop', (frame, call) => element(frame, call.receiver, argument(call, 0))],
  ...shared('os.environ.copy os.environ.items os.environ.values', (_, call) => ({
    ...call.receiver,
    constant: undefined,
  })),
  ['os.environ.keys', nothing],
  ['os.fsdecode', passes],
  ...UNQUOTE_MODELS,
  ...SEQUENCE_MODELS,
  ...CONVERSION_MODELS,
  ...FILE_MODELS,
  ...PATCH_MODELS,
  ...PROBE_MODELS,
  ...REGISTRY_MODELS,
  ...CONNECTION_MODELS,
  ...INDIRECT_MODELS,
]);
