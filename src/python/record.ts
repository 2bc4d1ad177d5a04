import type { Act, Trait } from '../model/profile.js';
import { printable } from '../model/text.js';
import type { Call } from './call.js';
import type { SourceStep } from './facts.js';
import { noteActed } from './meetings.js';
import { noteOwnRun } from './ownfiles.js';
import { type ActDraft, type Frame, markTelling } from './state.js';
import type { SyntaxNode } from './tree.js';
import { flowOf, provenancesOf, stepsOf, type Value } from './value.js';

/** One act as the reader sees it. */
export interface Seen {
  readonly act: Act;
  readonly callee: string;
  /** What it acts on. */
  readonly values: readonly Value[];
  /** Provenance beyond what flows in. */
  readonly tags: number;
  readonly traits: readonly Trait[];
  readonly target: string | null;
}

/** Acts that one scope lists: a table of ten thousand calls tells no more than its beginning. */
const MAX_ACTS = 400;

/** Adds an act to the scope being read; the same place read again adds what it newly says. */
export function record(frame: Frame, node: SyntaxNode, seen: Seen): ActDraft | null {
  markTelling(frame);
  const { state, scope } = frame;
  const at = state.place(node.start);
  noteActed(frame, seen.act, seen.values);
  const key = `${at.path ?? ''}${at.line}:${at.column}:${seen.act}:${seen.callee}:${state.level === 0 ? '' : state.level > 2 && seen.act === 'run-code' ? 'deeper' : at.excerpt}`;
  const flow = flowOf(seen.values);
  const steps = [...state.origin, ...stepsOf(flow.tags === 0 ? null : flow.trail), { what: describe(seen), at }];
  noteOwnRun(frame, seen, steps);
  const draft = scope.acts.get(key) ?? begin(frame, key, { seen, at, steps });
  if (draft === null) return null;
  for (const input of provenancesOf(flow.tags | seen.tags)) draft.inputs.add(input);
  for (const trait of [...seen.traits, ...circumstances(frame)]) draft.traits.add(trait);
  if (draft.values.length < 40) draft.values.push(...seen.values);
  const target = targetOf(draft, seen);
  const better = seen.act === 'install-package' && target !== draft.target;
  if (better || steps.length > draft.steps.length) draft.steps = steps;
  draft.target = target;
  return draft;
}

/** Several packages installed at one place are all told: a helper is called for each of them. */
function targetOf({ act, target }: ActDraft, seen: Seen): string | null {
  if (act !== 'install-package' || target === null || seen.target === null) return target ?? seen.target;
  if (target.includes('…')) return seen.target;
  const isKnown = seen.target.includes('…') || target.split(', ').includes(seen.target) || target.length > 120;
  return isKnown ? target : `${target}, ${seen.target}`;
}

function begin(
  frame: Frame,
  key: string,
  { seen, at, steps }: { seen: Seen; at: SourceStep['at']; steps: readonly SourceStep[] },
): ActDraft | null {
  if (frame.scope.acts.size >= MAX_ACTS) {
    frame.state.notes.partly ??= `${frame.scope.name || 'its module level'} acts in more than ${MAX_ACTS} places, of which the first are listed`;
    return null;
  }
  const { act, callee } = seen;
  const draft: ActDraft = { act, callee, inputs: new Set(), traits: new Set(), values: [], target: null, steps, at };
  frame.scope.acts.set(key, draft);
  return draft;
}

/** The sign that the callable was reached by a name that is put together. */
export const nameTraits = (call: Call): readonly Trait[] => (call.callee.obscured ? ['obscured-name'] : []);

const circumstances = (frame: Frame): readonly Trait[] => (frame.swallowed ? ['errors-swallowed'] : []);

const VERBS: Readonly<Record<Act, string>> = {
  'run-code': 'runs code with',
  'run-process': 'starts a process with',
  fetch: 'reads from the network with',
  send: 'writes to the network with',
  'write-file': 'writes a file with',
  'read-secret': 'reaches for a store of secrets with',
  'load-native': 'loads native code with',
  unpickle: 'unpickles with',
  'install-package': 'installs a package with',
  'look-up': 'asks a name server with',
  'read-clipboard': 'reads the clipboard with',
  'write-clipboard': 'replaces the clipboard with',
  capture: 'watches screen, keys, camera or microphone with',
  'delete-files': 'deletes files with',
  patch: 'replaces',
  'hook-imports': 'hooks into the import of other modules with',
  probe: 'asks whether it is watched with',
};

const describe = (seen: Seen): string =>
  printable(
    `${VERBS[seen.act]} ${seen.callee}${seen.target === null || seen.target === seen.callee ? '' : `: ${seen.target}`}`,
    180,
  );
