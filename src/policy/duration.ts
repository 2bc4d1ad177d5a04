const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/** Reads `3 days`, `36 hours`, `2 weeks` or `90 minutes` as milliseconds; null for any other text. */
export function parseDuration(text: string): number | null {
  const { number, unit } = /^(?<number>\d{1,4}) ?(?<unit>minute|hour|day|week)s?$/u.exec(text)?.groups ?? {};
  const length = unit === undefined ? undefined : UNITS[unit];
  return number === undefined || length === undefined ? null : Number.parseInt(number, 10) * length;
}
