import type { Behaviour } from '../../model/profile.js';
import { hasInput } from './behaviour.js';

/** Whether the line that reads the environment takes all of it: it neither names a variable nor asks for one. */
export const readsWholeEnvironment = ({ steps }: Behaviour): boolean =>
  steps.some(
    ({ what, at }) =>
      (/environment/u.test(what) && WHOLE.test(at.excerpt ?? '')) || /printed by (?:env|printenv|set)\b/u.test(what),
  );

const WHOLE = /\benvironb?\b(?!\s*(?:\[|\.(?:get|setdefault|pop|update|__getitem__)\b))/u;

/** Tokens that are made for one service, by the name of their variable, and where that service takes them. */
const SERVICES: readonly { readonly token: RegExp; readonly at: RegExp }[] = [
  { token: /\b(?:GITHUB|GH)(?:_API)?_(?:TOKEN|PAT)\b/u, at: /^(?:https:\/\/)?api\.github\.com\// },
  { token: /\bGITLAB_TOKEN\b/u, at: /^(?:https:\/\/)?gitlab\.com\/api\// },
  { token: /\b(?:HF|HUGGING_?FACE(?:_HUB)?)_TOKEN\b/u, at: /^(?:https:\/\/)?huggingface\.co\// },
];

/**
 * Whether all that is taken from the environment is a service's own token, and it goes to that service: a build that asks for the newest
 * release of a library is let ask more often with one. Still worth telling, as what is done with the token is not seen.
 */
export function sendsOwnToken(behaviour: Behaviour): boolean {
  if (hasInput(behaviour, 'secret-file', 'host-facts') || readsWholeEnvironment(behaviour)) return false;
  const reads = behaviour.steps.filter(({ what }) => /environment/u.test(what)).map(({ at }) => at.excerpt ?? '');
  const service = SERVICES.find(({ at }) => at.test(behaviour.target ?? ''));
  return service !== undefined && reads.length > 0 && reads.every((excerpt) => service.token.test(excerpt));
}
