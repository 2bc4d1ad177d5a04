import { deflateSync } from 'node:zlib';
import { base64, type Replay, update } from './releases.js';

/** What replays an incident: the shape of its change, with nothing in it that does anything. */
export interface Incident {
  /** Release and date of what really happened. */
  readonly incident: string;
  /** The rule that must block each spelling. */
  readonly by: string;
  readonly spellings: readonly Spelling[];
  /** Changes that look alike and are ordinary: no block and no warning. */
  readonly twins: readonly Spelling[];
}

export interface Spelling {
  readonly name: string;
  /** Where another rule than the incident's own sees this spelling first. */
  readonly by?: string;
  readonly replay: Replay;
}

export const HOST = 'https://files.example.invalid';
export const COLLECT = 'https://collect.example.invalid/u';
/** What every hidden payload turns out to be. */
export const INERT = 'print("inert")  # nothing more\n';
export const ENCODED = base64(INERT);
export const PACKED = deflateSync(INERT).toString('base64');

/** An update whose package body becomes this. */
export const init = (source: string): Replay => update({ 'demo/__init__.py': source });
