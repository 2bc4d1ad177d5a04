import type { Provenance } from '../model/profile.js';
import { type Command, HOLE, placeOf, titleOf } from './command.js';
import { add, type Call, EMPTY, type Flow, fileFlow, merge, shortName } from './command-flow.js';

const SHELLS = /^(?:(?:ba|z|da|k|a|c|tc|fi)?sh)$/u;
const INTERPRETERS =
  /^(?:(?:ba|z|da|k|a|c|tc|fi)?sh|python[\d.]*w?|pypy\d*|perl|ruby|node|bun|deno|php|lua|osascript|pwsh|powershell|cmd|iex|java|wscript|cscript)$/u;

/** An interpreter with code on its command line, on its input or in a file. */
export function interpret(call: Call): Flow | null {
  const { program, words, piped, inner, state, command } = call;
  if (!INTERPRETERS.test(program)) return null;
  const before = state.acts.length;
  const text = piped.text ?? command.given ?? givenText(program, words);
  const fed = merge([piped, inner, fileFlow(call)]);
  const nested =
    text === null ? null : state.interpreters.nested(SHELLS.test(program) ? 'sh' : program, text, command.line);
  const coded: Flow = program.startsWith('python') && text !== null ? pythonFlow(text, command) : EMPTY;
  const all = merge([fed, coded]);
  const told = all.inputs.filter((input) => input !== 'network' || !all.inputs.includes('downloaded-file'));
  if (told.length > 0) add(call, 'run-process', { inputs: told, steps: all.steps });
  state.acts.push(...(nested ?? []));
  return state.acts.length > before ? { ...EMPTY, inputs: [] } : EMPTY;
}

/** The code behind `-c`, `-e` and the like. */
function givenText(program: string, words: readonly string[]): string | null {
  if (program === 'powershell' || program === 'pwsh') return words.slice(1).join(' ');
  if (program === 'cmd') return /^\/[ck]$/iu.test(words[1] ?? '') ? words.slice(2).join(' ') : null;
  const at = words.findIndex((word) => /^(?:-\w*[ce]|--eval|-p|--print)$/u.test(word));
  return at === -1 ? null : (words[at + 1] ?? null);
}

/** A line of Python that decodes or fetches what it runs. */
function pythonFlow(code: string, command: Command): Flow {
  const text = code.slice(0, 20_000);
  if (!/\b(?:exec|eval|system|popen|Popen|run|call)\s*\(/u.test(text)) return EMPTY;
  const inputs: Provenance[] = [];
  if (/\b(?:b64decode|b85decode|unhexlify|fromhex|decompress|a85decode)\b/u.test(text)) inputs.push('decoded');
  if (/\b(?:urlopen|urlretrieve|requests\.get|httpx\.get)\b/u.test(text)) inputs.push('downloaded-file');
  if (inputs.length === 0) return EMPTY;
  return { inputs, steps: [{ what: 'gives Python a line of code', at: placeOf(command) }], text: null };
}

const LAUNCHERS =
  /^(?:rundll32|regsvr32|mshta|msiexec|wmic|forfiles|explorer|open|xdg-open|installutil|msbuild|hh|odbcconf)$/u;

/** Windows programs that run what an address or a file holds. */
export function launch(call: Call): Flow | null {
  const { program, words, command } = call;
  if (!LAUNCHERS.test(program)) return null;
  const flow = fileFlow(call);
  const isRemote = /\b(?:https?|javascript|vbscript):/iu.test(command.text);
  if (isRemote && program !== 'open' && program !== 'xdg-open')
    add(call, 'run-process', { inputs: ['downloaded-file'], target: titleOf(words) });
  else if (flow.inputs.length > 0) add(call, 'run-process', { inputs: ['downloaded-file'], steps: flow.steps });
  return EMPTY;
}

/** `eval`, `source` and `.`: text or a file becomes commands of this very shell. */
export function evaluate(call: Call): Flow | null {
  const { program, words, inner, state, command } = call;
  if (!/^(?:eval|source|\.|invoke-expression)$/u.test(program)) return null;
  const flow = merge([inner, fileFlow(call)]);
  const told = flow.inputs.filter((input) => input !== 'network' || !flow.inputs.includes('downloaded-file'));
  if (told.length > 0) add(call, 'run-process', { inputs: told, steps: flow.steps });
  const text = program === 'eval' ? (inner.text ?? words.slice(1).join(' ')) : null;
  if (text !== null && !text.includes(HOLE))
    state.acts.push(...(state.interpreters.nested('sh', text, command.line) ?? []));
  return EMPTY;
}

/** A fetched or decoded file that is started by its name. */
export function runFile(call: Call): Flow | null {
  const first = call.words[0] ?? '';
  const flow =
    /[/\\.]/u.test(first) || call.state.language === 'batch' ? call.state.files.get(shortName(first)) : undefined;
  if (flow === undefined) return null;
  add(call, 'run-process', { inputs: flow.inputs.filter((input) => input !== 'network'), steps: flow.steps });
  return EMPTY;
}

/** A shell handed to another machine. */
export function connect(call: Call): Flow | null {
  const { program, words, command } = call;
  const isNetcat = /^(?:nc|ncat|netcat)$/u.test(program) && words.some((word) => /^-\w*[ec]$/u.test(word));
  if (!isNetcat && !(program === 'socat' && /\bexec:/iu.test(command.text))) return null;
  add(call, 'run-process', {});
  return EMPTY;
}
