import * as v from 'valibot';

/** The parts of Pipfile.lock that are read (`pipfile-spec` 6). */
const PipfileSource = v.object({
  name: v.string(),
  url: v.string(),
  verify_ssl: v.optional(v.boolean()),
});

export const PipfileMeta = v.object({
  'pipfile-spec': v.number(),
  sources: v.optional(v.array(PipfileSource)),
  requires: v.optional(
    v.object({ python_version: v.optional(v.string()), python_full_version: v.optional(v.string()) }),
  ),
});

export const PipfileEntry = v.object({
  version: v.optional(v.string()),
  hashes: v.optional(v.array(v.string())),
  index: v.optional(v.string()),
  markers: v.optional(v.string()),
  extras: v.optional(v.array(v.string())),
  git: v.optional(v.string()),
  hg: v.optional(v.string()),
  svn: v.optional(v.string()),
  bzr: v.optional(v.string()),
  ref: v.optional(v.string()),
  subdirectory: v.optional(v.string()),
  file: v.optional(v.string()),
  path: v.optional(v.string()),
  editable: v.optional(v.boolean()),
  // Releases before 2018.7 wrote conditions under the names of marker variables: `"sys_platform": "== 'win32'"`.
  os_name: v.optional(v.string()),
  sys_platform: v.optional(v.string()),
  platform_machine: v.optional(v.string()),
  platform_python_implementation: v.optional(v.string()),
  python_version: v.optional(v.string()),
  python_full_version: v.optional(v.string()),
  platform_system: v.optional(v.string()),
  implementation_name: v.optional(v.string()),
});

export type PipfileSource = v.InferOutput<typeof PipfileSource>;
export type PipfileMeta = v.InferOutput<typeof PipfileMeta>;
export type PipfileEntry = v.InferOutput<typeof PipfileEntry>;
