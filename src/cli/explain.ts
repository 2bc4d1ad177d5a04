import { ActionError } from '../model/error.js';
import { printable } from '../model/text.js';
import { ruleDocUrl } from '../report/doc-url.js';
import { rules } from '../rules/catalog.js';
import type { Command } from './command.js';

export const explainCommand: Command = {
  name: 'explain',
  usage: 'RULE',
  summary: 'Says what a rule sees, how it weighs, and what to do about a finding.',
  options: {},

  async run(args, io) {
    const [id] = args.positionals;
    const rule = rules.find((candidate) => candidate.id === id);
    if (rule === undefined) {
      const known = rules.map((candidate) => candidate.id).join(', ');
      throw new ActionError('usage', `There is no rule "${printable(id ?? '')}".`, `Rules are ${known}.`);
    }
    const lines = [
      `${rule.id} (${rule.level}, confidence ${rule.confidence})`,
      rule.summary,
      '',
      `What to do: ${rule.remedy}`,
      ...(rule.aliases === undefined ? [] : [`Elsewhere: ${rule.aliases.join(', ')}`]),
      ...(rule.capec.length === 0
        ? []
        : [`Attack patterns: ${rule.capec.map((number) => `CAPEC-${number}`).join(', ')}`]),
      `More: ${ruleDocUrl(rule.id)}`,
    ];
    io.out(lines.join('\n'));
    return 0;
  },
};
