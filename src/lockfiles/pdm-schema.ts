import * as v from 'valibot';

/** The parts of pdm.lock that are read, in the forms of lock_version 4.0 to 4.5. */
const PdmFile = v.object({
  file: v.optional(v.string()),
  url: v.optional(v.string()),
  hash: v.optional(v.string()),
});

export const PdmPackage = v.object({
  name: v.string(),
  version: v.optional(v.string()),
  extras: v.optional(v.array(v.string())),
  groups: v.optional(v.array(v.string())),
  marker: v.optional(v.string()),
  dependencies: v.optional(v.array(v.string())),
  files: v.optional(v.array(PdmFile)),
  git: v.optional(v.string()),
  hg: v.optional(v.string()),
  svn: v.optional(v.string()),
  bzr: v.optional(v.string()),
  ref: v.optional(v.string()),
  revision: v.optional(v.string()),
  subdirectory: v.optional(v.string()),
  url: v.optional(v.string()),
  path: v.optional(v.string()),
  editable: v.optional(v.boolean()),
});

export const PdmDocument = v.object({
  package: v.optional(v.array(v.unknown())),
  metadata: v.object({
    lock_version: v.string(),
    groups: v.optional(v.array(v.string())),
    targets: v.optional(v.array(v.object({ requires_python: v.optional(v.string()) }))),
    // Until 4.2: files of each `name version`, in tables of their own.
    files: v.optional(v.record(v.string(), v.array(PdmFile))),
  }),
});

export type PdmFile = v.InferOutput<typeof PdmFile>;
export type PdmPackage = v.InferOutput<typeof PdmPackage>;
export type PdmDocument = v.InferOutput<typeof PdmDocument>;
