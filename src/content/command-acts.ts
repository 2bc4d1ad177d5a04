import { type Command, programOf, unwrap } from './command.js';
import { collect, erase, install, look, schedule } from './command-effects.js';
import {
  add,
  type Call,
  EMPTY,
  type Flow,
  type Handler,
  type Interpreters,
  merge,
  PASSES,
  type State,
  shortName,
} from './command-flow.js';
import { connect, evaluate, interpret, launch, runFile } from './command-runs.js';
import { decode, transfer } from './command-transfer.js';
import type { ContentAct } from './facts.js';
import { isLastingPath } from './secret-paths.js';

/** Acts of a script's commands, in order. Ordinary building, copying and printing is nothing. */
export function commandActs(
  commands: readonly Command[],
  language: string,
  interpreters: Interpreters,
): readonly ContentAct[] {
  const state: State = { acts: [], files: new Map(), language, interpreters };
  walk(commands, state);
  return state.acts;
}

/** Goes through commands; gives what the last one puts out. */
function walk(commands: readonly Command[], state: State): Flow {
  let flow = EMPTY;
  for (const command of commands) {
    const inner = merge(command.inner.map((nested) => walk([nested], state)));
    // A pipeline inside `$(…)` is a row of commands of which each takes the former's output.
    const piped = command.inner.some(({ isPiped }) => isPiped) ? walk(command.inner, { ...state, acts: [] }) : EMPTY;
    flow = run(command, command.isPiped ? flow : EMPTY, merge([inner, piped]), state);
    if (flow.inputs.length > 0) for (const file of command.writesTo) state.files.set(shortName(file), flow);
  }
  return flow;
}

function run(command: Command, piped: Flow, inner: Flow, state: State): Flow {
  const words = unwrap(command.words);
  const program = programOf(words[0] ?? '');
  const call: Call = { command, words, program, piped, inner, state };
  for (const path of command.writesTo.filter(isLastingPath))
    add(call, 'write-file', { target: path, what: `writes to ${path}` });
  if (/\/dev\/(?:tcp|udp)\//u.test(command.text)) add(call, 'run-process', { target: command.text });
  for (const handle of HANDLERS) {
    const flow = handle(call);
    if (flow !== null) return flow;
  }
  return piped.inputs.length > 0 && PASSES.test(program) ? piped : flowOfText(call);
}

/** What `echo` and its kin put out: a text that a later decoder may turn into another. */
function flowOfText({ program, words, inner }: Call): Flow {
  if (program !== 'echo' && program !== 'printf') return inner.inputs.length > 0 ? { ...inner, text: null } : EMPTY;
  return {
    ...inner,
    text: words
      .slice(1)
      .filter((word) => !/^-\w+$/u.test(word))
      .join(' '),
  };
}

const HANDLERS: readonly Handler[] = [
  transfer,
  decode,
  interpret,
  launch,
  evaluate,
  runFile,
  connect,
  schedule,
  install,
  erase,
  look,
  collect,
];
