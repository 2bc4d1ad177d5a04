import type { Trait } from '../model/profile.js';
import { printable } from '../model/text.js';
import type { ActRow } from './acts.js';
import { argument, argumentsOf, type Call } from './call.js';
import { commandActs } from './commandacts.js';
import { commandTitle, readCommand, urlTitle } from './commands.js';
import { type CommandUses, commandUses } from './commands-capture.js';
import { charactersOf, decodeText, HOLE, isBytes, MAX_TEXT } from './constants.js';
import type { Decoder } from './decoders.js';
import { noteWritten } from './files.js';
import { installs } from './installs.js';
import { nameTraits, record } from './record.js';
import { type Frame, markTelling } from './state.js';
import { knownText } from './subscripts.js';
import { commandText, pieceOf } from './texts.js';
import { transfer } from './transfers.js';
import { unpickles } from './unpickles.js';
import {
  CAPTURED,
  DECODED,
  DOWNLOADED,
  flowOf,
  LEAVING,
  NETWORK,
  step,
  stepsOf,
  UNKNOWN,
  type Value,
  withOwnCell,
} from './value.js';
import { watch } from './watching.js';

/** A call of a callable from the table of acts. */
export function act(frame: Frame, call: Call, ref: string, row: ActRow): Value {
  const values = operands(call, row);
  switch (row.act) {
    case 'run-code':
      return runCode(frame, call, ref, values);
    case 'run-process':
      return runProcess(frame, call, ref, values);
    case 'fetch':
    case 'send':
      return transfer(frame, call, ref, { row, values });
    case 'install-package':
      return installs(frame, call, ref, values);
    case 'unpickle':
      return unpickles(frame, call, ref, values);
    case 'capture':
    case 'read-clipboard':
    case 'write-clipboard':
      return watch(frame, call, ref, row);
    default:
      record(frame, call.node, {
        act: row.act,
        callee: ref,
        values,
        tags: 0,
        traits: nameTraits(call),
        target: literalTitle(values),
      });
      return { ...withOwnCell(flowOf(values)), refs: [`${ref}()`] };
  }
}

function operands(call: Call, row: ActRow): readonly Value[] {
  if (row.on === 'all') return argumentsOf(call);
  const found = row.on.flatMap((place) => {
    if (place === 'self') return [call.receiver];
    const value = typeof place === 'number' ? call.positional[place] : call.keywords.get(place);
    return value === undefined ? [] : [value];
  });
  return found.length === 0 ? [call.spread] : found;
}

function literalTitle(values: readonly Value[]): string | null {
  for (const value of values) {
    const text = knownText(value);
    if (text !== null) return printable(text.replaceAll(HOLE, '…'), 100);
  }
  return null;
}

function runCode(frame: Frame, call: Call, ref: string, values: readonly Value[]): Value {
  const [code = UNKNOWN] = values;
  const texts = codeTexts(code);
  const target = texts[0] === undefined ? null : printable(texts[0], 80);
  const draft = record(frame, call.node, {
    act: 'run-code',
    callee: ref,
    values,
    tags: 0,
    traits: nameTraits(call),
    target,
  });
  const { notes } = frame.state;
  if (notes.unworked !== null && draft?.inputs.has('decoded') === true) notes.partly ??= notes.unworked;
  if (
    texts.length === 0 ||
    draft === null ||
    !/^builtins\.(?:exec|eval)$|^(?:code|timeit|cProfile|profile|pdb|trace|bdb)\.|^types\.(?:Function|Lambda)Type$/u.test(
      ref,
    )
  )
    return flowOf(values);
  const results = texts.map((text) => frame.state.run.unfold(frame, text, stepsOf(code.trail), call.node));
  return results[0] ?? UNKNOWN;
}

/** The texts that code may be; bytes are decoded as Python would. */
function codeTexts(value: Value): readonly string[] {
  if (value.partial || value.constant === undefined) return [];
  return [value.constant, ...value.also].flatMap((constant) => {
    if (isBytes(constant)) return decodeText(constant.bytes) ?? [];
    return typeof constant === 'string' ? constant : [];
  });
}

function runProcess(frame: Frame, call: Call, ref: string, values: readonly Value[]): Value {
  const texts = commandTexts(values);
  const [text = null] = texts;
  const commands = texts.map(readCommand);
  const traits = [...nameTraits(call), ...processTraits(frame, call), ...commands.flatMap((command) => command.traits)];
  const runsDownload = commands.some((command) => command.runsDownload);
  const downloads = commands.some((command) => command.downloads);
  const tags = (runsDownload ? DOWNLOADED : 0) | (commands.some((command) => command.encoded) ? DECODED : 0);
  const flow = flowOf(values);
  const uses = texts.map((each) => commandUses(each, flow.tags & LEAVING));
  const mining = uses.find((each) => each.mining !== null)?.mining ?? null;
  const target = inMemory(values) ?? (text === null ? null : titleOf(text, downloads, mining));
  record(frame, call.node, { act: 'run-process', callee: ref, values, tags, traits, target });
  for (const also of texts.flatMap(commandActs))
    record(frame, call.node, { ...also, callee: ref, values, tags: 0, traits });
  for (const { act: also, on } of uses.flatMap((each) => each.uses)) {
    record(frame, call.node, { act: also, callee: ref, values, tags: on, traits, target });
  }
  if (downloads) downloadedBy(frame, call, values, text ?? '');
  pythonArgument(frame, call, values);
  return printed(frame, call, { ref, target, downloads, uses });
}

/** What a command prints: what it fetched, or what it saw of the machine and its user. */
function printed(
  frame: Frame,
  call: Call,
  given: { ref: string; target: string | null; downloads: boolean; uses: readonly CommandUses[] },
): Value {
  const { ref, target, downloads, uses } = given;
  const tags = uses.reduce((all, { gives }) => all | gives, downloads ? NETWORK : 0);
  const what = printable(`${downloads ? 'downloads with' : 'reads what is printed by'} ${target ?? ref}`, 120);
  const trail = tags === 0 ? null : step(null, what, frame.state.place(call.node.start));
  const result: Value = { ...UNKNOWN, tags, trail, refs: [`${ref}()`] };
  // `screencapture FILE`: what was seen lies in the file that the command names.
  if ((tags & CAPTURED) !== 0)
    for (const value of call.positional) for (const part of value.items ?? [value]) noteWritten(frame, part, result);
  return result;
}

/** A file that lies in memory alone (memfd_create(2)) is started by its descriptor. */
const inMemory = (values: readonly Value[]): string | null =>
  [...values, ...values.flatMap((value) => value.items ?? [])].some(({ refs }) => refs.includes('os.memfd_create()'))
    ? '/proc/self/fd/…'
    : null;

/** What a command may be: its arguments as one line, and the other texts that a branch may have put there. */
function commandTexts(values: readonly Value[]): readonly string[] {
  const line = values.flatMap((value) => commandText(value) ?? []).join(' ');
  const others = values.flatMap((value) => value.also).flatMap((constant) => charactersOf(constant) ?? []);
  return [line, ...others].filter((text) => text !== '');
}

/** The first words of a command, and what further on tells most: the address it fetches from, the sign of a miner. */
const titleOf = (text: string, downloads: boolean, mining: string | null): string | null => {
  const title = commandTitle(text);
  const telling = mining ?? (downloads ? urlTitle(text) : null);
  if (title === null) return telling;
  return printable(telling === null || title.includes(telling) ? title : `${title} … ${telling}`, 140);
};

/** `python -c TEXT`: the text is code of this file as much as any other. */
function pythonArgument(frame: Frame, call: Call, values: readonly Value[]): void {
  const items = values.flatMap((value) => value.items ?? []);
  const flag = items.findIndex((item) => item.constant === '-c');
  const code = items[flag + 1];
  if (flag < 1 || code === undefined || code.partial || typeof code.constant !== 'string') return;
  if (/python|pypy/iu.test(pieceOf(items[0] ?? UNKNOWN)))
    frame.state.run.unfold(frame, code.constant, stepsOf(code.trail), call.node);
}

/** A downloader was started: the paths in its command hold what it fetched. */
function downloadedBy(frame: Frame, call: Call, values: readonly Value[], text: string): void {
  const trail = step(
    null,
    printable(`downloads with ${commandTitle(text) ?? 'a command'}`, 120),
    frame.state.place(call.node.start),
  );
  const source: Value = { ...UNKNOWN, tags: NETWORK, trail };
  for (const value of values) {
    for (const part of value.items ?? [value]) if (part.cells.length > 0) noteWritten(frame, part, source);
  }
  const named = /(?:\s-o|\s-O|\s--output|\s--output-document|\s-OutFile)[\s=]+["']?(?<path>[^\s"';|&]+)/u.exec(text)
    ?.groups?.['path'];
  if (named !== undefined) noteWritten(frame, { ...UNKNOWN, constant: named }, source);
  const remote =
    /\s-\w*[OJ]\w*\b/u.test(text) || /\bwget\b/u.test(text) ? urlTitle(text)?.split('/').at(-1) : undefined;
  if (remote !== undefined && remote !== '') noteWritten(frame, { ...UNKNOWN, constant: remote }, source);
}

function processTraits(frame: Frame, call: Call): readonly Trait[] {
  const traits: Trait[] = [];
  const keyword = (name: string): Value => call.keywords.get(name) ?? UNKNOWN;
  const flags = keyword('creationflags');
  const flagText = keywordText(frame, call, 'creationflags');
  if (keyword('start_new_session').constant === true || keyword('preexec_fn').refs.includes('os.setsid'))
    traits.push('detached');
  if (/DETACHED_PROCESS|CREATE_NEW_PROCESS_GROUP/u.test(flagText) || hasBits(flags, 0x208)) traits.push('detached');
  if (/CREATE_NO_WINDOW/u.test(flagText) || hasBits(flags, 0x08000000)) traits.push('hidden-window');
  if (call.keywords.has('startupinfo')) traits.push('hidden-window');
  if (silent(keyword('stdout')) && silent(keyword('stderr'))) traits.push('silenced-output');
  return traits;
}

const hasBits = (value: Value, mask: number): boolean =>
  typeof value.constant === 'number' && (value.constant & mask) !== 0;

const silent = (value: Value): boolean =>
  value.refs.some((ref) => /(?:^|\.)DEVNULL$/u.test(ref)) ||
  (value.file !== null && /^(?:\/dev\/null|nul)$/iu.test(pieceOf(value.file)));

/** Flags are joined by `|`, so their names are read from the source. */
function keywordText(frame: Frame, call: Call, name: string): string {
  const list = call.node.children.find((part) => part.field === 'arguments');
  const part = list?.children.find(
    (each) => each.type === 'keyword_argument' && frame.state.text.startsWith(name, each.start),
  );
  return part === undefined ? '' : frame.state.text.slice(part.start, Math.min(part.end, part.start + 300));
}

/** A decoding call: its result is known when its input is, and in any case it was hidden before. */
export function decoded(frame: Frame, call: Call, ref: string, decoder: Decoder | null): Value {
  markTelling(frame);
  const input = argument(call, 0, 's');
  const characters = input.partial ? null : charactersOf(input.constant);
  const { budget } = frame.state;
  const flow = flowOf([call.receiver, ...argumentsOf(call)]);
  const trail = step(flow.trail, `decodes with ${ref}`, frame.state.place(call.node.start));
  const result: Value = { ...withOwnCell(flow), tags: flow.tags | DECODED, trail, refs: [`${ref}()`] };
  if (characters === null || decoder === null || characters.length > budget.decoded) return result;
  const constant = decoder(characters, argument(call, 1, 'encoding').constant);
  // What comes out costs too, and what was given up on cost as much as is allowed.
  budget.decoded -= characters.length + (charactersOf(constant)?.length ?? (/bz2/u.test(ref) ? MAX_TEXT : 0));
  return constant === undefined ? result : { ...result, constant, refs: [] };
}
