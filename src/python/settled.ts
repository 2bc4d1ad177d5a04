import { SOURCES } from './acts.js';
import { argumentsOf, type Call } from './call.js';
import { noteWritten } from './files.js';
import type { Frame } from './state.js';
import { CAPTURED, flowOf, KEY_MATERIAL, LEAVING, step, type Value } from './value.js';

/**
 * What a call does to the provenance of what it was given, beyond what flows from arguments to result: a picture is saved, a
 * message or archive takes something in, and what is made with a key is not the key.
 */
export function settled(frame: Frame, call: Call, result: Value): Value {
  const { receiver } = call;
  const name = call.method ?? call.callee.refs[0]?.split('.').at(-1) ?? '';
  if ((receiver.tags & CAPTURED) !== 0 || SAVING.test(name)) save(frame, call, name);
  if (call.target?.type === 'identifier' && receiver.refs.some((ref) => COLLECTS.test(ref))) collect(frame, call);
  return (result.tags & KEY_MATERIAL) === 0 || keepsKey(call, name, result) ? result : withoutKey(result);
}

const SAVING = /^(?:save|imwrite|imsave|to_png|tofile|write)$/u;

/** `picture.save(path)`, `cv2.imwrite(path, frame)`, `wavfile.write(path, rate, sound)`: the path holds what was captured. */
function save(frame: Frame, call: Call, name: string): void {
  if (!SAVING.test(name)) return;
  const all = argumentsOf(call);
  const flow = flowOf([call.receiver, ...all]);
  if ((flow.tags & CAPTURED) === 0) return;
  for (const value of all) if ((value.tags & CAPTURED) === 0) noteWritten(frame, value.file ?? value, flow);
}

/** Objects that are filled by their methods before they are sent: messages, archives and buffers. */
const COLLECTS =
  /^(?:discord_webhook|pymsteams|email\.(?:mime|message)\b[\w.]*|zipfile\.ZipFile|tarfile\.open|io\.(?:BytesIO|StringIO))\b.*\(\)$/u;

function collect(frame: Frame, call: Call): void {
  const { receiver, target } = call;
  const flow = flowOf(argumentsOf(call));
  const fresh = flow.tags & LEAVING & ~receiver.tags;
  if (target === null || fresh === 0) return;
  const trail = flow.trail ?? step(null, 'gathers it for sending', frame.state.place(call.node.start));
  const filled: Value = { ...receiver, tags: receiver.tags | (flow.tags & LEAVING), trail };
  frame.state.run.bind(frame, target, filled);
  if (receiver.file !== null) noteWritten(frame, receiver.file, filled);
}

/** Another spelling of a key, or the key in hiding. Everything else that is made with one — signatures, addresses, clients — is not it. */
const SPELLS =
  /^(?:str|bytes|bytearray|list|tuple|dict|repr|hex|encode|decode|dumps|format|join|strip|copy|get|pop|items|values|secret|seed|to_\w*(?:bytes|string|json|hex|base58|key|seed)\w*|\w*(?:b\d\d|base\d\d)\w*encode\w*|urlencode|quote\w*|hexlify|encrypt\w*|ToStr|ToHex|Raw|Generate|PrivateKey|exportKey|splitlines|split|append|update|setdefault|json)$/u;

function keepsKey(call: Call, name: string, result: Value): boolean {
  const { refs } = call.callee;
  if (refs.some((ref) => SOURCES.has(ref))) return true;
  if (SPELLS.test(name)) return true;
  // An instance holds its key in an attribute, and is not the key.
  if (result.refs.some((ref) => ref.startsWith('@') && ref.endsWith('()'))) return false;
  // What a function of this file makes of it was read; only its name can say that nothing of the key is left.
  return (
    refs.some((ref) => ref.startsWith('@') && !ref.endsWith('()')) && !/sign|address|public|pubkey|verify/iu.test(name)
  );
}

function withoutKey(value: Value): Value {
  const tags = value.tags & ~KEY_MATERIAL;
  return { ...value, tags, trail: tags === 0 ? null : value.trail };
}
