import { printable } from '../model/text.js';
import { argument, argumentsOf, type Call } from './call.js';
import { charactersOf, HOLE } from './constants.js';
import { nameTraits, record } from './record.js';
import type { Frame } from './state.js';
import { knownText } from './subscripts.js';
import { flowOf, type Value, withOwnCell } from './value.js';

/** Loaders that only read data when they are told to. */
const SAFE: ReadonlyMap<string, (call: Call) => boolean> = new Map([
  ['numpy.load', (call) => argument(call, 2, 'allow_pickle').constant !== true],
  ['torch.load', (call) => call.keywords.get('weights_only')?.constant === true],
  ['yaml.load', isSafeYaml],
  ['yaml.load_all', isSafeYaml],
  ['keras.models.load_model', (call) => call.keywords.get('safe_mode')?.constant !== false],
  ['tensorflow.keras.models.load_model', (call) => call.keywords.get('safe_mode')?.constant !== false],
  ['ruamel.yaml.YAML', (call) => argument(call, 0, 'typ').constant !== 'unsafe'],
]);

/** Without a loader, or with one that is not known, old and new PyYAML differ; only the unsafe ones are named here. */
function isSafeYaml(call: Call): boolean {
  const loader = argument(call, 1, 'Loader');
  if (call.positional.length < 2 && !call.keywords.has('Loader')) return false;
  return !loader.refs.some((ref) => /(?:^|\.)(?:C?UnsafeLoader|C?FullLoader|C?Loader)$/u.test(ref));
}

/** A loader of serialized objects; one that is told to read data alone is none. */
export function unpickles(frame: Frame, call: Call, ref: string, values: readonly Value[]): Value {
  const result = { ...withOwnCell(flowOf(values)), refs: [`${ref}()`] };
  if (SAFE.get(ref)?.(call) === true) return result;
  const known = values.map(knownText).find((text) => text !== null) ?? null;
  const target = known === null ? null : printable(known.replaceAll(HOLE, '…'), 100);
  record(frame, call.node, { act: 'unpickle', callee: ref, values, tags: 0, traits: nameTraits(call), target });
  for (const value of argumentsOf(call)) notePickled(frame, call, value);
  return result;
}

/** Opcodes that name what unpickling calls: `c` (GLOBAL) as lines, and two short texts before STACK_GLOBAL. */
const GLOBAL =
  /c(?<module>os|posix|nt|subprocess|builtins|__builtin__|sys|runpy|importlib|pty|socket|webbrowser)\n(?<name>\w+)\n/u;
const STACKED =
  /\x8c[\x01-\x20](?<module>os|posix|nt|subprocess|builtins|__builtin__|runpy|importlib|pty|socket|webbrowser)(?:\x94)?\x8c[\x01-\x20](?<name>\w+)(?:\x94)?\x93/u;
/** What object state is rebuilt with, and does nothing by itself. */
const HARMLESS =
  /^(?:getattr|setattr|object|list|dict|set|frozenset|tuple|bytes|bytearray|int|str|float|complex|slice|range|print)$/u;

/** A pickle that stands in the source itself and names a function that acts. */
function notePickled(frame: Frame, call: Call, value: Value): void {
  const text = value.partial ? null : charactersOf(value.constant);
  if (text === null || text.length > 200_000) return;
  const groups = (GLOBAL.exec(text) ?? STACKED.exec(text))?.groups;
  const [module, name] = [groups?.['module'], groups?.['name']];
  if (module === undefined || name === undefined || HARMLESS.test(name)) return;
  const seen = { act: 'unpickle' as const, callee: `pickle:${module}.${name}`, values: [value], tags: 0 };
  record(frame, call.node, { ...seen, traits: [], target: null });
}
