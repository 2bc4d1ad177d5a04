import { basename } from 'node:path';
import { diffLockfiles } from '../diff/diff.js';
import { readLockfile } from '../lockfiles/read.js';
import { ActionError } from '../model/error.js';
import { diffJson } from '../report/diff-json.js';
import { renderDiff } from '../report/diff-text.js';
import { jsonText } from '../report/escape.js';
import { type Command, flag } from './command.js';
import { readInput } from './files.js';

export const diffCommand: Command = {
  name: 'diff',
  usage: 'A B [--json]',
  summary: 'Shows what changed between two lockfiles, also of different formats.',
  options: { json: { type: 'boolean', default: false } },

  async run(args, io) {
    const [before, after, ...more] = args.positionals;
    if (before === undefined || after === undefined || more.length > 0) throw usage();
    const [base, head] = [readLockfile(await readInput(before), before), readLockfile(await readInput(after), after)];
    const diff = diffLockfiles([{ path: basename(after), base, head }]);
    io.out(flag(args, 'json') ? jsonText(diffJson(diff), 0) : renderDiff(diff));
    return diff.problems.some(({ affects }) => affects === 'file') ? 2 : 0;
  },
};

const usage = (): ActionError =>
  new ActionError('usage', 'diff takes two lockfiles.', 'lockgate diff old/uv.lock uv.lock');
