/**
 * `node --import ./scripts/typescript.mjs FILE.ts` runs TypeScript as it is, for scripts that share code with the tests. Node 24 drops
 * types by itself; what it lacks is that our sources import `./x.js` and `x.ts` is what lies there.
 */

import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

registerHooks({
  resolve(specifier, context, nextResolve) {
    const source = /^\.{1,2}\/.*\.js$/u.test(specifier) ? specifier.replace(/\.js$/u, '.ts') : null;
    const isThere = source !== null && existsSync(fileURLToPath(new URL(source, context.parentURL)));
    return nextResolve(isThere ? source : specifier, context);
  },
});
