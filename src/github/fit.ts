/** How long a text may be, in UTF-16 units and in UTF-8 bytes: GitHub does not say which of them its limits count. */
export interface Limits {
  readonly units: number;
  readonly bytes: number;
}

/** Issue comments and reviews: 65,536, told only by the 422 answer to a longer one. Leaves room for the marker. */
export const COMMENT_LIMITS: Limits = { units: 65_000, bytes: 65_000 };

/** `output.summary` of a check run: 65,535 (GitHub's OpenAPI description). */
export const CHECK_SUMMARY_LIMITS: Limits = { units: 65_535, bytes: 65_535 };

/** Job summary: 1 MiB a step, over which GitHub drops it whole. */
export const JOB_SUMMARY_LIMITS: Limits = { units: 1_048_576, bytes: 1_048_576 };

const CUT = '\n\n**The report goes on; this place has no room for more.**\n';

/**
 * The text, cut after a whole line when it is too long. Outputs keep to a budget of their own and put what matters first, so
 * this is the last guard and not the way to shorten.
 */
export function cutToFit(text: string, limits: Limits): string {
  if (fits(text, limits)) return text;
  const lines = text.split('\n');
  const kept: string[] = [];
  let units = CUT.length;
  let bytes = Buffer.byteLength(CUT);
  for (const line of lines) {
    units += line.length + 1;
    bytes += Buffer.byteLength(line) + 1;
    if (units > limits.units || bytes > limits.bytes) break;
    kept.push(line);
  }
  return kept.join('\n') + CUT;
}

const fits = (text: string, limits: Limits): boolean =>
  text.length <= limits.units && Buffer.byteLength(text) <= limits.bytes;
