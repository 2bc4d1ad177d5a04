import type { CodeScope } from '../python/facts.js';
import { GIVES, TAKES } from './flow-bits.js';
import type { ReadSource } from './python-files.js';

/** What a class takes from its bases, and a holder from what it holds. */
export function connectLinks({ file }: ReadSource, edge: (from: string, to: string) => void): void {
  for (const [name, bases] of file.links?.bases ?? []) for (const base of bases) edge(`${base}.*`, `${name}.*`);
  for (const { name, from } of file.links?.holds ?? []) for (const each of from) edge(each, name);
}

/** Where only the tokens of a function were read, whatever it calls may take its arguments and give its result. */
export function connectScope(scope: CodeScope, edge: (from: string, mask: number) => void): void {
  if (scope.takes === undefined) for (const name of scope.calls) edge(name, scope.name === '' ? GIVES : TAKES | GIVES);
  for (const name of scope.hands ?? []) edge(name, TAKES);
  for (const name of scope.returns ?? []) edge(name, GIVES);
}
