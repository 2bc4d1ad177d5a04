import type { Act, Provenance } from '../model/profile.js';
import type { DefinitionFlow, TellingText } from '../python/facts.js';

/** What a definition does with what it is given, and where what it gives comes from, as one number. */
export type FlowBits = number;

const CODE = 1;
const LOAD = 2;
const PROCESS = 4;
const SEND = 8;
const WRITE = 16;
const INCOMING = 32;
const DECODED = 64;
const OWN = 128;
const SECRET = 256;
/** Single variables of the environment, which clients send every day. */
const TOKEN = 512;
const CODE_TEXT = 1024;
const COMMAND_TEXT = 2048;

export const TAKES = CODE | LOAD | PROCESS | SEND | WRITE;
export const GIVES = INCOMING | DECODED | OWN | SECRET | TOKEN | CODE_TEXT | COMMAND_TEXT;

const OF_ACTS: ReadonlyMap<string, FlowBits> = new Map<Act, FlowBits>([
  ['run-code', CODE],
  ['unpickle', LOAD],
  ['load-native', LOAD],
  ['run-process', PROCESS],
  ['install-package', PROCESS],
  ['send', SEND],
  ['fetch', SEND],
  ['look-up', SEND],
  ['write-file', WRITE],
]);

const OF_DATA: ReadonlyMap<Provenance, FlowBits> = new Map<Provenance, FlowBits>([
  ['network', INCOMING],
  ['downloaded-file', INCOMING],
  ['decoded', DECODED],
  ['own-data', OWN],
  ['secret-file', SECRET],
  ['host-facts', SECRET],
  ['clipboard', SECRET],
  ['captured', SECRET],
  ['key-material', SECRET],
  ['environment', TOKEN],
]);

export const bitsOfAct = (act: string): FlowBits => OF_ACTS.get(act) ?? 0;

export const bitsOfActs = (acts: readonly string[]): FlowBits => acts.reduce((bits, act) => bits | bitsOfAct(act), 0);

export const bitsOfData = (tags: readonly Provenance[]): FlowBits =>
  tags.reduce((bits, tag) => bits | (OF_DATA.get(tag) ?? 0), 0);

/** The environment as a whole is nothing that a client sends. */
export const ALL_VARIABLES: FlowBits = SECRET;

export const bitsOfText = (text: TellingText | null): FlowBits =>
  text === null ? 0 : text === 'command' ? COMMAND_TEXT : CODE_TEXT;

/** Whether it runs what it is given as code. */
export const runsCode = (bits: FlowBits): boolean => (bits & CODE) !== 0;

/** Whether a definition acts on what it is given, and whether what it gives matters. */
export const flowOfBits = (bits: FlowBits): DefinitionFlow => ({
  takes: (bits & TAKES) !== 0,
  gives: (bits & GIVES) !== 0,
});

const PAIRS: readonly (readonly [takes: FlowBits, gives: FlowBits])[] = [
  [CODE, INCOMING | DECODED | OWN | CODE_TEXT | COMMAND_TEXT],
  [LOAD, INCOMING | DECODED],
  [PROCESS, INCOMING | DECODED | COMMAND_TEXT],
  [SEND, SECRET],
];

/** Where a flow stands. */
export interface Circumstances {
  /** It happens before anybody asks for it. */
  readonly isUnasked: boolean;
  /** The file runs something: what is written may be what is run. */
  readonly runsToo: boolean;
}

/** Whether something that acts and something that flows make a flow that a rule may look at. */
export const meets = (bits: FlowBits, { isUnasked, runsToo }: Circumstances): boolean =>
  PAIRS.some(([takes, gives]) => (bits & takes) !== 0 && (bits & gives) !== 0) ||
  (runsToo && (bits & WRITE) !== 0 && (bits & (INCOMING | DECODED)) !== 0) ||
  (isUnasked && (bits & SEND) !== 0 && (bits & TOKEN) !== 0);

/** Whether it runs or loads what it is given, whatever that is. */
export const runs = (bits: FlowBits): boolean => (bits & (CODE | LOAD | PROCESS)) !== 0;
