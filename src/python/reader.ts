import type { Grammar } from '../ports.js';
import { type Analysis, analyse } from './analyse.js';
import { decodeSource } from './decode.js';
import type { CodeScope, PythonFile, PythonReader, ReadingDepth } from './facts.js';
import { isOfInterest } from './interest.js';
import { withExecCalls } from './legacy.js';
import { callsOf, type Outline, outline } from './outline.js';
import { placesOf } from './places.js';
import { loadPythonGrammar, type ParsePython } from './syntax.js';
import { tokenActs } from './tokenacts.js';
import { type Tokens, tokenize } from './tokens.js';

/** Loads the grammar once and gives the reader; the reader keeps nothing between files. */
export async function createPythonReader(grammar: Grammar): Promise<PythonReader> {
  const parse = await loadPythonGrammar(grammar);
  return { read: (bytes, path, depth = 'full') => read(parse, bytes, path, depth) };
}

/** Longest text that is given to the grammar; generated data of that size has no one to read it either. */
const MAX_SYNTAX = 4_000_000;

function read(parse: ParsePython, bytes: Uint8Array, path: string, depth: ReadingDepth): PythonFile {
  const { text, partly } = decodeSource(bytes);
  const tokens = tokenize(text);
  const shape = outline(tokens, path);
  if (!isOfInterest(tokens, shape)) return fromTokens(path, shape, { partly, acts: null });
  if (depth === 'outline') return fromTokens(path, shape, { partly, acts: { tokens, place: placesOf(text) } });
  const analysis =
    text.length > MAX_SYNTAX
      ? `it is longer than ${MAX_SYNTAX / 1e6} million characters`
      : syntaxFacts(parse, withExecCalls(tokens), path);
  if (typeof analysis === 'string') {
    return fromTokens(path, shape, { partly: partly ?? analysis, acts: { tokens, place: placesOf(text) } });
  }
  if (analysis.partly === null) {
    return { path, tier: 'syntax', partly, imports: analysis.imports, scopes: analysis.scopes, signs: [] };
  }
  const coarse = fromTokens(path, shape, {
    partly: partly ?? analysis.partly,
    acts: { tokens, place: placesOf(text) },
  });
  return merged(coarse, analysis);
}

/** The facts of the syntax tree, or why there are none. */
function syntaxFacts(parse: ParsePython, text: string, path: string): Analysis | string {
  const parsed = parse(text);
  if (parsed.kind === 'cancelled') return parsed.reason;
  try {
    return analyse(parsed, { text, path, parse });
  } catch (error) {
    // The depth of recursion is bounded; should the stack be smaller than foreseen, the tokens still stand.
    if (error instanceof RangeError) return 'its expressions nest too deep to follow';
    throw error;
  }
}

interface TokenExtras {
  readonly partly: string | null;
  readonly acts: { readonly tokens: Tokens; readonly place: ReturnType<typeof placesOf> } | null;
}

function fromTokens(path: string, shape: Outline, { partly, acts }: TokenExtras): PythonFile {
  const byScope = acts === null ? new Map<string, never[]>() : tokenActs(acts.tokens, shape, acts.place);
  const scopes = [...shape.scopes.values()].map(
    (scope): CodeScope => ({
      name: scope.name,
      calls: callsOf(shape, scope),
      acts: byScope.get(scope.name) ?? [],
    }),
  );
  return { path, tier: 'tokens', partly, imports: [...shape.imports], scopes, signs: [] };
}

/** Both tiers' facts of a file whose tree has holes: an act that both saw on one line is told once, as the tree has it. */
function merged(coarse: PythonFile, fine: Analysis): PythonFile {
  const scopes = new Map<string, CodeScope>(fine.scopes.map((scope) => [scope.name, scope]));
  const told = new Set(fine.scopes.flatMap((scope) => scope.acts.map((act) => `${act.at.line}:${act.callee}`)));
  for (const scope of coarse.scopes) {
    const known = scopes.get(scope.name);
    const acts = scope.acts.filter((act) => !told.has(`${act.at.line}:${act.callee}`));
    scopes.set(scope.name, {
      name: scope.name,
      calls: [...new Set([...(known?.calls ?? []), ...scope.calls])],
      acts: [...(known?.acts ?? []), ...acts],
    });
  }
  return { ...coarse, imports: [...new Set([...fine.imports, ...coarse.imports])], scopes: [...scopes.values()] };
}
