import type { Behaviour } from '../../model/profile.js';

/** Whether the line that reads the environment takes all of it: it neither names a variable nor asks for one. */
export const readsWholeEnvironment = ({ steps }: Behaviour): boolean =>
  steps.some(
    ({ what, at }) =>
      (/environment/u.test(what) && WHOLE.test(at.excerpt ?? '')) || /printed by (?:env|printenv|set)\b/u.test(what),
  );

const WHOLE = /\benvironb?\b(?!\s*(?:\[|\.(?:get|setdefault|pop|update|__getitem__)\b))/u;
