import { printable } from '../model/text.js';
import { argument, type Call, type Model } from './call.js';
import { record } from './record.js';
import { type ActDraft, type Frame, type State, scopeOf } from './state.js';
import type { SyntaxNode } from './tree.js';
import { UNKNOWN } from './value.js';

/** Waits shorter than this pass for politeness; sandboxes give a sample a few minutes. */
const LONG_WAIT = 60;

/** `time.sleep(600)`: outlasts whoever watches for a while. */
const waits: Model = (frame, call: Call) => {
  const seconds = argument(call, 0, 'secs').constant;
  if (typeof seconds !== 'number' || seconds < LONG_WAIT) return UNKNOWN;
  record(frame, call.node, {
    act: 'probe',
    callee: 'time.sleep',
    values: [],
    tags: 0,
    traits: [],
    target: `wait: ${seconds} seconds`,
  });
  return UNKNOWN;
};

export const PROBE_MODELS: readonly (readonly [string, Model])[] = [['time.sleep', waits]];

interface Gate {
  readonly what: string;
  readonly pattern: RegExp;
  /** Asked for many an honest reason: told only where the answer ends the program or the function. */
  readonly weak: boolean;
}

/** Conditions that ask where the code runs, by what they ask for. */
const GATES: readonly Gate[] = [
  { what: 'debugger', weak: false, pattern: /\bgettrace\s*\(|\bIsDebuggerPresent\b|TracerPid|\bpydevd\b/u },
  {
    what: 'machine',
    weak: false,
    pattern:
      /\b(?:vbox|virtualbox|vmware|qemu|sandboxie|cuckoo|wine_get_version)\b|(?:getnode|get_mac)\w*\(|00:0c:29|08:00:27|00:50:56/iu,
  },
  {
    what: 'country',
    weak: true,
    pattern:
      /get(?:default)?locale\(|GetKeyboardLayout|GetUserDefault(?:UI)?(?:Language|LCID|LangID)|country_?code|\btz(?:name|local)\b[^\n]*(?:Moscow|MSK|Kiev|Minsk|Tehran|Shanghai)|["'](?:ru|uk|be|kk)(?:_[A-Z]{2})?["']/iu,
  },
  {
    what: 'host',
    weak: true,
    pattern:
      /(?:gethostname|getlogin|getuser|platform\.node|uname)\(\)[^\n]*\s(?:not\s+)?in\s|["'](?:USERNAME|COMPUTERNAME|USERDOMAIN)["'][^\n]*\s(?:not\s+)?in\s/u,
  },
  {
    what: 'resources',
    weak: true,
    pattern:
      /cpu_count\([^)]*\)\s*<=?\s*[1-4]\b|virtual_memory\(\)\.total[^\n<]*<|disk_usage\([^)]*\)[^\n<]*<|boot_time\(\)|GetTickCount|len\(\s*(?:psutil\.(?:pids|process_iter)|os\.listdir)/u,
  },
  {
    what: 'CI',
    weak: true,
    pattern:
      /["'](?:CI|GITHUB_ACTIONS|GITLAB_CI|JENKINS_URL|TRAVIS|CIRCLECI|TF_BUILD|BUILDKITE|TEAMCITY_VERSION|CODESPACES)["']/u,
  },
];

const ENDS = /^\s*(?:return\b|(?:sys\.)?exit\(|os\._exit|quit\(|raise\s+SystemExit|time\.sleep)/u;

/** Tells of a condition that asks where the code runs. */
export function noteGate(frame: Frame, condition: SyntaxNode, consequence: SyntaxNode | null): void {
  const text = frame.state.text.slice(condition.start, Math.min(condition.end, condition.start + 300));
  if (text.length < 8) return;
  const gate = GATES.find(({ pattern }) => pattern.test(text));
  if (gate === undefined || (gate.weak && !ends(frame, consequence))) return;
  const target = `${gate.what}: ${printable(text, 60)}`;
  record(frame, condition, { act: 'probe', callee: 'if', values: [], tags: 0, traits: [], target });
}

const ends = ({ state }: Frame, body: SyntaxNode | null): boolean =>
  body !== null && ENDS.test(state.text.slice(body.start, Math.min(body.end, body.start + 60)));

/** Programs of analysts, guests' services, and accounts of well-known sandboxes: nobody lists several for another reason. */
const WATCHERS =
  /["'](?:[^"'\n]{0,40}[\\/])?(?<name>wireshark|dumpcap|fiddler|httpdebugger\w*|processhacker|procmon(?:64)?|procexp(?:64)?|autoruns\w*|ollydbg|x64dbg|x32dbg|x96dbg|ida(?:q|64|g|t|u)?64?(?=\.exe)|windbg|immunitydebugger|importrec|petools|lordpe|pestudio|dnspy|ghidra\w*|de4dot|ilspy|regshot|sysanalyzer|sniff_hit|joebox\w*|sandboxie\w*|sbiedll|sbiectrl|cuckoo\w*|vboxservice|vboxtray|vboxmouse|vboxguest|vboxsf|vboxhook|vmtoolsd|vmwaretray|vmwareuser|vmacthlp|vmsrvc|vmusrvc|vmmouse|vmhgfs|xenservice|prl_(?:cc|tools)|qemu-ga|ksdumper\w*|httpanalyzer\w*|charles(?=\.exe)|WDAGUtilityAccount|vmware svga|vbox harddisk|DESKTOP-[A-Z0-9]{7}|(?:00:05:69|00:0c:29|00:1c:14|00:50:56|08:00:27|00:16:3e)(?:[:0-9a-f]*))(?:\.exe|\.sys|\.dll|\.py)?["']/giu;

/** Fewer names may be those of tools that the code works with. */
const ENOUGH = 3;
const MAX_SEARCHED = 2_000_000;

/** Tells of lists of such names, at the first of them in the body of code that holds them. */
export function noteWatchers(state: State): void {
  const names = new Map<string, { readonly offset: number; readonly found: Set<string> }>();
  for (const match of state.text.slice(0, MAX_SEARCHED).matchAll(WATCHERS)) {
    const scope = scopeAt(state, match.index);
    const known = names.get(scope) ?? { offset: match.index, found: new Set<string>() };
    names.set(scope, known);
    known.found.add((match.groups?.['name'] ?? '').toLowerCase());
  }
  for (const [scope, { offset, found }] of names) {
    if (found.size >= ENOUGH) noteList(state, scope, offset, [...found].sort());
  }
}

function noteList(state: State, scope: string, offset: number, found: readonly string[]): void {
  const at = state.place(offset);
  const target = `watchers: ${found.slice(0, 4).join(', ')}${found.length > 4 ? ' and more' : ''}`;
  const draft: ActDraft = {
    act: 'probe',
    callee: 'names',
    inputs: new Set(),
    traits: new Set(),
    values: [],
    target,
    steps: [{ what: `names what analysts and virtual machines run: ${target.slice('watchers: '.length)}`, at }],
    at,
  };
  scopeOf(state, scope).acts.set(`${at.line}:${at.column}:probe`, draft);
}

/** The innermost function around an offset; empty for the module. */
function scopeAt(state: State, offset: number): string {
  let best: { readonly name: string; readonly length: number } | null = null;
  for (const { name, body } of state.functions.values()) {
    const length = body.end - body.start;
    const inside = body.start <= offset && offset < body.end;
    if (inside && (best === null || length < best.length)) best = { name, length };
  }
  return best?.name ?? '';
}
