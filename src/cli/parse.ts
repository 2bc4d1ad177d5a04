import { readLockfile } from '../lockfiles/read.js';
import { ActionError } from '../model/error.js';
import { isReadable } from '../model/lockfile.js';
import { jsonText } from '../report/escape.js';
import { lockfileJson } from '../report/lockfile-json.js';
import { renderLockfile } from '../report/lockfile-text.js';
import { type Command, flag } from './command.js';
import { readInput } from './files.js';

export const parseCommand: Command = {
  name: 'parse',
  usage: 'LOCKFILE [--json]',
  summary: 'Shows what a lockfile says: packages, sources, hashes, scopes, options, problems.',
  options: { json: { type: 'boolean', default: false } },

  async run(args, io) {
    const [path, ...more] = args.positionals;
    if (path === undefined || more.length > 0) throw usage();
    const lockfile = readLockfile(await readInput(path), path);
    io.out(flag(args, 'json') ? jsonText(lockfileJson(lockfile), 0) : renderLockfile(lockfile));
    return isReadable(lockfile) ? 0 : 2;
  },
};

const usage = (): ActionError => new ActionError('usage', 'parse takes one lockfile.', 'lockgate parse uv.lock');
