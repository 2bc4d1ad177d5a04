import { isAscii } from 'node:buffer';
import type { Grammar } from '../ports.js';
import { type Analysis, analyse } from './analyse.js';
import { decodeSource } from './decode.js';
import type { CodeScope, ImportedModules, ModuleLinks, PythonFile, PythonReader, ReadingDepth } from './facts.js';
import { isOfInterest } from './interest.js';
import { withExecCalls } from './legacy.js';
import { linksOfShape } from './links.js';
import { callsOf, type Outline, outline } from './outline.js';
import { placesOf } from './places.js';
import { signsIn } from './signs.js';
import { loadPythonGrammar, type ParsePython } from './syntax.js';
import { tokenActs } from './tokenacts.js';
import { type Tokens, tokenize } from './tokens.js';

/** Loads the grammar once and gives the reader; the reader keeps nothing between files. */
export async function createPythonReader(grammar: Grammar): Promise<PythonReader> {
  const parse = await loadPythonGrammar(grammar);
  return {
    read: (bytes, path, depth = 'full', imported) => read(parse, bytes, path, { depth, imported: imported ?? null }),
  };
}

/** Longest text that is given to the grammar; generated data of that size has no one to read it either. */
const MAX_SYNTAX = 4_000_000;

interface Reading {
  readonly depth: ReadingDepth;
  readonly imported: ImportedModules | null;
}

function read(parse: ParsePython, bytes: Uint8Array, path: string, reading: Reading): PythonFile {
  const { text, partly, oddCodec, loneReturns } = decodeSource(bytes);
  const tokens = tokenize(text);
  const shape = outline(tokens, path);
  // An odd codec makes other characters of ASCII ones.
  const isPlain = oddCodec === null && isAscii(bytes);
  const signs = signsIn({ text, tokens, shape, oddCodec, loneReturns }, isPlain);
  return { ...readFacts(parse, { text, tokens, shape, partly }, path, reading), signs };
}

interface Source {
  readonly text: string;
  readonly tokens: Tokens;
  readonly shape: Outline;
  readonly partly: string | null;
}

/** What the source does, by its syntax where that can be read; signs are added by the caller. */
function readFacts(
  parse: ParsePython,
  { text, tokens, shape, partly }: Source,
  path: string,
  { depth, imported }: Reading,
): PythonFile {
  if (depth !== 'syntax' && imported === null && !isOfInterest(tokens, shape))
    return fromTokens(path, shape, { partly, acts: null, text });
  if (depth === 'outline') return fromTokens(path, shape, { partly, acts: { tokens, place: placesOf(text) } });
  const analysis =
    text.length > MAX_SYNTAX
      ? `it is longer than ${MAX_SYNTAX / 1e6} million characters`
      : syntaxFacts(parse, withExecCalls(tokens), { path, imported });
  if (typeof analysis === 'string') {
    return fromTokens(path, shape, { partly: partly ?? analysis, acts: { tokens, place: placesOf(text) } });
  }
  if (analysis.partly === null) {
    const links = withLinks(linksOfShape(shape, null), analysis);
    return { path, tier: 'syntax', partly, imports: analysis.imports, scopes: analysis.scopes, signs: [], links };
  }
  const coarse = fromTokens(path, shape, {
    partly: partly ?? analysis.partly,
    acts: { tokens, place: placesOf(text) },
  });
  return merged(coarse, analysis);
}

/** The facts of the syntax tree, or why there are none. */
function syntaxFacts(
  parse: ParsePython,
  text: string,
  { path, imported }: { path: string; imported: ImportedModules | null },
): Analysis | string {
  const parsed = parse(text);
  if (parsed.kind === 'cancelled') return parsed.reason;
  try {
    return analyse(parsed, { text, path, parse, imported });
  } catch (error) {
    // The depth of recursion is bounded; should the stack be smaller than foreseen, the tokens still stand.
    if (error instanceof RangeError) return 'its expressions nest too deep to follow';
    throw error;
  }
}

interface TokenExtras {
  /** The source of a file in which nothing is of interest by itself. */
  readonly text?: string | null;
  readonly partly: string | null;
  readonly acts: { readonly tokens: Tokens; readonly place: ReturnType<typeof placesOf> } | null;
}

function fromTokens(path: string, shape: Outline, { partly, acts, text = null }: TokenExtras): PythonFile {
  const byScope = acts === null ? new Map<string, never[]>() : tokenActs(acts.tokens, shape, acts.place);
  const scopes = [...shape.scopes.values()].map(
    (scope): CodeScope => ({
      name: scope.name,
      calls: callsOf(shape, scope),
      acts: byScope.get(scope.name) ?? [],
    }),
  );
  const links = linksOfShape(shape, text);
  return { path, tier: 'tokens', partly, imports: [...shape.imports], scopes, signs: [], links };
}

/** Both tiers' facts of a file whose tree has holes: an act that both saw on one line is told once, as the tree has it. */
function merged(coarse: PythonFile, fine: Analysis): PythonFile {
  const scopes = new Map<string, CodeScope>(fine.scopes.map((scope) => [scope.name, scope]));
  const told = new Set(fine.scopes.flatMap((scope) => scope.acts.map((act) => `${act.at.line}:${act.callee}`)));
  for (const scope of coarse.scopes) {
    const known = scopes.get(scope.name);
    const acts = scope.acts.filter((act) => !told.has(`${act.at.line}:${act.callee}`));
    scopes.set(scope.name, {
      ...known,
      name: scope.name,
      calls: [...new Set([...(known?.calls ?? []), ...scope.calls])],
      acts: [...(known?.acts ?? []), ...acts],
    });
  }
  const links = coarse.links === undefined ? {} : { links: withLinks(coarse.links, fine) };
  const imports = [...new Set([...fine.imports, ...coarse.imports])];
  return { ...coarse, imports, scopes: [...scopes.values()], ...links };
}

const withLinks = (coarse: ModuleLinks, { links }: Analysis): ModuleLinks => ({
  ...coarse,
  ...links,
  renamed: new Map([...coarse.renamed, ...links.renamed]),
  bases: new Map([...coarse.bases, ...links.bases]),
});
