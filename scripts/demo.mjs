/**
 * `npm run demo` on a fresh clone, with nothing but Node 20 or later and git: installs what is missing, then runs scripts/demo/main.ts
 * on Node 24, which the Action itself needs. It may import nothing but Node until then.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

if (!existsSync(join(ROOT, 'node_modules', '.package-lock.json'))) install();

const { runOnNode24 } = await import('./node24.mjs');
const hooks = pathToFileURL(join(ROOT, 'scripts', 'typescript.mjs')).href;
process.exitCode = await runOnNode24([
  '--import',
  hooks,
  join(ROOT, 'scripts', 'demo', 'main.ts'),
  ...process.argv.slice(2),
]);

function install() {
  console.error('Installing what the demo needs (npm ci); this happens once and takes about half a minute …');
  // The npm that runs this script, where there is one: the PATH may name another or none.
  const npm = process.env['npm_execpath'];
  const command = npm === undefined ? 'npm' : process.execPath;
  const args = [...(npm === undefined ? [] : [npm]), 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: npm === undefined && process.platform === 'win32',
  });
  if (status === 0) return;
  console.error(
    `npm ci did not finish (${error?.message ?? `exit code ${status}`}). Read its messages above, then run \`npm run demo\` again.`,
  );
  process.exit(2);
}
