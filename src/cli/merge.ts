import { ActionError } from '../model/error.js';
import { printable } from '../model/text.js';
import { shouldFail } from '../policy/decide.js';
import { jsonText } from '../report/escape.js';
import { type MergedReport, mergeReports, parseReport, type ReadReport } from '../report/merge.js';
import { type Command, flag, text } from './command.js';
import { readInput } from './files.js';
import { failOnOf } from './options.js';

export const mergeCommand: Command = {
  name: 'merge',
  usage: 'REPORT.json REPORT.json… [--fail-on LEVEL] [--json]',
  summary: 'Puts the reports of `review --shard I/N` together: the verdict of the whole.',
  options: { json: { type: 'boolean', default: false }, 'fail-on': { type: 'string' } },

  async run(args, io) {
    if (args.positionals.length === 0)
      throw new ActionError('usage', 'merge needs the reports of all shards.', 'lockgate merge shard-*.json');
    const reports = await Promise.all(args.positionals.map(readReport));
    const merged = mergeReports(reports);
    if (merged.kind === 'problem') throw new ActionError('usage', merged.message, merged.remedy);
    io.out(flag(args, 'json') ? jsonText(merged.report, 2) : renderMerged(merged.report));
    const { failOn, audit } = merged.report.policy;
    const policy = { failOn: failOnOf(text(args, 'fail-on')) ?? failOn, audit };
    const verdict = { outcome: merged.report.verdict };
    return shouldFail(verdict, policy) ? 1 : 0;
  },
};

async function readReport(path: string): Promise<ReadReport> {
  const read = parseReport(new TextDecoder().decode(await readInput(path)));
  if (typeof read !== 'string') return { ...read, file: path };
  throw new ActionError(
    'usage',
    `"${printable(path)}" is no report of \`lockgate review --json\`: ${read}.`,
    'Give the files that `lockgate review --shard I/N --json` wrote, with the same version of Lockgate.',
  );
}

function renderMerged({ verdict, complete, changes, findings, gaps, problems }: MergedReport): string {
  const counting = findings.filter(({ allowedBy, level }) => allowedBy === null && level !== 'note');
  const lines = counting.map(
    ({ level, ruleId, subject, message }) => `${level} ${ruleId} ${printable(subject)}: ${printable(message, 500)}`,
  );
  const unchecked = [...problems, ...gaps].map(({ message }) => `not checked: ${printable(message, 500)}`);
  return [`${verdict}${complete ? '' : ', incomplete'}: ${changes.length} changes`, ...lines, ...unchecked].join('\n');
}
