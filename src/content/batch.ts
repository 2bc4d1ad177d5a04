import { type Command, HOLE } from './command.js';

const MAX_LINES = 20_000;
/** Characters that variables may fill in: a value that doubles itself must end. */
const MAX_FILLED = 2_000_000;

interface Variables {
  readonly values: Map<string, string>;
  room: number;
}

/**
 * Splits a Windows batch script into commands: carets, comments (`rem`, `::`) and quotes are respected, `%name%` of plain assignments filled
 * in, labels and conditions ignored. Linear, and never fails.
 */
export function parseBatch(text: string): readonly Command[] {
  const variables: Variables = { values: new Map(), room: MAX_FILLED };
  return joined(text)
    .slice(0, MAX_LINES)
    .flatMap(({ line, text: whole }) => commandsOf(whole, line, variables));
}

interface Line {
  readonly text: string;
  readonly line: number;
}

/** A caret at its end continues a line. */
function joined(text: string): readonly Line[] {
  const lines: Line[] = [];
  let parts: string[] = [];
  for (const [index, raw] of text.split(/\r?\n/u).entries()) {
    const goesOn = raw.endsWith('^') && parts.length < MAX_CONTINUED;
    parts.push((goesOn ? raw.slice(0, -1) : raw).slice(0, MAX_LINE));
    if (goesOn) continue;
    lines.push({ text: parts.join(' ').slice(0, MAX_LINE), line: index + 2 - parts.length });
    parts = [];
  }
  return parts.length === 0 ? lines : [...lines, { text: parts.join(' ').slice(0, MAX_LINE), line: 1 }];
}

const MAX_CONTINUED = 200;
/** The command processor itself takes 8,191 characters. */
const MAX_LINE = 20_000;

const COMMENT = /^[\s@]*(?:rem\b|::)/iu;

function commandsOf(line: string, number: number, variables: Variables): readonly Command[] {
  if (COMMENT.test(line)) return [];
  const commands: Command[] = [];
  let isPiped = false;
  for (const { text, operator } of parts(line)) {
    const command = commandOf(text, number, isPiped, variables);
    isPiped = operator === '|';
    if (command !== null) commands.push(command);
  }
  return commands;
}

interface Part {
  readonly text: string;
  readonly operator: string;
}

const PART = /(?<text>(?:"[^"]*"|\^.|[^"&|^]|")*?)(?<operator>&&|\|\||[&|]|$)/gu;

function parts(line: string): readonly Part[] {
  return [...line.matchAll(PART)].map(({ groups }) => ({
    text: (groups?.['text'] ?? '').replaceAll(/\^(?<char>.)/gu, '$<char>'),
    operator: groups?.['operator'] ?? '',
  }));
}

function commandOf(text: string, line: number, isPiped: boolean, variables: Variables): Command | null {
  const plain = text.replace(/^[\s@(]+/u, '').replaceAll(/%(?<name>\w+)%/gu, (whole, name: string) => {
    const value = variables.values.get(name.toLowerCase());
    if (value !== undefined && value.length <= variables.room) {
      variables.room -= value.length;
      return value;
    }
    return /^(?:temp|tmp|appdata|localappdata|userprofile|programdata|public)$/iu.test(name) ? whole : HOLE;
  });
  const setting = /^set\s+"?(?<name>\w+)=(?<value>[^"]*)/iu.exec(plain)?.groups;
  if (setting !== undefined)
    variables.values.set((setting['name'] ?? '').toLowerCase(), (setting['value'] ?? '').slice(0, 8000));
  const words = [...plain.slice(0, MAX_LINE).matchAll(/(?:"[^"]*"|[^\s"])+/gu)].map(([word]) =>
    word.replaceAll('"', ''),
  );
  if (words.length === 0) return null;
  const writesTo = words.flatMap((word, index) =>
    /^\d?>>?$/u.test(word) ? [words[index + 1] ?? ''] : (/^\d?>>?(?<to>[^&].*)/u.exec(word)?.groups?.['to'] ?? []),
  );
  const isDetached = /^start$/iu.test(words[0] ?? '');
  return { words, writesTo, inner: [], isPiped, isDetached, given: null, text: text.trim().slice(0, 2000), line };
}
