import type { Provenance, Trait } from '../model/profile.js';
import { urlIn } from './command.js';
import { fromBase64 } from './command-decode.js';
import type { ContentAct, ContentStep } from './facts.js';
import { isLastingPath, isSecretPath } from './secret-paths.js';
import { makeAct, placesOf } from './text-acts.js';

/** An encoded command may hold another one. */
const MAX_DEPTH = 4;
const MAX_TEXT = 1024 * 1024;
const MAX_ACTS = 100;

/**
 * What a PowerShell script does: downloads, `iex`, encoded commands (unfolded), assemblies loaded from memory, programs started, autostart entries. Statements
 * are told apart by line and semicolon, and a value that was fetched or decoded is followed by its variable or file.
 */
export function powershellActs(text: string, line = 1, depth = 0): readonly ContentAct[] {
  const code = withoutComments(text.slice(0, MAX_TEXT));
  const place = placesOf({ code, language: 'powershell', firstLine: line });
  const held = new Map<string, Held>();
  const acts: ContentAct[] = [];
  for (const { statement, offset } of statementsOf(code)) {
    if (acts.length >= MAX_ACTS) break;
    const reading: Reading = {
      statement: statement.slice(0, LOOKED_AT),
      whole: statement,
      at: place(offset),
      held,
      depth,
    };
    acts.push(...actsOf(reading));
    remember(reading);
  }
  return acts;
}

/** Comments blanked, backquotes inside words and joints of texts taken out: `i``ex`, `'Down'+'load'`. Lines stay. */
const withoutComments = (text: string): string =>
  tokensOf(text)
    .map(({ text: token, kind }) => (kind === 'comment' ? token.replaceAll(/[^\n]/gu, ' ') : token))
    .join('')
    .replaceAll(/`(?=[A-Za-z-])/gu, '')
    .replaceAll(/(?<=['"])[ \t]{0,8}\+[ \t]{0,8}(?=['"])/gu, '')
    .replaceAll(/(?<=\w)(?:''|"")(?=\w)/gu, '');

interface Token {
  readonly kind: 'comment' | 'quoted' | 'plain' | 'end';
  readonly text: string;
}

const TOKEN = /(?<end>[;\n])|(?<plain>[^;\n"'#<`]+|`[^\n]?|[<#"'])/y;

/** Splits into comments, texts in quotes, ends of statements and the rest. Every character is looked at a few times at most. */
function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const token = commentAt(text, at) ?? quotedAt(text, at) ?? plainAt(text, at);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function commentAt(text: string, at: number): Token | null {
  if (text.startsWith('<#', at)) {
    const end = text.indexOf('#>', at + 2);
    return { kind: 'comment', text: text.slice(at, end === -1 ? text.length : end + 2) };
  }
  // A comment begins where a word could: `a#b` is one word.
  if (text[at] !== '#' || !/^[\s;{(]?$/u.test(text.charAt(at - 1))) return null;
  const end = text.indexOf('\n', at);
  return { kind: 'comment', text: text.slice(at, end === -1 ? text.length : end) };
}

/** A text that is closed on its line; a quote alone is a character like others. */
function quotedAt(text: string, at: number): Token | null {
  const quote = text[at];
  if (quote !== '"' && quote !== "'") return null;
  for (let end = at + 1; end < Math.min(text.length, at + MAX_QUOTED) && text[end] !== '\n'; end += 1) {
    if (text[end] === quote) return { kind: 'quoted', text: text.slice(at, end + 1) };
    if (quote === '"' && text[end] === '`') end += 1;
  }
  return null;
}

const MAX_QUOTED = 200_000;

function plainAt(text: string, at: number): Token {
  TOKEN.lastIndex = at;
  const match = TOKEN.exec(text);
  const kind = match?.groups?.['end'] === undefined ? 'plain' : 'end';
  return { kind, text: match?.[0] ?? text.charAt(at) };
}

interface Statement {
  readonly statement: string;
  readonly offset: number;
}

/** Statements end with a line or a semicolon outside quotes; a pipeline goes on after a bar at the end of its line. */
function statementsOf(code: string): readonly Statement[] {
  const statements: Statement[] = [];
  let parts: string[] = [];
  let start = 0;
  let at = 0;
  for (const { kind, text } of [...tokensOf(code), { kind: 'end', text: '' } as const]) {
    at += text.length;
    const goesOn = text === '\n' && /[|(,{`]\s*$/u.test((parts.at(-1) ?? '').slice(-20));
    if (kind !== 'end' || goesOn) {
      parts.push(text);
      continue;
    }
    const statement = parts.join('');
    const indent = /^\s*/u.exec(statement)?.[0].length ?? 0;
    if (indent < statement.length)
      statements.push({ statement: statement.slice(0, MAX_STATEMENT), offset: start + indent });
    parts = [];
    start = at;
  }
  return statements;
}

/** Patterns with gaps must not be run over more; encoded commands are looked for in all of it. */
const MAX_STATEMENT = 100_000;
const LOOKED_AT = 4000;

interface Held {
  readonly inputs: readonly Provenance[];
  readonly steps: readonly ContentStep[];
}

interface Reading {
  /** Its first part. */
  readonly statement: string;
  readonly whole: string;
  readonly at: ContentStep['at'];
  /** Variables and files by what they hold; lower case. */
  readonly held: Map<string, Held>;
  readonly depth: number;
}

const FETCHES =
  /\b(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm|wget|curl|DownloadString|DownloadFile|DownloadData|OpenRead|Start-BitsTransfer|Net\.WebRequest|GetStringAsync|bitsadmin)\b|\bcertutil\b.*-urlcache/iu;
const DECODES =
  /\bFromBase64String\b|\b(?:Gzip|Deflate)Stream\b|\[char\]\s*(?:\(|\d|0x)|-bxor\b|ConvertTo-SecureString\b.*-Key/iu;
const RUNS_CODE =
  /(?:^|[\s;|&({=])(?:iex|Invoke-Expression)\b|\bInvokeCommand\.InvokeScript|\[scriptblock\]::Create|Reflection\.Assembly\]?::Load\b|\.EntryPoint\.Invoke|&\s*\(\s*(?:\$env:\w+\[|'i'\+|"i"\+|gcm|Get-Command|\$PSHOME|\$ShellId)/iu;
const STARTS =
  /(?:^|[\s;|&({=])(?:Start-Process|saps|Start-Job|Invoke-Item|ii)\b|\[Diagnostics\.Process\]::Start|Win32_Process|ShellExecute|(?:^|[;{(=|])\s*&\s*["'$]/iu;
const ENCODED =
  /\b(?:powershell|pwsh)(?:\.exe)?\b[\s\S]{0,400}?\s[-/]e(?:c|nc|nco\w*)?\s+["']?(?<packed>[A-Za-z0-9+/=]{16,})|^\s*(?:-\w+\s+(?:\w+\s+)?)*[-/]e(?:c|nc|nco\w*)?\s+["']?(?<bare>[A-Za-z0-9+/=]{16,})/iu;
const SENDS = /-Method\s+["']?(?:Post|Put)\b|\bUpload(?:String|File|Data|Values)\b|-Body\b|-InFile\b/iu;
const ENVIRONMENT = /\b(?:Get-ChildItem|gci|dir|ls)\s+env:|\[Environment\]::GetEnvironmentVariables/iu;
const FACTS = /\$env:(?:COMPUTERNAME|USERNAME|USERDOMAIN)|\bhostname\b|\bwhoami\b|\bsysteminfo\b|Get-ComputerInfo/iu;
const PERSISTS = /\b(?:Register-ScheduledTask|schtasks\b[\s\S]*\/create|New-Service|sc(?:\.exe)?\s+create)\b/iu;
const SOCKET = /Net\.Sockets\.TCPClient/iu;

function traitsOf(statement: string): readonly Trait[] {
  const found: Trait[] = [];
  if (/-w(?:in(?:dowstyle)?)?\s+["']?(?:hidden|h\b|1\b)/iu.test(statement)) found.push('hidden-window');
  if (/SkipCertificateCheck|ServerCertificateValidationCallback/iu.test(statement)) found.push('tls-off');
  if (/Out-Null|>\s*\$null/iu.test(statement)) found.push('silenced-output');
  return found;
}

function actsOf(reading: Reading): readonly ContentAct[] {
  const { statement, at } = reading;
  const source = sourceOf(reading);
  const traits = traitsOf(statement);
  const url = urlIn([statement]);
  const acts: ContentAct[] = [...unfolded(reading)];
  const made = (
    act: ContentAct['act'],
    callee: string,
    what: string,
    more: Partial<Parameters<typeof makeAct>[0]> = {},
  ): void => {
    acts.push(makeAct({ act, callee: `powershell:${callee}`, at, what, traits, ...more }));
  };
  if (RUNS_CODE.test(statement) && source.inputs.length > 0)
    made('run-code', 'iex', 'runs it as a script', { inputs: source.inputs, before: source.steps, target: url });
  else if (STARTS.test(statement) && source.inputs.length > 0)
    made('run-process', 'start-process', 'starts it', {
      inputs: ['downloaded-file'],
      before: source.steps,
      target: statement,
    });
  if (SENDS.test(statement) && (FETCHES.test(statement) || /Upload/iu.test(statement)))
    made('send', 'invoke-webrequest', `sends to ${url ?? 'the network'}`, {
      target: url,
      inputs: source.inputs.filter(isTold),
      before: source.steps,
    });
  else if (FETCHES.test(statement))
    made('fetch', 'invoke-webrequest', `fetches ${url ?? 'from the network'}`, { target: url });
  if (SOCKET.test(statement) && /GetStream|TCPClient\(/iu.test(statement))
    made('fetch', 'tcpclient', 'connects a socket', { target: null });
  if (PERSISTS.test(statement)) made('run-process', 'register', 'registers a task or service', { target: statement });
  const lasting = words(statement).find(isLastingPath);
  if (lasting !== undefined && /\b(?:Set-|New-|Add-|Copy-|Out-File|Move-|reg\b)/iu.test(statement))
    made('write-file', 'set-item', `writes to ${lasting}`, { target: lasting });
  return acts;
}

const isTold = (input: Provenance): boolean => input !== 'network' && input !== 'downloaded-file';

const words = (statement: string): readonly string[] => statement.slice(0, 4000).match(/[^\s"'(),;]+/gu) ?? [];

/** What flows into a statement: fetched or decoded in it, or held by a variable or file that it names. */
function sourceOf({ statement, at, held }: Reading): Held {
  const inputs: Provenance[] = [];
  const steps: ContentStep[] = [];
  const note = (input: Provenance, what: string): void => {
    inputs.push(input);
    steps.push({ what, at });
  };
  if (FETCHES.test(statement)) note('network', `fetches ${urlIn([statement]) ?? 'from the network'}`);
  if (DECODES.test(statement)) note('decoded', 'decodes a text');
  if (ENVIRONMENT.test(statement)) note('environment', 'reads the environment');
  if (FACTS.test(statement)) note('host-facts', 'reads facts about the machine');
  if (words(statement).some(isSecretPath)) note('secret-file', 'reads secrets');
  for (const name of namesIn(statement)) {
    const known = held.get(name);
    if (known === undefined) continue;
    inputs.push(...known.inputs);
    steps.unshift(...known.steps);
  }
  return { inputs: [...new Set(inputs)], steps: steps.slice(0, 4) };
}

/** Variables, and short names of files. */
const namesIn = (statement: string): readonly string[] =>
  (
    statement.slice(0, 4000).match(/\$(?:env:)?\w+|[\w-]+\.(?:exe|dll|ps1|bat|cmd|vbs|js|zip|msi|scr|py)\b/giu) ?? []
  ).map((name) => name.toLowerCase());

/** Variables that a statement assigns, and files that it saves. */
function remember(reading: Reading): void {
  const { statement, held } = reading;
  const { inputs, steps } = sourceOf(reading);
  if (inputs.length === 0) return;
  const variable = /^\s*(?:\[\w+\])?\$(?<name>\w+)\s*\+?=/u.exec(statement)?.groups?.['name'];
  if (variable !== undefined) held.set(`$${variable.toLowerCase()}`, { inputs, steps });
  if (!FETCHES.test(statement)) return;
  // Where it is saved may be a variable too: then whoever starts that variable starts the download.
  const saved =
    /(?:-OutFile|-Destination|-o)\s+["']?(?<path>[^\s"';|]+)|DownloadFile\s*\([^,]+,\s*["']?(?<second>[^\s"')]+)/iu.exec(
      statement,
    )?.groups;
  const path = (saved?.['path'] ?? saved?.['second'] ?? '').replaceAll('\\', '/').toLowerCase();
  const file: Held = { inputs: ['downloaded-file'], steps };
  if (path !== '') for (const name of [path, ...namesIn(path)]) held.set(name, file);
}

/** Acts of the command that a statement carries in base64. */
function unfolded({ statement, whole, at, depth }: Reading): readonly ContentAct[] {
  const groups = ENCODED.exec(whole)?.groups;
  const packed = groups?.['packed'] ?? groups?.['bare'];
  if (packed === undefined) return [];
  const before: ContentStep = { what: 'unpacks an encoded command', at };
  const text = depth < MAX_DEPTH ? fromBase64(packed) : null;
  const inside = text === null ? [] : powershellActs(text, at.line ?? 1, depth + 1);
  const run = makeAct({
    act: 'run-process',
    callee: 'powershell:encodedcommand',
    at,
    what: 'runs an encoded command',
    target: text === null ? 'powershell -EncodedCommand' : `powershell ${text.slice(0, 120)}`,
    inputs: ['decoded'],
    traits: traitsOf(statement),
    before: [before],
  });
  return [run, ...inside.map((act) => ({ ...act, steps: [before, ...act.steps] }))];
}
