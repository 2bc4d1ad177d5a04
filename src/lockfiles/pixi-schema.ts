import * as v from 'valibot';

const text = v.string();
const optionalText = v.nullish(text);
const texts = v.nullish(v.array(text));

/** One reference of an environment to a row of `packages`; older versions name only pypi and conda. */
export const PixiReference = v.looseObject({ pypi: optionalText, extras: texts });

const PixiEnvironment = v.looseObject({
  indexes: texts,
  'find-links': v.nullish(v.array(v.looseObject({ path: optionalText, url: optionalText }))),
  options: v.nullish(v.looseObject({ 'pypi-prerelease-mode': optionalText, 'exclude-newer': v.unknown() })),
  packages: v.nullish(v.record(text, v.nullish(v.array(PixiReference)))),
});

/** https://github.com/conda/rattler/tree/main/crates/rattler_lock */
export const PixiDocument = v.looseObject({
  version: text,
  environments: v.record(text, PixiEnvironment),
  packages: v.nullish(v.array(v.unknown())),
});

export const PixiRow = v.looseObject({
  /** Versions 4 and 5. */
  kind: optionalText,
  url: optionalText,
  path: optionalText,
  /** From version 6 the key tells the kind. */
  pypi: optionalText,
  conda: optionalText,
  conda_source: optionalText,
  source: optionalText,
  name: optionalText,
  version: optionalText,
  index: optionalText,
  sha256: optionalText,
  md5: optionalText,
  editable: optionalText,
  requires_dist: texts,
});

export type PixiDocument = v.InferOutput<typeof PixiDocument>;
export type PixiEnvironment = v.InferOutput<typeof PixiEnvironment>;
export type PixiRow = v.InferOutput<typeof PixiRow>;
