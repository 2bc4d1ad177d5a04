import { ActionError } from '../model/error.js';
import { printable } from '../model/text.js';
import { ruleDocUrl } from '../report/doc-url.js';
import { explainVerdict } from '../report/explain-verdict.js';
import { parseReport } from '../report/merge.js';
import { rules } from '../rules/catalog.js';
import type { Rule } from '../rules/rule.js';
import type { Command } from './command.js';
import { readInput } from './files.js';

export const explainCommand: Command = {
  name: 'explain',
  usage: 'RULE | REPORT.json',
  summary: 'Says what a rule sees and how it weighs, or why the verdict of a report came out as it did.',
  options: {},

  async run(args, io) {
    const [about = ''] = args.positionals;
    const rule = rules.find((candidate) => candidate.id === about);
    if (rule !== undefined) {
      io.out(describeRule(rule));
      return 0;
    }
    if (!/\.json$|\//u.test(about)) {
      const known = rules.map((candidate) => candidate.id).join(', ');
      throw new ActionError(
        'usage',
        `There is no rule "${printable(about)}".`,
        `Rules are ${known}. For a verdict give the file of \`lockgate review --json\`.`,
      );
    }
    io.out(await describeReport(about));
    return 0;
  },
};

const describeRule = (rule: Rule): string =>
  [
    `${rule.id} (${rule.level}, confidence ${rule.confidence})`,
    rule.summary,
    '',
    `What to do: ${rule.remedy}`,
    ...(rule.aliases === undefined ? [] : [`Elsewhere: ${rule.aliases.join(', ')}`]),
    ...(rule.capec.length === 0
      ? []
      : [`Attack patterns: ${rule.capec.map((number) => `CAPEC-${number}`).join(', ')}`]),
    `More: ${ruleDocUrl(rule.id)}`,
  ].join('\n');

async function describeReport(path: string): Promise<string> {
  const report = parseReport(new TextDecoder().decode(await readInput(path)));
  if (typeof report !== 'string') return explainVerdict(report, new Map(rules.map(({ id, level }) => [id, level])));
  throw new ActionError(
    'usage',
    `"${printable(path)}" is no report of \`lockgate review --json\`: ${report}.`,
    'Give the file that `lockgate review --json` or the Action’s `report-file` wrote.',
  );
}
