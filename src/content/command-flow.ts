import type { Act, Provenance, Trait } from '../model/profile.js';
import { printable } from '../model/text.js';
import { type Command, placeOf, titleOf } from './command.js';
import type { ContentAct, ContentStep } from './facts.js';
import { isSecretPath } from './secret-paths.js';

/** What flows out of a command into the next: its provenance, how it came there, and the text when it is known. */
export interface Flow {
  readonly inputs: readonly Provenance[];
  readonly steps: readonly ContentStep[];
  readonly text: string | null;
}

export const EMPTY: Flow = { inputs: [], steps: [], text: null };

/** What reading a script of one language needs of the readers of others; they call each other. */
export interface Interpreters {
  /** Acts of a text that a program is given to run; null when the program runs no text that is read here. */
  readonly nested: (program: string, text: string, line: number) => readonly ContentAct[] | null;
}

export interface State {
  readonly acts: ContentAct[];
  /** Files that hold something fetched or decoded, by their short name. */
  readonly files: Map<string, Flow>;
  readonly language: string;
  readonly interpreters: Interpreters;
}

export const merge = (flows: readonly Flow[]): Flow => ({
  inputs: [...new Set(flows.flatMap(({ inputs }) => inputs))],
  steps: flows.flatMap(({ steps }) => steps).slice(0, 6),
  text: flows.find(({ text }) => text !== null)?.text ?? null,
});

export const shortName = (path: string): string => path.replaceAll('\\', '/').split('/').at(-1) ?? path;

export interface Call {
  readonly command: Command;
  readonly words: readonly string[];
  readonly program: string;
  readonly piped: Flow;
  readonly inner: Flow;
  readonly state: State;
}

export type Handler = (call: Call) => Flow | null;

/** What is worth telling of data that leaves. */
export const isTold = (input: Provenance): boolean => input !== 'downloaded-file' && input !== 'network';

export function secretsIn({ words, command }: Call): Flow {
  const path = words.find(isSecretPath);
  if (path === undefined) return EMPTY;
  return { inputs: ['secret-file'], steps: [{ what: printable(`reads ${path}`), at: placeOf(command) }], text: null };
}

/** A file named among the words that was fetched or decoded before. */
export function fileFlow({ words, state, program }: Call): Flow {
  const flows = words
    .slice(1)
    .flatMap((word) => (word.startsWith('-') ? [] : (state.files.get(shortName(word)) ?? [])));
  return PASSES.test(program) ? EMPTY : merge(flows.slice(0, 2));
}

/** Programs that hand on what they are given. */
export const PASSES = /^(?:cat|tee|tr|sed|awk|head|tail|gunzip|zcat|gzip|xz|bunzip2|tar|unzip|rev|cut|grep|sort)$/u;

export interface Made {
  readonly target?: string | null;
  readonly inputs?: readonly Provenance[];
  readonly steps?: readonly ContentStep[];
  readonly what?: string;
}

export function add({ command, words, program, state }: Call, act: Act, made: Made): void {
  const at = placeOf(command);
  const target = made.target === undefined ? titleOf(words) : made.target;
  const what = printable(made.what ?? `${VERBS[act] ?? 'uses'} ${titleOf(words)}`);
  state.acts.push({
    act,
    inputs: made.inputs ?? [],
    callee: `${state.language}:${program}`,
    target: target === null ? null : printable(target),
    traits: traitsOf(command),
    steps: [...(made.steps ?? []), { what, at }],
    at,
  });
}

const VERBS: Readonly<Partial<Record<Act, string>>> = {
  fetch: 'fetches with',
  send: 'sends with',
  'run-process': 'runs',
  'read-secret': 'reads secrets with',
  'install-package': 'installs with',
  'delete-files': 'deletes with',
};

const TRAITS: readonly (readonly [Trait, RegExp])[] = [
  ['detached', /\b(?:nohup|setsid|disown)\b|\bstart\s+\/b\b/iu],
  ['hidden-window', /-w(?:in(?:dowstyle)?)?\s+(?:hidden|h\b|1\b)|\bstart\s+\/min\b/iu],
  ['tls-off', /\bcurl\b[^\n]*\s(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure)(?:\s|$)|--no-check-certificate/u],
];

function traitsOf({ text, isDetached, writesTo }: Command): readonly Trait[] {
  const found = TRAITS.filter(([, pattern]) => pattern.test(text)).map(([trait]) => trait);
  const silenced = writesTo.some((path) => path === '/dev/null' || path.toLowerCase() === 'nul');
  return [
    ...new Set<Trait>([
      ...found,
      ...(isDetached ? ['detached' as const] : []),
      ...(silenced ? ['silenced-output' as const] : []),
    ]),
  ];
}
