import type { SourceStep } from './facts.js';
import type { ActDraft, ScopeDraft, State } from './state.js';

/** How far the calls of a replacement are followed within its file. */
const MAX_HOPS = 3;
const MAX_TOLD = 3;

/**
 * What a function that is put in another's place does when it is called, as steps before the act: it runs whenever somebody uses what
 * it replaced. Only acts that reach out or run something; passing the call on to the original is none.
 */
export function replacementSteps(state: State, draft: ActDraft): readonly SourceStep[] {
  const names = draft.values.flatMap(({ refs }) => refs).filter((ref) => ref.startsWith('@') && ref.length > 1);
  const scopes = names.flatMap((ref) => scopesOf(state, ref.slice(1).replace(/\(\)/gu, '')));
  const told = scopes.flatMap((scope) => [...scope.acts.values()].filter((act) => matters(act, draft.callee)));
  return told.slice(0, MAX_TOLD).flatMap((act) => {
    const last = act.steps.at(-1);
    return last === undefined ? [] : [{ what: `has code for it that ${last.what}`, at: act.at }];
  });
}

/** A function or every method of a class, and what they call in this file. */
function scopesOf(state: State, name: string): readonly ScopeDraft[] {
  const found = new Map<string, ScopeDraft>();
  let next = [...state.scopes.keys()].filter((scope) => scope === name || scope.startsWith(`${name}.`));
  for (let hop = 0; hop < MAX_HOPS && next.length > 0 && found.size < 50; hop += 1) {
    const fresh = next.flatMap((each) => (found.has(each) ? [] : (state.scopes.get(each) ?? [])));
    for (const scope of fresh) found.set(scope.name, scope);
    next = fresh.flatMap((scope) => [...scope.calls]).filter((each) => state.scopes.has(each));
  }
  return [...found.values()];
}

function matters({ act, callee, inputs, target }: ActDraft, replaced: string): boolean {
  // The original under its own name: what it is given was given by whoever called.
  if (callee.replaceAll('()', '') === replaced && target === null) return false;
  switch (act) {
    case 'send':
    case 'run-process':
    case 'read-secret':
    case 'install-package':
    case 'look-up':
      return true;
    case 'fetch':
      return target !== null || inputs.size > 0;
    case 'run-code':
    case 'unpickle':
      return inputs.has('decoded') || inputs.has('network') || inputs.has('downloaded-file');
    default:
      return false;
  }
}
