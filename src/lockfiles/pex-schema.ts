import * as v from 'valibot';

const texts = v.nullish(v.array(v.string()));

const PexResolve = v.looseObject({
  locked_requirements: v.array(v.unknown()),
  marker: v.nullish(v.string()),
});

/** https://github.com/pex-tool/pex, `pex/resolve/lockfile/json_codec.py` */
export const PexDocument = v.looseObject({
  pex_version: v.string(),
  requirements: texts,
  requires_python: texts,
  allow_prereleases: v.nullish(v.boolean()),
  locked_resolves: v.array(PexResolve),
});

export const PexRequirement = v.looseObject({
  project_name: v.string(),
  version: v.string(),
  requires_dists: texts,
  artifacts: v.array(
    v.looseObject({
      url: v.string(),
      algorithm: v.string(),
      hash: v.string(),
      commit_id: v.nullish(v.string()),
      editable: v.nullish(v.boolean()),
    }),
  ),
});

export type PexDocument = v.InferOutput<typeof PexDocument>;
export type PexRequirement = v.InferOutput<typeof PexRequirement>;
export type PexResolve = v.InferOutput<typeof PexResolve>;
