import * as v from 'valibot';

/** The parts of poetry.lock that are read, in the forms of lock-version 1.0 to 2.1. */
const PoetryFile = v.object({
  file: v.string(),
  hash: v.optional(v.string()),
  url: v.optional(v.string()),
  size: v.optional(v.number()),
  upload_time: v.optional(v.string()),
});

const PoetryConstraint = v.object({
  version: v.optional(v.string()),
  optional: v.optional(v.boolean()),
  markers: v.optional(v.string()),
  extras: v.optional(v.array(v.string())),
});

export const PoetryPackage = v.object({
  name: v.string(),
  version: v.string(),
  optional: v.optional(v.boolean()),
  category: v.optional(v.string()),
  groups: v.optional(v.array(v.string())),
  markers: v.optional(v.union([v.string(), v.record(v.string(), v.string())])),
  files: v.optional(v.array(PoetryFile)),
  develop: v.optional(v.boolean()),
  // The array comes first: valibot's object takes an array for one.
  dependencies: v.optional(
    v.record(v.string(), v.union([v.string(), v.array(v.union([v.string(), PoetryConstraint])), PoetryConstraint])),
  ),
  source: v.optional(
    v.object({
      type: v.string(),
      url: v.optional(v.string()),
      reference: v.optional(v.string()),
      resolved_reference: v.optional(v.string()),
      subdirectory: v.optional(v.string()),
    }),
  ),
});

export const PoetryDocument = v.object({
  metadata: v.object({
    'lock-version': v.string(),
    'python-versions': v.optional(v.string()),
    // lock-version 1.x: files of every version of a name, in one list.
    files: v.optional(v.record(v.string(), v.array(PoetryFile))),
  }),
});

export type PoetryFile = v.InferOutput<typeof PoetryFile>;
export type PoetryConstraint = v.InferOutput<typeof PoetryConstraint>;
export type PoetryPackage = v.InferOutput<typeof PoetryPackage>;
export type PoetryDocument = v.InferOutput<typeof PoetryDocument>;
