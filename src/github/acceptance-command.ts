import { isProjectName, type NormalizedName, normalizeName } from '../model/names.js';
import { printable } from '../model/text.js';
import { parseVersion, type Version } from '../model/versions.js';

/** What somebody asks for in a comment: to accept one rule's findings about one release. */
export interface AllowCommand {
  readonly name: NormalizedName;
  readonly version: Version;
  /** As it was written; whether there is such a rule is for others to say. */
  readonly rule: string;
  /** One line without hidden characters. */
  readonly reason: string;
}

export type ParsedComment =
  | { readonly kind: 'command'; readonly command: AllowCommand }
  /** It begins like a command and is none: a sentence for whoever wrote it. */
  | { readonly kind: 'unclear'; readonly reason: string }
  /** Any other comment. */
  | { readonly kind: 'none' };

export const USAGE = '/lockgate allow NAME==VERSION RULE because REASON';

const MAX_REASON = 300;

/**
 * Reads the first line of a comment. The grammar is exact, so that a quoted, indented or half-remembered line does nothing; the rest of the comment
 * is for people.
 */
export function parseComment(body: string): ParsedComment {
  const line = (body.split(/\r?\n/u, 1)[0] ?? '').trimEnd();
  if (!BEGINNING.test(line)) return { kind: 'none' };
  const { release, rule, reason } = COMMAND.exec(line)?.groups ?? {};
  if (release === undefined || rule === undefined || reason === undefined) return unclear(missing(line));
  const named = releaseOf(release);
  if (named === null)
    return unclear(`"${printable(release, 100)}" is no release. Write its name and version as in requests==2.32.3.`);
  const told = reason.replaceAll(/\s+/gu, ' ').trim();
  if (told.length > MAX_REASON)
    return unclear(`The reason has ${told.length} characters, and at most ${MAX_REASON} are taken.`);
  // Whoever reviews the entry must see what it says; `printable` shows hidden characters by changing them.
  if (printable(told, Number.POSITIVE_INFINITY) !== told)
    return unclear('The reason holds characters that cannot be seen or that reorder text. Type it anew.');
  return { kind: 'command', command: { ...named, rule, reason: told } };
}

const BEGINNING = /^\/lockgate allow(?: |$)/u;
const COMMAND = /^\/lockgate allow (?<release>[^ ]+) (?<rule>[^ ]+) because (?<reason>[^ ].*)$/u;
const WITHOUT_REASON = /^\/lockgate allow [^ ]+ [^ ]+(?: because)?$/u;

const unclear = (reason: string): ParsedComment => ({ kind: 'unclear', reason });

const missing = (line: string): string =>
  WITHOUT_REASON.test(line)
    ? 'The reason is missing. Whoever reads the policy later must know why this was acceptable.'
    : 'The line does not have the form of the command.';

// Without the flag `i`: with it, and `u`, letters such as the Kelvin sign would count as ASCII.
const RELEASE = /^(?<name>[A-Za-z0-9._-]{1,200})==(?<version>[A-Za-z0-9.!+_-]{1,100})$/u;

function releaseOf(text: string): Pick<AllowCommand, 'name' | 'version'> | null {
  const { name, version } = RELEASE.exec(text)?.groups ?? {};
  if (name === undefined || version === undefined || !isProjectName(name)) return null;
  const parsed = parseVersion(version);
  return parsed === null ? null : { name: normalizeName(name), version: parsed };
}
