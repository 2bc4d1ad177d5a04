import { compare } from '../inspect.js';
import { ActionError } from '../model/error.js';
import { jsonText } from '../report/escape.js';
import { inspectionJson } from '../report/inspection-json.js';
import { renderInspection } from '../report/inspection-text.js';
import { type Command, flag } from './command.js';
import { inspectionTools, specimenOf } from './inspection.js';
import { NETWORK_OPTIONS } from './options.js';

export const compareCommand: Command = {
  name: 'compare',
  usage: 'OLD NEW [--json]',
  summary: 'Says what NEW can do that OLD could not; each is a distribution or NAME==VERSION.',
  options: { json: { type: 'boolean', default: false }, ...NETWORK_OPTIONS },

  async run(args, io) {
    const [older, newer, ...more] = args.positionals;
    if (older === undefined || newer === undefined || more.length > 0) {
      throw new ActionError(
        'usage',
        'compare takes an old and a new release.',
        'lockgate compare requests==2.31.0 requests==2.32.3',
      );
    }
    const { tools, clock } = inspectionTools(args, io);
    const inspection = await compare(await specimenOf(older), await specimenOf(newer), tools, clock);
    io.out(flag(args, 'json') ? jsonText(inspectionJson(inspection), 0) : renderInspection(inspection));
    return inspection.verdict.outcome === 'block' ? 1 : 0;
  },
};
