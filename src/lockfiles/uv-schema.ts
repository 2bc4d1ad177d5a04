import * as v from 'valibot';

/** The parts of uv.lock that are read. uv adds keys in each revision, so unknown ones are left alone; unknown sources are not. */
const UvSource = v.object({
  registry: v.optional(v.string()),
  git: v.optional(v.string()),
  url: v.optional(v.string()),
  path: v.optional(v.string()),
  directory: v.optional(v.string()),
  editable: v.optional(v.string()),
  virtual: v.optional(v.string()),
  subdirectory: v.optional(v.string()),
});

const UvFile = v.object({
  url: v.optional(v.string()),
  path: v.optional(v.string()),
  filename: v.optional(v.string()),
  hash: v.optional(v.string()),
  size: v.optional(v.number()),
  'upload-time': v.optional(v.string()),
  // uv 0.6.15 to 0.6.17.
  upload_time: v.optional(v.string()),
});

const UvDependency = v.object({
  name: v.string(),
  version: v.optional(v.string()),
  source: v.optional(UvSource),
  marker: v.optional(v.string()),
  extra: v.optional(v.array(v.string())),
});

const UvDependencies = v.array(UvDependency);

export const UvPackage = v.object({
  name: v.string(),
  version: v.optional(v.string()),
  source: UvSource,
  'resolution-markers': v.optional(v.array(v.string())),
  dependencies: v.optional(UvDependencies),
  'optional-dependencies': v.optional(v.record(v.string(), UvDependencies)),
  'dev-dependencies': v.optional(v.record(v.string(), UvDependencies)),
  sdist: v.optional(UvFile),
  wheels: v.optional(v.array(UvFile)),
});

const Named = v.object({ name: v.string(), marker: v.optional(v.string()), extras: v.optional(v.array(v.string())) });

export const UvDocument = v.object({
  version: v.number(),
  revision: v.optional(v.number()),
  'requires-python': v.optional(v.string()),
  options: v.optional(
    v.object({
      'exclude-newer': v.optional(v.unknown()),
      'exclude-newer-span': v.optional(v.string()),
      'exclude-newer-package': v.optional(v.record(v.string(), v.unknown())),
      'prerelease-mode': v.optional(v.string()),
    }),
  ),
  manifest: v.optional(
    v.object({
      members: v.optional(v.array(v.string())),
      requirements: v.optional(v.array(Named)),
      'dependency-groups': v.optional(v.record(v.string(), v.array(Named))),
    }),
  ),
  // Before uv 0.4 entries were `[[distribution]]`; such a file must not look like one without packages.
  distribution: v.optional(v.unknown()),
});

export type UvSource = v.InferOutput<typeof UvSource>;
export type UvFile = v.InferOutput<typeof UvFile>;
export type UvDependency = v.InferOutput<typeof UvDependency>;
export type UvPackage = v.InferOutput<typeof UvPackage>;
/** What the graph of dependencies needs of an entry. */
export type UvNode = Omit<UvPackage, 'sdist' | 'wheels'>;
export type UvDocument = v.InferOutput<typeof UvDocument>;
