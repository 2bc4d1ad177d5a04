// Methods that run without anybody naming them.

/** What making an instance runs, and what is done with instances. */
export const INSTANCE_METHODS = [
  '__new__',
  '__init__',
  '__post_init__',
  '__del__',
  '__set_name__',
  '__missing__',
  '__enter__',
];

/** What the import system calls of an instance that was handed to it as a finder or loader. */
export const FINDER_METHODS = ['find_spec', 'find_module', 'create_module', 'exec_module', 'load_module'];

/** What setuptools calls of a command class that it was given. */
export const COMMAND_METHODS = [
  'initialize_options',
  'finalize_options',
  'run',
  'build_extension',
  'build_extensions',
  'build_module',
  'build_packages',
  'make_release_tree',
];
