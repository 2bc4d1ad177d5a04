import type { Report } from '../model/report.js';

/** One output: a report in, text out. It formats and decides nothing. */
export interface Output {
  /** Also the name of its file, test and doc. */
  readonly id: string;
  readonly mediaType: string;
  readonly render: (report: Report) => string;
}

/** Declares an output; the generated catalog collects every declaration. */
export const output = (definition: Output): Output => definition;
