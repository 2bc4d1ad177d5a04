/**
 * Start-up texts that packaging tools generate. They are known by every statement of theirs, never by a package's name: whoever
 * writes a hook can name the file as they like. What the imported code does at start-up is judged apart, as behaviour.
 */
export const isGeneratedHook = (text: string): boolean => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return (
    lines.length > 0 && lines.every((line) => WHOLE_LINES.some((known) => known.test(line)) || isNamespaceHook(line))
  );
};

const WHOLE_LINES: readonly RegExp[] = [
  // setuptools, `distutils-precedence.pth`
  /^import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os\.environ\.get\(var, '(?:local|stdlib)'\) == 'local'; enabled and __import__\('_distutils_hack'\)(?:\.add_shim\(\))?;$/u,
  // setuptools, editable installs
  /^import (?<finder>__editable___\w+_finder); \k<finder>\.install\(\)$/u,
  // coverage, `a1_coverage.pth`, and the line its documentation had people write before
  /^import coverage; coverage\.process_startup\(\)$/u,
  /^import sys; exec\('import os\\n\\nif os\.getenv\("COVERAGE_PROCESS_START"\) or os\.getenv\("COVERAGE_PROCESS_CONFIG"\):\\n try:\\n {2}import coverage\\n except:\\n {2}pass\\n else:\\n {2}coverage\.process_startup\(slug="pth"\)'\)$/u,
  // pywin32, `pywin32.pth`
  /^import pywin32_bootstrap$/u,
];

const NAME = String.raw`[A-Za-z_]\w*`;
const DOTTED = String.raw`'${NAME}(?:\.${NAME})*'`;

/**
 * Statements of `*-nspkg.pth`, which setuptools wrote into namespace packages until 2024 in several versions. They only extend
 * a module's `__path__`. Taken apart at `;` so that nothing can be appended to a known beginning.
 */
const NAMESPACE_STATEMENTS: readonly RegExp[] = [
  'import sys, ?types, ?os',
  String.raw`has_mfs = sys\.version_info > \(3, 5\)`,
  String.raw`pep420 = sys\.version_info > \(3, 3\)`,
  String.raw`p = os\.path\.join\(sys\._getframe\(1\)\.f_locals\['sitedir'\], \*\((?:'${NAME}', ?)*'${NAME}',?\)\)`,
  String.raw`importlib = has_mfs and __import__\('importlib\.util'\)`,
  String.raw`has_mfs and __import__\('importlib\.machinery'\)`,
  String.raw`m = has_mfs and sys\.modules\.setdefault\(${DOTTED}, importlib\.util\.module_from_spec\(importlib\.machinery\.PathFinder\.find_spec\(${DOTTED}, \[os\.path\.dirname\(p\)\]\)\)\)`,
  String.raw`m = m or sys\.modules\.setdefault\(${DOTTED}, types\.ModuleType\(${DOTTED}\)\)`,
  String.raw`ie = os\.path\.exists\(os\.path\.join\(p, ?'__init__\.py'\)\)`,
  String.raw`m = not ie and (?:not pep420 and )?sys\.modules\.setdefault\(${DOTTED}, ?types\.ModuleType\(${DOTTED}\)\)`,
  String.raw`mp = \(m or \[\]\) and m\.__dict__\.setdefault\('__path__', ?\[\]\)`,
  String.raw`\(p not in mp\) and mp\.append\(p\)`,
  String.raw`m and setattr\(sys\.modules\[${DOTTED}\], '${NAME}', m\)`,
].map((source) => new RegExp(`^${source}$`, 'u'));

const isNamespaceHook = (line: string): boolean =>
  line
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .every((statement) => NAMESPACE_STATEMENTS.some((known) => known.test(statement)));
