import { scan } from '../inspect.js';
import { ActionError } from '../model/error.js';
import type { Inspection } from '../model/inspection.js';
import { jsonText } from '../report/escape.js';
import { inspectionJson } from '../report/inspection-json.js';
import { renderInspection } from '../report/inspection-text.js';
import { type Command, flag } from './command.js';
import { inspectionTools, specimenOf } from './inspection.js';
import { NETWORK_OPTIONS } from './options.js';

export const scanCommand: Command = {
  name: 'scan',
  usage: 'ARTIFACT|NAME[==VERSION]… [--json]',
  summary: 'Says what each distribution can do, held against nothing. Several give one JSON object a line.',
  options: { json: { type: 'boolean', default: false }, ...NETWORK_OPTIONS },

  async run(args, io) {
    if (args.positionals.length === 0) {
      throw new ActionError(
        'usage',
        'scan takes at least one distribution or release.',
        'lockgate scan requests==2.32.3',
      );
    }
    const { tools, clock } = inspectionTools(args, io);
    let blocked = false;
    for (const argument of args.positionals) {
      const inspections = await scan(await specimenOf(argument), tools, clock);
      for (const inspection of inspections) io.out(rendered(inspection, flag(args, 'json')));
      blocked ||= inspections.some(({ verdict }) => verdict.outcome === 'block');
    }
    return blocked ? 1 : 0;
  },
};

const rendered = (inspection: Inspection, asJson: boolean): string =>
  asJson ? jsonText(inspectionJson(inspection), 0) : renderInspection(inspection);
