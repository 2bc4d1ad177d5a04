import type { Trait } from '../model/profile.js';
import { printable } from '../model/text.js';
import type { ActRow } from './acts.js';
import { argument, argumentsOf, type Call } from './call.js';
import { commandTitle, readCommand, urlTitle } from './commands.js';
import { charactersOf, decodeText, isBytes, MAX_TEXT } from './constants.js';
import type { Decoder } from './decoders.js';
import { noteWritten } from './files.js';
import { record } from './record.js';
import { type Frame, markTelling } from './state.js';
import { knownText } from './subscripts.js';
import { commandText, pieceOf } from './texts.js';
import {
  DECODED,
  DOWNLOADED,
  ENVIRONMENT,
  flowOf,
  HOST_FACTS,
  NETWORK,
  SECRET_FILE,
  step,
  stepsOf,
  UNKNOWN,
  USER_INPUT,
  type Value,
  withOwnCell,
} from './value.js';

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

const nameTraits = (call: Call): readonly Trait[] => (call.callee.obscured ? ['obscured-name'] : []);

function literalTitle(values: readonly Value[]): string | null {
  for (const value of values) {
    const text = knownText(value);
    if (text !== null) return printable(text, 100);
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
  if (texts.length === 0 || draft === null || !/^builtins\.(?:exec|eval)$|^code\./u.test(ref)) return flowOf(values);
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
  const target = text === null ? null : titleOf(text, downloads);
  record(frame, call.node, { act: 'run-process', callee: ref, values, tags, traits, target });
  if (commands.some((command) => command.installs)) {
    record(frame, call.node, { act: 'install-package', callee: ref, values, tags: 0, traits, target });
  }
  if (downloads) downloadedBy(frame, call, values, text ?? '');
  pythonArgument(frame, call, values);
  const what = printable(`downloads with ${target ?? ref}`, 120);
  const trail = downloads ? step(null, what, frame.state.place(call.node.start)) : null;
  return { ...UNKNOWN, tags: downloads ? NETWORK : 0, trail, refs: [`${ref}()`] };
}

/** What a command may be: its arguments as one line, and the other texts that a branch may have put there. */
function commandTexts(values: readonly Value[]): readonly string[] {
  const line = values.flatMap((value) => commandText(value) ?? []).join(' ');
  const others = values.flatMap((value) => value.also).flatMap((constant) => charactersOf(constant) ?? []);
  return [line, ...others].filter((text) => text !== '');
}

const titleOf = (text: string, downloads: boolean): string | null => {
  const title = commandTitle(text);
  const url = downloads ? urlTitle(text) : null;
  return title === null ? null : printable(url === null || title.includes(url) ? title : `${title} … ${url}`, 140);
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

const CARRIED = ENVIRONMENT | SECRET_FILE | HOST_FACTS | USER_INPUT;

function transfer(
  frame: Frame,
  call: Call,
  ref: string,
  { row, values }: { row: ActRow; values: readonly Value[] },
): Value {
  const flow = flowOf([...values, call.receiver]);
  const secret = (flow.tags & (ENVIRONMENT | SECRET_FILE | HOST_FACTS)) !== 0;
  const kind = row.act === 'send' || secret ? 'send' : 'fetch';
  const traits = [...nameTraits(call), ...tlsTraits(frame, call)];
  const target = transferTarget(call, values);
  record(frame, call.node, { act: kind, callee: ref, values: [...values, call.receiver], tags: 0, traits, target });
  if (row.gives === 0) return UNKNOWN;
  const where = target === null ? '' : `${target} `;
  const trail = step(null, printable(`reads ${where}with ${ref}`, 140), frame.state.place(call.node.start));
  const given: Value = { ...UNKNOWN, tags: row.gives | (flow.tags & CARRIED & 0), trail, refs: [`${ref}()`] };
  noteDestination(frame, call, ref, given);
  return withOwnCell(given);
}

/** `urlretrieve(url, path)` and its like write what they read. */
function noteDestination(frame: Frame, call: Call, ref: string, given: Value): void {
  // `retrbinary('RETR x', file.write)` hands over where to write.
  for (const value of argumentsOf(call)) if (value.file !== null) noteWritten(frame, value.file, given);
  if (!/urlretrieve|\.retrieve$|\.download$/u.test(ref)) return;
  const path = argument(call, 1, ref.startsWith('wget') ? 'out' : ref.startsWith('gdown') ? 'output' : 'filename');
  if (path !== UNKNOWN) noteWritten(frame, path, given);
}

function transferTarget(call: Call, values: readonly Value[]): string | null {
  for (const value of [...values, call.receiver]) {
    for (const text of [knownText(value), ...(value.items ?? []).slice(0, 2).map(knownText)]) {
      if (text === null) continue;
      const url = urlTitle(text) ?? (/^[\w.-]+\.[a-z]{2,}(?:[:/]\S*)?$|^\d+\.\d+\.\d+\.\d+/iu.test(text) ? text : null);
      if (url !== null) return printable(url, 120);
    }
  }
  return null;
}

function tlsTraits(frame: Frame, call: Call): readonly Trait[] {
  const context = call.keywords.get('context') ?? UNKNOWN;
  const off =
    frame.state.notes.tlsOff ||
    call.keywords.get('verify')?.constant === false ||
    call.keywords.get('verify_ssl')?.constant === false ||
    call.keywords.get('ssl')?.constant === false ||
    context.refs.includes('ssl._create_unverified_context()');
  return off ? ['tls-off'] : [];
}

/** A name look-up is ordinary; one of a name that was built from data carries the data out. */
export function lookupAct(frame: Frame, call: Call, ref: string): Value {
  const values = call.positional.slice(0, 1);
  const [name = UNKNOWN] = values;
  const built = name.partial && pieceOf(name).includes('.');
  if (built && (name.tags & (CARRIED | DECODED)) !== 0) {
    record(frame, call.node, {
      act: 'send',
      callee: ref,
      values,
      tags: 0,
      traits: nameTraits(call),
      target: literalTitle(values),
    });
  }
  return { ...UNKNOWN, tags: HOST_FACTS & name.tags, trail: name.trail };
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
