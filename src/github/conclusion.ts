import type { Report } from '../model/report.js';
import { printable } from '../model/text.js';
import { shouldFail } from '../policy/decide.js';
import { headline } from '../report/view.js';
import type { Conclusion } from './check-run.js';

/** How many findings weigh so; allowed ones do not count. */
export const countFindings = ({ findings }: Report, level: 'block' | 'warn'): number =>
  findings.filter((finding) => finding.level === level && finding.allowedBy === null).length;

/** `neutral` is a warning that does not hold the merge up: required checks accept it (GitHub Docs, "About status checks"). */
export function conclusionOf({ verdict, policy }: Report): Conclusion {
  if (shouldFail(verdict, policy)) return 'failure';
  return verdict.outcome === 'pass' ? 'success' : 'neutral';
}

/** The verdict and its reasons in one line of plain text. */
export const titleOf = (report: Report): string => headline(report, printable);
