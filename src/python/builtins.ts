/** Names that Python knows without an import and that matter here; others are unknown names and stay so. */
export const BUILTIN_NAMES: ReadonlySet<string> = new Set(
  (
    'exec eval execfile compile __import__ open input raw_input getattr setattr hasattr globals locals vars chr unichr ord int float str unicode ' +
    'bytes bytearray memoryview list tuple set frozenset dict reversed sorted map filter zip range xrange len enumerate iter next repr ascii format ' +
    'hex oct bin abs min max sum pow divmod round any all bool type isinstance issubclass id hash print super staticmethod classmethod property object'
  ).split(' '),
);
