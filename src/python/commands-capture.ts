import { minerSign } from '../model/miners.js';
import type { Act } from '../model/profile.js';
import { HOLE } from './constants.js';
import { CAPTURED, CLIPBOARD, ENVIRONMENT, HOST_FACTS } from './value.js';

/** What a command does besides being a process: it watches the user, asks a name server or mines. */
export interface CommandUse {
  readonly act: Act;
  /** Provenance of what it acts on, as the shell fills it in. */
  readonly on: number;
}

/** What the text of a command tells beyond its first words. */
export interface CommandUses {
  readonly uses: readonly CommandUse[];
  /** Provenance of what it prints. */
  readonly gives: number;
  /** The part that shows a miner at work; null without one. */
  readonly mining: string | null;
}

// A program at the beginning of a command, or where a shell begins another: not the `xclip` of `which xclip`.
const program = (names: string): RegExp =>
  new RegExp(
    `(?:^|[;&|(\`\\n]\\s*|\\$\\(\\s*|-c(?:ommand)?\\s+["']?|/c\\s+)(?:sudo\\s+)?(?:\\S*[/\\\\])?(?:${names})(?:\\.exe)?(?![\\w.-])`,
    'iu',
  );

const READS_CLIPBOARD = [
  program('pbpaste|wl-paste|termux-clipboard-get'),
  /\bxclip\b[^|;&]*\s-o(?:ut)?\b|\bxsel\b[^|;&]*\s(?:-\w*o\w*|--output)\b|\bGet-Clipboard\b|Clipboard\]::Get/iu,
];
const WRITES_CLIPBOARD = [
  program('pbcopy|wl-copy|termux-clipboard-set'),
  /\|\s*clip(?:\.exe)?\s*$|^clip(?:\.exe)?$|\bSet-Clipboard\b|Clipboard\]::Set|\bxclip\b[^|;&]*\s-i(?:n)?\b|\bxsel\b[^|;&]*\s(?:-\w*i\w*|--input)\b/iu,
];
const CAPTURES = [
  program(
    'screencapture|scrot|gnome-screenshot|maim|grim|spectacle|flameshot|fswebcam|imagesnap|arecord|logkeys|termux-microphone-record',
  ),
  /\bimport\s[^|;&]*-window\s+root\b|\bffmpeg\b[^|;&]*\s-f\s+(?:x11grab|gdigrab|avfoundation|dshow|v4l2|alsa|pulse)\b|\bCopyFromScreen\b|\bxinput\s+test(?:-xi2)?\b/iu,
];
const QUERY = program('nslookup|dig|host|drill|kdig|ping6?|tracert|traceroute|nping|Resolve-DnsName');

/** A name with a part that is filled in before a literal zone: `$(whoami).zone`, `%USERNAME%.zone`. */
const FILLED_NAME = new RegExp(
  `[^\\s"']*(?:${HOLE}|\\$\\([^)]*\\)|\`[^\`]*\`|%\\w+%|\\$\\{?\\w+\\}?|\\$env:\\w+)[^\\s"']*\\.[A-Za-z${HOLE}][^\\s"']*`,
  'u',
);
const FILLED_BY_SHELL =
  /\$\([^)]*\)|`[^`]+`|%(?:USERNAME|COMPUTERNAME|USERDOMAIN)%|\$\{?(?:USER|HOSTNAME|LOGNAME)\b|\$env:(?:USERNAME|COMPUTERNAME)/iu;

const HOST_COMMAND =
  /^(?:\S*[/\\])?(?:whoami|hostname|id|uname|ifconfig|ipconfig|systeminfo|ip\s+(?:a|addr)|net\s+user|wmic\s+\S+\s+get|system_profiler|ioreg)(?:\.exe)?\b/iu;
const ENVIRONMENT_COMMAND = /^(?:\S*\/)?(?:env|printenv)\s*$|^(?:cmd(?:\.exe)?\s+\/c\s+)?set\s*$/iu;

const MAX_COMMAND = 8000;

/** Reads the text of a command; unknown parts are HOLEs, and `tags` is the provenance of what fills them. */
export function commandUses(command: string, tags: number): CommandUses {
  const text = command.slice(0, MAX_COMMAND);
  const reads = matches(READS_CLIPBOARD, text);
  const captures = matches(CAPTURES, text);
  const lookUp = lookUpOf(text, tags);
  const uses: CommandUse[] = [
    ...(reads ? [{ act: 'read-clipboard' as const, on: 0 }] : []),
    ...(matches(WRITES_CLIPBOARD, text) ? [{ act: 'write-clipboard' as const, on: 0 }] : []),
    ...(captures ? [{ act: 'capture' as const, on: 0 }] : []),
    ...(lookUp === null ? [] : [lookUp]),
  ];
  const gives =
    (reads ? CLIPBOARD : 0) |
    (captures ? CAPTURED : 0) |
    (HOST_COMMAND.test(text) ? HOST_FACTS : 0) |
    (ENVIRONMENT_COMMAND.test(text) ? ENVIRONMENT : 0);
  return { uses, gives, mining: minerSign(text) };
}

const matches = (patterns: readonly RegExp[], text: string): boolean => patterns.some((pattern) => pattern.test(text));

function lookUpOf(text: string, tags: number): CommandUse | null {
  if (!QUERY.test(text)) return null;
  const name = FILLED_NAME.exec(text)?.[0];
  if (name === undefined) return null;
  const on = FILLED_BY_SHELL.test(name) ? HOST_FACTS : 0;
  return (on | tags) === 0 ? null : { act: 'look-up', on };
}
