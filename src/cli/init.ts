import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readLockfile } from '../lockfiles/read.js';
import { ActionError } from '../model/error.js';
import type { Lockfile } from '../model/lockfile.js';
import { printable } from '../model/text.js';
import { startingPolicy } from '../policy/starting.js';
import type { Repository } from '../ports.js';
import { explainDetection } from '../reading/explain-detection.js';
import { listSides } from '../reading/sides.js';
import { type Command, flag, text } from './command.js';
import { gitRepository } from './git-repository.js';

const PATH = '.github/lockgate.toml';

export const initCommand: Command = {
  name: 'init',
  usage: '[--repo DIR] [--ref REF] [--write]',
  summary: `Drafts a commented policy from the lockfiles of a repository; --write puts it into ${PATH}.`,
  options: {
    repo: { type: 'string', default: '.' },
    ref: { type: 'string', default: 'HEAD' },
    write: { type: 'boolean', default: false },
  },

  async run(args, io) {
    const directory = text(args, 'repo') ?? '.';
    const ref = text(args, 'ref') ?? 'HEAD';
    const repository = await gitRepository({ directory, base: ref, head: ref, sharedPolicy: null });
    const policy = startingPolicy(await readAll(repository), Date.now());
    if (!flag(args, 'write')) {
      io.out(policy);
      return 0;
    }
    await writeNew(join(directory, PATH), policy);
    io.err(`Wrote ${PATH}. Read it, commit it to the base branch, and reviews go by it from then on.`);
    return 0;
  },
};

async function readAll(repository: Repository): Promise<readonly Lockfile[]> {
  const { detections } = await explainDetection(repository, { globs: [], exclude: [] });
  const { head } = await listSides(repository);
  const wanted = new Set(detections.filter(({ role }) => role === 'lockfile').map(({ path }) => path));
  const read = [...head.files.values()]
    .filter(({ path, type }) => type === 'file' && wanted.has(path))
    .map(async (entry) => {
      const blob = await repository.blob(entry);
      return blob.kind === 'found' ? [readLockfile(blob.value, entry.path)] : [];
    });
  return (await Promise.all(read)).flat();
}

/** A policy that somebody wrote is never overwritten. */
async function writeNew(path: string, content: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) {
    throw new ActionError(
      'usage',
      `"${printable(path)}" exists already, and what it says would be lost.`,
      'Leave --write out to see the draft, and take from it what you want.',
    );
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { flag: 'wx' });
}
