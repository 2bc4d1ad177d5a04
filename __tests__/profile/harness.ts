import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { openArchive } from '../../src/artifacts/open.js';
import { kindOfDistribution } from '../../src/model/distributions.js';
import type { Act, Behaviour, Profile, When } from '../../src/model/profile.js';
import { profileDistribution } from '../../src/profile/profile.js';
import type { PythonReader } from '../../src/python/facts.js';
import { createPythonReader } from '../../src/python/reader.js';
import type { BuiltDistribution } from '../support/wheel.js';

const { resolve } = createRequire(import.meta.url);

/** Both packages carry one wasm file, named like the package. */
const grammarFile = (name: string): Promise<Uint8Array> => readFile(resolve(`${name}/${name}.wasm`));

let reader: Promise<PythonReader> | null = null;

export const realReader = (): Promise<PythonReader> => {
  reader ??= createPythonReader({
    runtime: () => grammarFile('web-tree-sitter'),
    python: () => grammarFile('tree-sitter-python'),
  });
  return reader;
};

/** Profiles a built distribution with the real readers. */
export async function profileOf({ filename, bytes }: BuiltDistribution, python?: PythonReader): Promise<Profile> {
  const archive = await openArchive(bytes, filename);
  const input = { archive, artifact: filename, kind: kindOfDistribution(filename), sha256: null };
  return profileDistribution(input, python ?? (await realReader()));
}

export const surfacesOf = ({ surfaces }: Profile): readonly string[] =>
  surfaces.map(({ when, kind, text }) => `${when} ${kind}: ${text}`);

/** Moments of the behaviours of one act, one list each. */
export const momentsOf = ({ behaviours }: Profile, act: Act): readonly (readonly When[])[] =>
  behaviours.filter((behaviour) => behaviour.act === act).map(({ when }) => when);

export const behaviour = (change: Partial<Behaviour> = {}): Behaviour => ({
  act: 'run-process',
  inputs: [],
  callee: 'subprocess.run',
  target: null,
  when: ['call'],
  traits: [],
  steps: [],
  at: {
    kind: 'member',
    artifact: 'demo-1.0.0-py3-none-any.whl',
    path: 'demo/a.py',
    line: 1,
    column: 1,
    excerpt: 'run(x)',
  },
  fingerprint: 'f',
  ...change,
});
