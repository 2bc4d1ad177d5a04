import * as v from 'valibot';

/** The parts of pylock.toml that are read: https://packaging.python.org/specifications/pylock-toml/ */
const PylockFile = v.object({
  name: v.optional(v.string()),
  url: v.optional(v.string()),
  path: v.optional(v.string()),
  size: v.optional(v.number()),
  // A date of TOML by the specification; text in locks written by hand.
  'upload-time': v.optional(v.union([v.date(), v.string()])),
  hashes: v.optional(v.record(v.string(), v.string())),
  subdirectory: v.optional(v.string()),
});

const PylockVcs = v.object({
  type: v.string(),
  url: v.optional(v.string()),
  path: v.optional(v.string()),
  'requested-revision': v.optional(v.string()),
  'commit-id': v.optional(v.string()),
  subdirectory: v.optional(v.string()),
});

const PylockDependency = v.object({
  name: v.string(),
  version: v.optional(v.string()),
  marker: v.optional(v.string()),
});

export const PylockPackage = v.object({
  name: v.string(),
  version: v.optional(v.string()),
  marker: v.optional(v.string()),
  index: v.optional(v.string()),
  dependencies: v.optional(v.array(PylockDependency)),
  vcs: v.optional(PylockVcs),
  directory: v.optional(v.object({ path: v.string(), editable: v.optional(v.boolean()) })),
  archive: v.optional(PylockFile),
  sdist: v.optional(PylockFile),
  wheels: v.optional(v.array(PylockFile)),
  tool: v.optional(v.unknown()),
  // Tables with a `kind`, whose other keys are the kind's own; one that cannot be read must not cost the entry.
  'attestation-identities': v.optional(v.unknown()),
});

const Identity = v.object({
  kind: v.string(),
  repository: v.optional(v.string()),
  workflow: v.optional(v.string()),
  workflow_filepath: v.optional(v.string()),
  environment: v.optional(v.string()),
  email: v.optional(v.string()),
});

export const PylockIdentities = v.array(Identity);

/** What PDM adds to an entry: its edges, as texts of PEP 508. */
export const PylockPdmTool = v.object({ pdm: v.object({ dependencies: v.array(v.string()) }) });

export const PylockDocument = v.object({
  'lock-version': v.string(),
  'requires-python': v.optional(v.string()),
  'default-groups': v.optional(v.array(v.string())),
  packages: v.array(v.unknown()),
});

export type PylockFile = v.InferOutput<typeof PylockFile>;
export type PylockVcs = v.InferOutput<typeof PylockVcs>;
export type PylockPackage = v.InferOutput<typeof PylockPackage>;
export type PylockDocument = v.InferOutput<typeof PylockDocument>;
