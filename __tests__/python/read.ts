import { createGrammar } from '../../src/host/grammar.js';
import type { PythonAct, PythonFile } from '../../src/python/facts.js';
import { createPythonReader } from '../../src/python/reader.js';

const reader = await createPythonReader(createGrammar());

/** Reads source text, or bytes, as the file at `path`. */
export const read = (source: string | Uint8Array, path = 'demo/module.py'): PythonFile =>
  reader.read(typeof source === 'string' ? new TextEncoder().encode(source) : source, path);

/** Acts of all scopes as `act<inputs>`, for tables: `run-process<downloaded-file>`. */
export const actsIn = (file: PythonFile): readonly string[] =>
  everyAct(file).map((act) => (act.inputs.length === 0 ? act.act : `${act.act}<${act.inputs.join(',')}>`));

export const everyAct = (file: PythonFile): readonly PythonAct[] => file.scopes.flatMap((scope) => scope.acts);

/** Text as base64, as a builder would hide it. */
export const base64 = (text: string): string => Buffer.from(text).toString('base64');
