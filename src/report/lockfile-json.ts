import type { Lockfile } from '../model/lockfile.js';
import { lockfileShape } from './json-shapes.js';

/** A lockfile as `schema/parse.schema.json` describes it. */
export const lockfileJson = (lockfile: Lockfile) => lockfileShape(lockfile);
