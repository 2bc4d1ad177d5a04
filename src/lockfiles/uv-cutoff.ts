import type { LockOptions } from '../model/lockfile.js';
import { normalizeName } from '../model/names.js';
import type { UvDocument } from './uv-schema.js';

type CutOff = Required<Pick<LockOptions, 'excludeNewer' | 'excludeNewerExceptions'>>;

/**
 * `[options]` of uv.lock. Beside a relative cut-off (`exclude-newer-span`) uv writes a time of the year 1 that has no effect, so
 * the span counts where there is one.
 */
export function uvCutOff({ options }: UvDocument): Partial<CutOff> & Pick<CutOff, 'excludeNewer'> {
  const time = options?.['exclude-newer'];
  const exceptions = Object.entries(options?.['exclude-newer-package'] ?? {}).map(
    ([name, value]) => `${normalizeName(name)} = ${textOf(value)}`,
  );
  return {
    excludeNewer: options?.['exclude-newer-span'] ?? (time === undefined ? null : textOf(time)),
    ...(exceptions.length === 0 ? {} : { excludeNewerExceptions: exceptions.toSorted() }),
  };
}

/** `false` lifts the cut-off for the package; a table holds a span. Tables of TOML have no `toString`, and any may stand here. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Date) return value.toISOString();
  return 'span' in value && typeof value.span === 'string' ? value.span : JSON.stringify(value);
}
