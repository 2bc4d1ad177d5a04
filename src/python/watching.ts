import { printable } from '../model/text.js';
import type { ActRow } from './acts.js';
import { argument, argumentsOf, type Call } from './call.js';
import { noteWritten } from './files.js';
import { nameTraits, record } from './record.js';
import type { Frame } from './state.js';
import { knownText } from './subscripts.js';
import { flowOf, step, UNKNOWN, type Value, withOwnCell } from './value.js';

/** Reading the clipboard, replacing it, or watching screen, keys, camera and microphone. */
export function watch(frame: Frame, call: Call, ref: string, row: ActRow): Value {
  if (!isWatching(call, ref)) return { ...withOwnCell(flowOf(argumentsOf(call))), refs: [`${ref}()`] };
  const values = row.act === 'write-clipboard' ? argumentsOf(call) : [];
  const target = values.flatMap((value) => knownText(value) ?? [])[0] ?? null;
  record(frame, call.node, {
    act: row.act,
    callee: ref,
    values,
    tags: 0,
    traits: nameTraits(call),
    target: target === null ? null : printable(target, 100),
  });
  if (row.gives === 0) return UNKNOWN;
  const trail = step(
    null,
    printable(`${VERBS[row.act] ?? 'watches'} with ${ref}`, 140),
    frame.state.place(call.node.start),
  );
  const given: Value = { ...withOwnCell({ ...UNKNOWN, tags: row.gives, trail }), refs: [`${ref}()`] };
  handOn(frame, call, given);
  return given;
}

const VERBS: Readonly<Record<string, string>> = {
  'read-clipboard': 'reads the clipboard',
  capture: 'watches screen, keys, camera or microphone',
};

/** A listener calls what it was handed with what it saw; a screenshot goes where it was told. */
function handOn(frame: Frame, call: Call, given: Value): void {
  for (const value of argumentsOf(call)) {
    if (value.refs.some((ref) => ref.startsWith('@')))
      frame.state.run.invoke(frame, value, [{ ...given, refs: [] }], call.node);
    else if (typeof value.constant === 'string' || value.cells.length > 0) noteWritten(frame, value, given);
  }
}

/** A film is opened by its name, a camera by its number; a sound card plays unless it is asked to listen. */
function isWatching(call: Call, ref: string): boolean {
  if (ref === 'cv2.VideoCapture') return typeof argument(call, 0, 'index').constant === 'number';
  if (ref === 'pyaudio.PyAudio().open') return call.keywords.get('input')?.constant === true;
  return true;
}
