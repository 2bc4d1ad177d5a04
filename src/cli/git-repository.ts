import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ActionError } from '../model/error.js';
import { type Fetched, found, unavailable } from '../model/fetched.js';
import { printable } from '../model/text.js';
import type { Repository, Side, Tree, TreeEntry } from '../ports.js';
import { sharedAtHand } from './files.js';

export interface GitRange {
  readonly directory: string;
  readonly base: string;
  readonly head: string;
  /** The shared policy that the policy extends, as a file at hand; null when none was given. */
  readonly sharedPolicy: Uint8Array | null;
}

const MAX_OUTPUT = 512 * 1024 * 1024;

/**
 * Two commits of a local clone, read with `git ls-tree` and `git cat-file`: nothing is checked out and no hook, filter or
 * textconv of the repository runs. The base is the merge base, so that the other branch's changes are not reviewed.
 */
export async function gitRepository({ directory, base, head, sharedPolicy }: GitRange): Promise<Repository> {
  const run = gitIn(directory);
  const headCommit = await resolve(run, head);
  const tip = await resolve(run, base);
  const baseCommit = await mergeBase(run, tip, headCommit, { base, head });
  const commits: Readonly<Record<Side, string>> = { base: baseCommit, head: headCommit };
  return {
    describe: (side) => commits[side].slice(0, 12),
    tree: async (side) => listTree(run, commits[side]),
    policyTree: async () => listTree(run, tip),
    shared: async () => sharedAtHand(sharedPolicy),
    blob: async ({ id }) => readBlob(run, id),
  };
}

type Git = (args: readonly string[]) => Promise<Buffer>;

function gitIn(directory: string): Git {
  const execute = promisify(execFile);
  return async (args) => {
    const options = { cwd: directory, encoding: 'buffer', maxBuffer: MAX_OUTPUT } as const;
    const { stdout } = await execute('git', ['--no-pager', '--no-replace-objects', ...args], options);
    return stdout;
  };
}

async function resolve(run: Git, ref: string): Promise<string> {
  try {
    return (await run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])).toString().trim();
  } catch (cause) {
    throw new ActionError(
      'repository',
      `"${printable(ref)}" is no commit of this git repository.`,
      'Give a branch, tag or commit that `git rev-parse` knows; in a shallow clone fetch it first (`git fetch --unshallow`). `--repo DIR` names another clone.',
      cause,
    );
  }
}

async function mergeBase(
  run: Git,
  base: string,
  head: string,
  names: Pick<GitRange, 'base' | 'head'>,
): Promise<string> {
  try {
    return (await run(['merge-base', base, head])).toString().trim();
  } catch (cause) {
    throw new ActionError(
      'repository',
      `"${printable(names.base)}" and "${printable(names.head)}" have no common ancestor here.`,
      'Without one it is not known what the head changes. In a shallow clone fetch the history first (`git fetch --unshallow`).',
      cause,
    );
  }
}

async function listTree(run: Git, commit: string): Promise<Fetched<Tree>> {
  try {
    const listing = (await run(['ls-tree', '-r', '-z', '--long', '--full-tree', commit])).toString('utf8');
    return found({ entries: listing.split('\0').flatMap(entryOf), truncated: false });
  } catch (error) {
    return unavailable(`git ls-tree failed: ${reasonOf(error)}`);
  }
}

// `<mode> SP <type> SP <object> SP+ <size> TAB <path>` (git-ls-tree, "Output Format").
const ENTRY = /^(?<mode>\d{6}) (?:blob|commit) (?<id>[0-9a-f]+) +(?<size>\d+|-)\t(?<path>[\s\S]+)$/u;

function entryOf(line: string): readonly TreeEntry[] {
  const { mode, id, size, path } = ENTRY.exec(line)?.groups ?? {};
  if (mode === undefined || id === undefined || path === undefined) return [];
  return [{ path, id, type: typeOf(mode), size: size === undefined || size === '-' ? null : Number(size) }];
}

function typeOf(mode: string): TreeEntry['type'] {
  if (mode === '120000') return 'symlink';
  return mode === '160000' ? 'submodule' : 'file';
}

async function readBlob(run: Git, id: string): Promise<Fetched<Uint8Array>> {
  try {
    return found(await run(['cat-file', 'blob', id]));
  } catch (error) {
    return unavailable(`git cat-file failed: ${reasonOf(error)}`);
  }
}

const reasonOf = (error: unknown): string => printable(error instanceof Error ? error.message : String(error));
