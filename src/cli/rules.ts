import { ruleDocUrl } from '../report/doc-url.js';
import { jsonText } from '../report/escape.js';
import { rules } from '../rules/catalog.js';
import { type Command, flag } from './command.js';

export const rulesCommand: Command = {
  name: 'rules',
  usage: '[--json]',
  summary: 'Lists every rule with its level.',
  options: { json: { type: 'boolean', default: false } },

  async run(args, io) {
    const rows = rules.map(({ id, level, headline, summary }) => ({
      id,
      level,
      headline,
      summary,
      url: ruleDocUrl(id),
    }));
    const width = Math.max(...rows.map(({ id }) => id.length));
    const lines = rows.map(({ id, level, summary }) => `${level.padEnd(5)}  ${id.padEnd(width)}  ${summary}`);
    io.out(flag(args, 'json') ? jsonText(rows, 0) : lines.join('\n'));
    return 0;
  },
};
