/** A plain call of a tool that builds need; anything that a shell would chain, redirect or expand is not plain. */
export const isBuildTool = (target: string | null): boolean => {
  if (target === null || /[;&|`$<>\n]/u.test(target)) return false;
  const [program = '', ...rest] = target
    .trim()
    .replace(/^env(?:\s+\w+=\S*)+\s+/u, '')
    .split(/\s+/u);
  // The reader shows the first words only: what a longer command goes on to do is not known.
  if (rest.length >= SHOWN_WORDS - 1) return false;
  const name = program.replace(/^(?:\/usr(?:\/local)?)?\/s?bin\//u, '').replace(/\.exe$/iu, '');
  if (/^python[\d.]*$/u.test(name)) return PYTHON_BUILD.test(rest.join(' '));
  return BUILD_TOOLS.has(name) || /^\w[\w.-]*[-_]config$/u.test(name);
};

const SHOWN_WORDS = 8;

/** The first word of a command, without its folder. */
export const programOf = (target: string | null): string =>
  /^\s*(?:[^\s/]*\/)*(?<program>[^\s/]+)/u.exec(target ?? '')?.groups?.['program'] ?? '';

/** A step by which bundled C and C++ is built, however long: `./configure …`, `cmake …`, `./build_bundled.sh`. Nothing for a shell to chain. */
export const isBuildStep = (target: string | null): boolean =>
  target !== null &&
  !/[;&|`$<>\n]/u.test(target) &&
  /^(?:cmake3?|make|gmake|ninja|meson|(?:sh )?\.\/(?:configure|config|autogen\.sh|bootstrap(?:\.sh)?|build\w*\.sh))(?:\s|$)/u.test(
    target.trim(),
  );

/** The upload and test shortcuts that many a `setup.py` carries. */
const PYTHON_BUILD =
  /^(?:-m (?:build|twine|unittest|pytest|sphinx)\b|setup\.py (?:sdist|bdist_wheel|build|build_ext|register|test|upload)\b)/u;

const BUILD_TOOLS: ReadonlySet<string> = new Set(
  [
    'git hg svn bzr make gmake cmake cmake3 ninja meson gcc g++ cc c++ clang clang++ cl ld ldconfig ar swig cython nvcc rustc',
    'cargo go javac mvn bison flex protoc autoconf autoreconf xcrun xcode-select sw_vers uname sysctl getconf lsb_release which',
    'where brew dpkg rpm twine sphinx-build pandoc py.test pytest tox pkg-config pkgconf',
    // What reads or finishes a binary, and what tells of the machine.
    'patchelf otool install_name_tool elfedit strip objcopy objdump readelf nm lipo codesign ranlib ldd df nproc lscpu nvidia-smi rocminfo',
  ].flatMap((names) => names.split(' ')),
);

/** An interpreter or shell that is given something not known from the text: `python …`. */
export const runsUnknownCode = (target: string | null): boolean =>
  /^(?:\S*[/\\])?(?:python[\d.]*|pypy\d*|(?:ba|z|da|k)?sh|cmd|powershell|pwsh|node|bun|deno|perl|ruby)(?:\.exe)?\s+(?:-\S+\s+)*…/iu.test(
    target ?? '',
  );
