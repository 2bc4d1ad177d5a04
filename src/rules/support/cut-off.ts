/**
 * Whether a resolution cut-off lets in more than before and more than is allowed: a time after `latest`, or a span shorter than
 * `span`. A cut-off that follows the calendar at a distance is ordinary upkeep.
 */
export function isLaterCutOff(from: string, to: string, latest: number, span: number): boolean {
  const [before, after] = [cutOffOf(from), cutOffOf(to)];
  if (before === null || after === null) return false;
  if (after.kind === 'span') {
    const isShorter = before.kind === 'time' || after.length < before.length;
    return isShorter && after.length < span;
  }
  return (before.kind === 'span' || after.time > before.time) && after.time > latest;
}

type CutOff = { readonly kind: 'time'; readonly time: number } | { readonly kind: 'span'; readonly length: number };

const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { years: 365 * DAY, months: 30 * DAY, weeks: 7 * DAY, days: DAY };
const CLOCK: Readonly<Record<string, number>> = { hours: DAY / 24, minutes: 60_000, seconds: 1000 };

function cutOffOf(text: string): CutOff | null {
  const span = ISO_DURATION.exec(text)?.groups;
  if (span !== undefined) {
    const parts = Object.entries({ ...UNITS, ...CLOCK }).map(([unit, length]) => Number(span[unit] ?? 0) * length);
    return { kind: 'span', length: parts.reduce((sum, part) => sum + part, 0) };
  }
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : { kind: 'time', time };
}

/** As uv writes it: `P7D`, `PT36H`, `P2W`. */
const ISO_DURATION =
  /^P(?=.)(?:(?<years>\d+)Y)?(?:(?<months>\d+)M)?(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+)S)?)?$/u;
