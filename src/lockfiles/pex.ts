import type { LockedPackage } from '../model/lockfile.js';
import { NO_OPTIONS } from '../model/lockfile.js';
import { type NormalizedName, normalizeName } from '../model/names.js';
import { entryProblem, type Problem } from '../model/problem.js';
import { parseRequirement } from '../model/requirement.js';
import { printable } from '../model/text.js';
import { unreadable } from './entries.js';
import { foldRows } from './fold-rows.js';
import { format } from './format.js';
import { type PexLines, pexLines } from './pex-lines.js';
import { pexPackage } from './pex-package.js';
import { PexDocument, PexRequirement, type PexResolve } from './pex-schema.js';
import { type Read, readAs } from './toml.js';

const RELOCK = 'Lock again (`pants generate-lockfiles` or `pex3 lock create`) and commit the result.';

/**
 * Locks of PEX, which Pants writes under names of the team's choice: https://docs.pex-tool.org/ and
 * https://www.pantsbuild.org/stable/docs/python/overview/lockfiles. JSON, in Pants below a header of `//` lines.
 */
export const pex = format({
  id: 'pex',
  title: 'PEX lock',
  matches: (path) => /(?:^|[/.])pex(?:-lock)?\.(?:lock|json)$/u.test(path),
  recognises: (text) => /^\s*(?:\/\/[^\n]*\n\s*)*\{/u.test(text) && /"locked_resolves"\s*:/u.test(text),

  parse(text, path) {
    const id = { format: 'pex', path };
    const read = readDocument(text);
    if (read.kind === 'misread') return unreadable(id, read.what, RELOCK, read.line);
    const document = read.value;
    const asked = requirementsOf(document.requirements ?? []);
    const lines = pexLines(text);
    let index = 0;
    const entries = document.locked_resolves.flatMap((resolve) =>
      resolve.locked_requirements.map((value) => {
        const entry = readEntry(value, { resolve, asked, lines, index, path });
        index += 1;
        return entry;
      }),
    );
    return {
      ...id,
      packages: foldRows(entries.flatMap(({ locked }) => locked ?? [])),
      options: {
        ...NO_OPTIONS,
        requiresPython: (document.requires_python ?? []).join(' or ') || null,
        allowPrereleases: document.allow_prereleases ?? false,
      },
      includes: [],
      problems: entries.flatMap(({ problems }) => problems),
    };
  },
});

/** Pants keeps its own notes in `//` lines above the JSON. Anything else there is a mistake, as it is to the tools. */
function readDocument(text: string): Read<PexDocument> {
  try {
    const document: unknown = JSON.parse(text.slice(headerEnd(text)));
    return readAs(PexDocument, document);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'misread', what: `not valid JSON (${printable(reason)})`, line: null };
  }
}

const headerEnd = (text: string): number => /^(?:[ \t]*(?:\/\/[^\n]*)?\r?\n)*/u.exec(text)?.[0].length ?? 0;

/** What the project asks for itself, by name. */
export type Asked = ReadonlyMap<NormalizedName, { readonly url: string | null; readonly extras: readonly string[] }>;

const requirementsOf = (texts: readonly string[]): Asked =>
  new Map(
    texts.flatMap((text) => {
      const requirement = parseRequirement(text);
      return requirement === null ? [] : [[requirement.name, requirement] as const];
    }),
  );

interface Context {
  readonly resolve: PexResolve;
  readonly asked: Asked;
  readonly lines: PexLines;
  /** Which requirement of the file it is. */
  readonly index: number;
  readonly path: string;
}

interface Entry {
  readonly locked: LockedPackage | null;
  readonly problems: readonly Problem[];
}

function readEntry(value: unknown, { resolve, asked, lines, index, path }: Context): Entry {
  const block = lines.blockOf(index);
  const problem = (what: string): Problem => entryProblem(path, block.line, `${what} ${RELOCK}`);
  const refuse = (what: string): Entry => ({
    locked: null,
    problems: [problem(`This entry of \`locked_requirements\` was not reviewed: ${what}.`)],
  });
  const raw = readAs(PexRequirement, value);
  if (raw.kind === 'misread') return refuse(raw.what);
  const read = pexPackage(raw.value, {
    asked: asked.get(normalizeName(raw.value.project_name)) ?? null,
    block,
    resolve,
  });
  if (read.kind === 'misread') return refuse(read.what);
  const { entry, strange } = read.value;
  const problems = strange.map(({ text }) =>
    problem(
      `"${entry.name}" has the hash "${printable(text, 80)}", which is none of a known kind, so that file cannot be compared.`,
    ),
  );
  const fileless = entry.artifacts.length === 0 && entry.source.kind === 'index';
  const missing = `"${entry.name}" comes from an index and lists no file, so what would be installed cannot be compared.`;
  return { locked: entry, problems: fileless ? [...problems, problem(missing)] : problems };
}
