import type { ContentAct, ContentPlace } from '../content/facts.js';
import type { Act, Provenance } from '../model/profile.js';
import { printable } from '../model/text.js';
import type { Marshalled, MarshalledCode } from '../python/marshal.js';

/**
 * What compiled code that nobody can read seems to do, by the names it uses: `os` and `system` in one code object. The order of its
 * instructions is not known, so a value that is decoded or fetched in the same function counts as what is run there.
 */
export function bytecodeActs(codes: readonly MarshalledCode[]): readonly ContentAct[] {
  const acts = codes.toReversed().flatMap(actsOf);
  return acts.slice(0, MAX_ACTS);
}

const MAX_ACTS = 200;

interface Row {
  readonly act: Act;
  readonly module: string;
  readonly members: readonly string[];
}

const row = (act: Act, module: string, members: string): Row => ({ act, module, members: members.split(' ') });

const ROWS: readonly Row[] = [
  row(
    'run-process',
    'os',
    'system popen startfile execl execle execlp execv execve execvp spawnl spawnv spawnve posix_spawn',
  ),
  row('run-process', 'subprocess', 'Popen run call check_call check_output getoutput getstatusoutput'),
  row('run-process', 'pty', 'spawn'),
  row('run-code', 'runpy', 'run_path run_module'),
  row('fetch', 'urllib', 'urlopen urlretrieve'),
  row('fetch', 'urllib2', 'urlopen'),
  row('fetch', 'requests', 'get Session'),
  row('fetch', 'httpx', 'get Client AsyncClient'),
  row('fetch', 'client', 'HTTPConnection HTTPSConnection'),
  row('fetch', 'aiohttp', 'ClientSession'),
  row('send', 'requests', 'post put'),
  row('send', 'httpx', 'post put'),
  row('send', 'socket', 'sendall sendto'),
  row('fetch', 'socket', 'connect create_connection'),
  row('send', 'smtplib', 'SMTP SMTP_SSL'),
  row('load-native', 'ctypes', 'CDLL WinDLL windll cdll PyDLL'),
  row('unpickle', 'pickle', 'loads load'),
];

/** Built-in functions need no import. */
const BUILTINS = ['exec', 'eval', 'execfile'];

const SOURCES: readonly { readonly tag: Provenance; readonly names: readonly string[] }[] = [
  {
    tag: 'decoded',
    names:
      'b64decode b32decode b16decode b85decode a85decode unhexlify fromhex decompress marshal decrypt Fernet'.split(
        ' ',
      ),
  },
  { tag: 'network', names: ['urlopen', 'urlretrieve'] },
  { tag: 'environment', names: ['environ', 'getenv'] },
  { tag: 'host-facts', names: ['gethostname', 'getuser', 'getlogin', 'uname', 'getnode'] },
];

function actsOf(code: MarshalledCode): readonly ContentAct[] {
  const names = new Set(code.names.flatMap((name) => name.split('.')));
  const found = ROWS.filter(({ module }) => names.has(module)).flatMap(({ act, module, members }) =>
    members.filter((member) => names.has(member)).map((member) => ({ act, callee: `${module}.${member}` })),
  );
  const builtins = BUILTINS.filter((name) => names.has(name)).map((name) => ({
    act: 'run-code' as const,
    callee: `builtins.${name}`,
  }));
  return [...found, ...builtins].map(({ act, callee }) => actOf(act, callee, code, names));
}

function actOf(act: Act, callee: string, code: MarshalledCode, names: ReadonlySet<string>): ContentAct {
  const sources = SOURCES.filter(({ tag }) => FEEDS[tag]?.has(act) === true).flatMap(({ tag, names: known }) =>
    known.filter((name) => names.has(name)).map((name) => ({ tag, name })),
  );
  const at: ContentPlace = {
    line: null,
    excerpt: printable(`${code.name} of ${code.filename} line ${code.firstLine}, compiled`),
  };
  return {
    act,
    inputs: [...new Set(sources.map(({ tag }) => tag))],
    callee,
    target: targetOf(act, code.constants),
    traits: [],
    steps: [...sources.map(({ name }) => name), callee].map((name) => ({ what: `bytecode names ${name}`, at })),
    at,
  };
}

/** Which acts a source is worth telling for. */
const FEEDS: Readonly<Partial<Record<Provenance, ReadonlySet<Act>>>> = {
  decoded: new Set<Act>(['run-code', 'run-process', 'unpickle']),
  network: new Set<Act>(['run-code', 'run-process']),
  environment: new Set<Act>(['send']),
  'host-facts': new Set<Act>(['send']),
};

const URL = /^(?:https?|ftp|wss?):\/\/(?<rest>[^\s"'`<>]{3,120})/iu;
const COMMAND = /^(?:\/\S+|\w[\w.-]*\s+\S)/u;

function targetOf(act: Act, constants: readonly Marshalled[]): string | null {
  const texts = constants.filter((constant) => typeof constant === 'string');
  if (act === 'fetch' || act === 'send') {
    const url = texts.map((text) => URL.exec(text)?.groups?.['rest']).find((rest) => rest !== undefined);
    return url === undefined ? null : printable(url.replace(/^[^/@]*@/u, ''), 100);
  }
  const command = act === 'run-process' ? texts.find((text) => text.length < 400 && COMMAND.test(text)) : undefined;
  return command === undefined ? null : printable(command, 100);
}
