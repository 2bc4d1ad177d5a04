import type { LockDiff } from '../model/change.js';
import { changeShape, problemShape } from './json-shapes.js';

/** The difference of lockfiles as `schema/diff.schema.json` describes it. */
export const diffJson = ({ changes, options, problems }: LockDiff) => ({
  changes: changes.map(changeShape),
  options,
  problems: problems.map(problemShape),
});
