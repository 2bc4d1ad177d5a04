import type { Trait } from '../model/profile.js';
import { printable } from '../model/text.js';
import type { ActRow } from './acts.js';
import { argument, argumentsOf, type Call } from './call.js';
import { urlTitle } from './commands.js';
import { charactersOf } from './constants.js';
import { noteWritten } from './files.js';
import { nameTraits, record } from './record.js';
import type { Frame } from './state.js';
import { knownText } from './subscripts.js';
import { pieceOf } from './texts.js';
import { DECODED, flowOf, HOST_FACTS, LEAVING, step, UNKNOWN, USER_INPUT, type Value, withOwnCell } from './value.js';

/** A transfer over the network: what flows in tells whether data leaves, however the callable is named. */
export function transfer(
  frame: Frame,
  call: Call,
  ref: string,
  { row, values }: { row: ActRow; values: readonly Value[] },
): Value {
  const flow = flowOf([...values, call.receiver]);
  const held = heldInCells(flow);
  const kind = row.act === 'send' || ((flow.tags | held.tags) & LEAVING) !== 0 ? 'send' : 'fetch';
  const traits = [...nameTraits(call), ...tlsTraits(frame, call)];
  const target = transferTarget(call, values);
  record(frame, call.node, {
    act: kind,
    callee: ref,
    values: [...values, call.receiver, held],
    tags: 0,
    traits,
    target,
  });
  if (row.gives === 0) return UNKNOWN;
  const where = target === null ? '' : `${target} `;
  const trail = step(null, printable(`reads ${where}with ${ref}`, 140), frame.state.place(call.node.start));
  const given: Value = { ...UNKNOWN, tags: row.gives, trail, refs: [`${ref}()`] };
  noteDestination(frame, call, ref, given);
  return withOwnCell(given);
}

/** What was saved to a buffer or path that is handed over: a picture, a recording, a copied store. */
function heldInCells(flow: Value): Value {
  let tags = 0;
  let trail: Value['trail'] = null;
  for (const cell of flow.cells) {
    if ((cell.tags & LEAVING & ~tags) === 0) continue;
    tags |= cell.tags & LEAVING;
    trail ??= cell.trail;
  }
  return tags === 0 ? UNKNOWN : { ...UNKNOWN, tags, trail };
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
  const texts = [...values, call.receiver]
    .flatMap((value) => [value, ...(value.items ?? []).slice(0, 2)])
    .flatMap((value) => knownText(value) ?? charactersOf(value.constant) ?? []);
  for (const text of texts) {
    const url = urlTitle(text) ?? (BARE_HOST.test(text) ? text : null);
    if (url !== null) return printable(withPath(url, texts), 120);
  }
  // A socket has no URL in its arguments; what a miner says first is as telling.
  const mining = texts.map((text) => MINING.exec(text)?.[0]).find((found) => found !== undefined);
  return mining === undefined ? null : printable(mining, 120);
}

const BARE_HOST = /^[\w.-]+\.[a-z]{2,}(?:[:/]\S*)?$|^\d+\.\d+\.\d+\.\d+/iu;
const MINING = /\bmining\.(?:subscribe|authorize|submit)\b|stratum\+\w+:\/\/\S{0,80}/iu;

/** A connection knows its host and the call its path: `connection.request('POST', '/path')`, a session with a base URL. */
function withPath(url: string, texts: readonly string[]): string {
  const path = texts.find((text) => /^\/[\w\uFFFC]/u.test(text) && !/\s/u.test(text));
  return url.includes('/') || path === undefined ? url : `${url}${path.replaceAll('\uFFFC', '…')}`;
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
  const name = call.positional[0] ?? NAME_KEYWORDS.flatMap((key) => call.keywords.get(key) ?? [])[0] ?? UNKNOWN;
  const text = pieceOf(name);
  const built = name.partial && text.includes('.') && !STAYS_HERE.test(text);
  if (built && (name.tags & (LEAVING | USER_INPUT | DECODED)) !== 0) {
    const target = printable(text.replaceAll('\uFFFC', '…'), 100);
    record(frame, call.node, {
      act: 'look-up',
      callee: ref,
      values: [name],
      tags: 0,
      traits: nameTraits(call),
      target,
    });
  }
  return { ...UNKNOWN, tags: HOST_FACTS & name.tags, trail: name.trail, refs: [`${ref}()`] };
}

const NAME_KEYWORDS = ['host', 'hostname', 'qname', 'name'];
// Names that only the local network answers.
const STAYS_HERE = /\.(?:local|localdomain|localhost|lan|home|internal|intranet|in-addr\.arpa|ip6\.arpa)\.?$/iu;
