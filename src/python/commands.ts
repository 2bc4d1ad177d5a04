import type { Trait } from '../model/profile.js';
import { HOLE } from './constants.js';

/** What the text of a command says. */
export interface Command {
  /** It fetches a file or text from the network. */
  readonly downloads: boolean;
  /** What it fetches it also runs. */
  readonly runsDownload: boolean;
  /** It hides a command in base64 or the like. */
  readonly encoded: boolean;
  readonly installs: boolean;
  readonly traits: readonly Trait[];
}

const DOWNLOADER =
  /(?:^|[\s;&|"'`(/\\])(?:curl|wget|aria2c|certutil(?:\.exe)?\s[^|;&]*-urlcache|bitsadmin|Start-BitsTransfer|Invoke-WebRequest|Invoke-RestMethod|iwr|irm|DownloadString|DownloadFile|DownloadData|Net\.WebClient)(?=$|[\s."'(;)])/iu;
const PIPED_TO_SHELL =
  /\|\s*(?:sudo\s+(?:-\w+\s+)*)?(?:\/\S*\/)?(?:env\s+)?(?:ba|z|da|k|a)?sh\b|\|\s*(?:sudo\s+)?(?:\/\S*\/)?(?:python[\d.]*|perl|ruby|node|php|iex|Invoke-Expression|powershell|pwsh|cmd)\b/iu;
const SUBSTITUTED =
  /(?:eval|source|\.|(?:ba|z|da)?sh\s+-\w*c|python[\d.]*\s+-c)\s+["']?(?:\$\(|`|<\()\s*(?:curl|wget)|(?:ba|z)?sh\s+<\(\s*(?:curl|wget)/iu;
const POWERSHELL_RUN = /\b(?:iex|Invoke-Expression|Start-Process|saps)\b|&\s*\$|DownloadString[^|;]*\|/iu;
// The fetched file is made executable or started by a later part of the same command.
const THEN_RUN =
  /(?:&&|;|\n|&)\s*(?:sudo\s+)?(?:chmod\s+\S*[+x7]|(?:ba|z|da)?sh\s|python[\d.]*\s|\.\/|start\s|nohup\s|mshta|rundll32|regsvr32|msiexec|open\s)/iu;
const ENCODED =
  /\bpowershell(?:\.exe)?\b[^\n]*\s-e(?:nc?|ncodedcommand)?\b\s+\S{8}|\bpwsh\b[^\n]*\s-e\w*\s+\S{8}|base64\s+(?:-d|--decode|-D)\b|\bFromBase64String\b|openssl\s+(?:enc\s+-d|base64\s+-d)|xxd\s+-r/iu;
const INSTALLS =
  /(?:^|[\s/\\;&|"'(])(?:pip[\d.]*|uv\s+pip|pipx|easy_install|conda|mamba|npm|pnpm|yarn|bun|gem|cargo)(?:\.exe)?['"]?\s+(?:-\S+\s+)*(?:install|add|i)\b|-m\s+pip\s+(?:-\S+\s+)*install\b|easy_install\s/iu;

const TRAITS: readonly (readonly [trait: Trait, pattern: RegExp])[] = [
  ['detached', /\b(?:nohup|setsid|disown)\b|(?<![&>])&\s*$|\bstart\s+\/b\b|\bStart-Process\b/iu],
  ['hidden-window', /-w(?:in(?:dowstyle)?)?\s+(?:hidden|h\b|1\b)|\bstart\s+\/min\b|-noni\b[^\n]*-w\b/iu],
  ['silenced-output', />\s*\/dev\/null|&>\s*\/dev\/null|>\s*nul\b|\|\s*Out-Null/iu],
  [
    'tls-off',
    /\bcurl\b[^\n|;&]*\s(?:-\w*k\w*|--insecure)\b|\bwget\b[^\n|;&]*--no-check-certificate|SkipCertificateCheck|ServerCertificateValidationCallback/iu,
  ],
];

/** Longest part of a command that is looked at: patterns with gaps must not be run over megabytes. */
const MAX_COMMAND = 8000;

/** Reads the text of a command; unknown parts are HOLEs. */
export function readCommand(command: string): Command {
  const text = command.slice(0, MAX_COMMAND).replaceAll('^', '');
  const downloads = DOWNLOADER.test(text);
  return {
    downloads,
    runsDownload:
      (downloads && (PIPED_TO_SHELL.test(text) || THEN_RUN.test(text) || POWERSHELL_RUN.test(text))) ||
      SUBSTITUTED.test(text) ||
      /\bmshta\s+["']?https?:/iu.test(text),
    encoded: ENCODED.test(text),
    installs: INSTALLS.test(text),
    traits: TRAITS.filter(([, pattern]) => pattern.test(text)).map(([trait]) => trait),
  };
}

/** Programs that run the file they are given. */
const LAUNCHER =
  /^(?:python[\d.]*w?|pypy[\d.]*|pip[\d.]*|(?:ba|z|da|k|a|c)?sh|cmd|powershell|pwsh|node|bun|deno|java|javaw|perl|ruby|php|lua|wscript|cscript|mshta|rundll32|regsvr32|msiexec|start|open|xdg-open|sudo|su|nohup|setsid|env|nice|timeout|exec|eval|source|call|xargs|time|wine|mono|dotnet|osascript|systemctl|schtasks|insmod|ld\.so|sc|at|gdb|strace|explorer)(?:\.exe)?$/iu;

/**
 * Whether a command runs a file that its text names, rather than reading it: `tar xf FILE` does not, `sh FILE` and `FILE` do.
 * A command with several parts, or whose program is not known, may.
 */
export function mayRunArguments(command: string): boolean {
  const text = command.slice(0, 400).trim();
  const first = text.split(/\s+/u, 1)[0] ?? '';
  const program = first.replaceAll(/["']/gu, '').replaceAll('\\', '/').split('/').at(-1) ?? '';
  return text === '' || first.includes(HOLE) || LAUNCHER.test(program) || /[;&|\n]|\$\(/u.test(text);
}

/** Programs that run the file named first among their arguments, and those that run another program. */
const INTERPRETER =
  /^(?:python[\d.]*w?|pypy[\d.]*|(?:ba|z|da|k|a|c)?sh|perl|ruby|node|bun|php|lua|pwsh|powershell|source|\.|start|open|xdg-open)(?:\.exe)?$/iu;
const WRAPPER = /^(?:sudo|nohup|setsid|env|exec|nice|time|eval|\w+=\S*)$/u;

/** Whether a command runs the file of that short name in its own directory: `./a`, `sh a`; not `ls a`, nor `a` on the search path. */
export function runsShortName(command: string, name: string): boolean {
  const here = `./${name}`;
  return command
    .slice(0, MAX_COMMAND)
    .split(/[;&|\n]+/u)
    .some((part) => {
      const words = part.replaceAll(/["']/gu, ' ').split(/\s+/u);
      const [program = '', file] = words.filter((word) => word !== '' && !word.startsWith('-') && !WRAPPER.test(word));
      const runs = INTERPRETER.test(program.split('/').at(-1) ?? '') && (file === name || file === here);
      return program === here || runs;
    });
}

/** The first words of a command, for a reader; null when nothing of it is known. */
export function commandTitle(command: string): string | null {
  const words = command.slice(0, 400).replaceAll(HOLE, '…').trim().split(/\s+/u).slice(0, 8).join(' ');
  if (words === '' || /^…+$/u.test(words)) return null;
  const lasting = LASTING.exec(command.slice(0, MAX_COMMAND).replaceAll(HOLE, '…'))?.[0];
  return lasting === undefined || words.includes(lasting) ? words : `${words} … ${lasting}`;
}

/** What makes a command last, wherever in a long line it stands. */
const LASTING =
  /\bschtasks(?:\.exe)?\s[^;&|\n]{0,200}?\/create\b|\bcrontab\s+(?:-(?!l\b)\S*|\S+)|\blaunchctl\s+(?:load|bootstrap)\b|\bsystemctl\s[^;&|\n]{0,60}?\benable\b|\bsc(?:\.exe)?\s+create\s|\breg(?:\.exe)?\s+add\s[^;&|\n]{0,200}?(?:\bRun(?:Once)?\b|Winlogon)|\bNew-ScheduledTask\w*|\bRegister-ScheduledTask\b|\bNew-Service\s|\bsetx(?:\.exe)?\s+PYTHON\w+|\bcore\.hooksPath\b/iu;

/** Host and path of the first URL in a text, for a reader; null without one. */
export function urlTitle(text: string): string | null {
  const match = /(?<scheme>https?|ftp|wss?):\/\/(?<rest>[^\s"'`<>|;)\\]{1,200})/iu.exec(text.slice(0, 20_000));
  const rest = match?.groups?.['rest'];
  if (match === null || rest === undefined) return null;
  const shown = rest.replace(/^[^/@]*@/u, '').replaceAll(HOLE, '…');
  const cut = shown.length > 100 ? `${shown.slice(0, 99)}…` : shown;
  return /^…/u.test(cut) ? null : cut;
}
