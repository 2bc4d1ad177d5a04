import { parseBatch } from './batch.js';
import { commandActs } from './command-acts.js';
import type { Interpreters } from './command-flow.js';
import type { ContentAct, ContentActs } from './facts.js';
import { type CommandReader, javascriptActs } from './javascript.js';
import { powershellActs } from './powershell.js';
import { parseShell } from './shell.js';
import { windowsScriptActs } from './windows-script.js';

/** Languages that are read for what they do. */
export type ScriptLanguage = 'shell' | 'batch' | 'powershell' | 'wscript' | 'javascript';

const ENDINGS: readonly (readonly [ending: RegExp, language: ScriptLanguage])[] = [
  [/\.(?:sh|bash|zsh|ksh|command|csh|fish)$/iu, 'shell'],
  [/\.(?:bat|cmd)$/iu, 'batch'],
  [/\.(?:ps1|psm1|psd1)$/iu, 'powershell'],
  [/\.(?:vbs|vbe|wsf|hta|jse)$/iu, 'wscript'],
  [/\.(?:js|mjs|cjs)$/iu, 'javascript'],
];

const FIRST_LINES: readonly (readonly [line: RegExp, language: ScriptLanguage])[] = [
  [/^#!.*\b(?:ba|z|da|k|a|c|tc|fi)?sh\b/u, 'shell'],
  [/^#!.*\b(?:node|bun|deno)\b/u, 'javascript'],
  [/^#!.*\b(?:pwsh|powershell)\b/u, 'powershell'],
  [/^@echo off/iu, 'batch'],
];

/** The language of a script by its first line, else by its name; null for other files. */
export function scriptLanguage(path: string, bytes: Uint8Array): ScriptLanguage | null {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1').split('\n', 1)[0] ?? '';
  const byLine = FIRST_LINES.find(([line]) => line.test(head));
  return (byLine ?? ENDINGS.find(([ending]) => ending.test(path)))?.[1] ?? null;
}

/** Longest script that is read whole; scripts of people are far shorter. JavaScript has its own bound. */
const MAX_SCRIPT = 1024 * 1024;
const MAX_ACTS = 200;

/** What a script does. Light reading: comments and texts are respected, control flow is not. */
export function scriptActs(bytes: Uint8Array, language: ScriptLanguage): ContentActs {
  if (language === 'javascript') return { acts: javascriptActs(bytes, commandsAt('shell', 1)), partly: null };
  const partly = bytes.length > MAX_SCRIPT ? `it has more than ${MAX_SCRIPT / 1024} KiB` : null;
  const text = decode(bytes.subarray(0, MAX_SCRIPT));
  return { acts: textActs(text, language, 1, 0).slice(0, MAX_ACTS), partly };
}

/**
 * What a command line or a piece of script text does, for whoever finds one inside a program: the argument of `os.system`, of `bash -c`, `powershell -enc`, `node -e`.
 */
export const scriptTextActs = (text: string, language: ScriptLanguage): readonly ContentAct[] =>
  textActs(text.slice(0, MAX_SCRIPT), language, 1, 0);

/** Editors of Windows save UTF-16; the first two bytes say so. */
function decode(bytes: Uint8Array): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return Buffer.from(bytes).toString(isWide ? 'utf16le' : 'utf8');
}

/** A script inside a script inside a script. */
const MAX_DEPTH = 4;

function textActs(text: string, language: ScriptLanguage, line: number, depth: number): readonly ContentAct[] {
  switch (language) {
    case 'shell':
      return commandActs(parseShell(text, line), 'sh', interpretersAt(depth));
    case 'batch':
      return commandActs(parseBatch(text), 'batch', interpretersAt(depth));
    case 'powershell':
      return [...powershellActs(text, line)];
    case 'wscript':
      return windowsScriptActs(text, commandsAt('batch', depth + 1), line);
    case 'javascript':
      return javascriptActs(Buffer.from(text), commandsAt('shell', depth + 1), line);
  }
}

const commandsAt =
  (language: ScriptLanguage, depth: number): CommandReader =>
  (command, line) =>
    command === '' || depth >= MAX_DEPTH ? [] : textActs(command, language, line, depth + 1);

const PROGRAMS: Readonly<Record<string, ScriptLanguage>> = {
  sh: 'shell',
  cmd: 'batch',
  powershell: 'powershell',
  pwsh: 'powershell',
  node: 'javascript',
  bun: 'javascript',
};

const interpretersAt = (depth: number): Interpreters => ({
  nested(program, text, line) {
    const language = PROGRAMS[program];
    return language === undefined || depth >= MAX_DEPTH ? null : textActs(text, language, line, depth + 1);
  },
});
