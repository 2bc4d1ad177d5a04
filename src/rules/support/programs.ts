/** A plain call of a tool that builds need; anything that a shell would chain, redirect or expand is not plain. */
export const isBuildTool = (target: string | null): boolean => {
  if (target === null || /[;&|`$<>\n]/u.test(target)) return false;
  const [program = '', ...rest] = target.trim().split(/\s+/u);
  // The reader shows the first words only: what a longer command goes on to do is not known.
  if (rest.length >= SHOWN_WORDS - 1) return false;
  const name = program.replace(/^(?:\/usr(?:\/local)?)?\/s?bin\//u, '').replace(/\.exe$/iu, '');
  if (/^python[\d.]*$/u.test(name)) return PYTHON_BUILD.test(rest.join(' '));
  return BUILD_TOOLS.has(name) || /^\w[\w.-]*[-_]config$/u.test(name);
};

const SHOWN_WORDS = 8;

/** The upload and test shortcuts that many a `setup.py` carries. */
const PYTHON_BUILD =
  /^(?:-m (?:build|twine|unittest|pytest|sphinx)\b|setup\.py (?:sdist|bdist_wheel|build|build_ext|register|test|upload)\b)/u;

const BUILD_TOOLS: ReadonlySet<string> = new Set(
  [
    'git hg svn bzr make gmake cmake cmake3 ninja meson gcc g++ cc c++ clang clang++ cl ld ldconfig ar swig cython nvcc rustc',
    'cargo go javac mvn bison flex protoc autoconf autoreconf xcrun xcode-select sw_vers uname sysctl getconf lsb_release which',
    'where brew dpkg rpm twine sphinx-build pandoc py.test pytest tox',
  ].flatMap((names) => names.split(' ')),
);

/** An interpreter or shell that is given something not known from the text: `python …`. */
export const runsUnknownCode = (target: string | null): boolean =>
  /^(?:\S*[/\\])?(?:python[\d.]*|pypy\d*|(?:ba|z|da|k)?sh|cmd|powershell|pwsh|node|bun|deno|perl|ruby)(?:\.exe)?\s+(?:-\S+\s+)*…/iu.test(
    target ?? '',
  );
