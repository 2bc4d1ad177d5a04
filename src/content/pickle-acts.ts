import { printable } from '../model/text.js';
import type { ContentAct, ContentActs, ContentPlace } from './facts.js';
import { type PickleImport, readPickles } from './pickle.js';

/**
 * What loading the pickles of a file would do beyond making data: each dangerous import as an act. Names of numpy, scikit-learn,
 * collections and the like are what pickles are made of, and are nothing.
 */
export function pickleActs(bytes: Uint8Array, path: string): ContentActs {
  const { imports } = readPickles(bytes);
  const dangerous = imports.filter(isDangerous);
  const acts = new Map(dangerous.slice(0, MAX_ACTS).map((found) => [nameOf(found), actOf(found, path)]));
  // Raw data between opcodes is how joblib writes, and the rest was searched: that is no gap.
  return { acts: [...acts.values()], partly: null };
}

const MAX_ACTS = 50;

const nameOf = ({ module, name }: PickleImport): string => printable(`${module}.${name}`, 120);

function actOf(found: PickleImport, path: string): ContentAct {
  const { argument } = found;
  const at: ContentPlace = { line: null, excerpt: argument === null ? null : printable(argument) };
  const call = argument === null ? '' : ` and calls it with "${printable(argument, 80)}"`;
  return {
    act: 'unpickle',
    inputs: ['own-data'],
    callee: `pickle:${nameOf(found)}`,
    target: printable(path),
    traits: [],
    steps: [{ what: `the pickle imports ${nameOf(found)}${call}`, at }],
    at,
  };
}

/** Modules of which no name belongs into data. */
const MODULES =
  /^(?:os|posix|nt|ntpath|posixpath|subprocess|_posixsubprocess|pty|socket|_socket|ssl|shutil|webbrowser|ctypes|_ctypes|cffi|runpy|importlib|imp|pip|_pip|code|codeop|sys|commands|popen2|asyncio|multiprocessing|signal|http|urllib|urllib2|httplib|requests|httpx|ftplib|smtplib|telnetlib|xmlrpc|pdb|bdb|profile|cProfile|timeit|trace|doctest|marshal|pickle|_pickle|cPickle|shelve|zipimport|pkgutil|setuptools|distutils|winreg|_winapi|msvcrt|win32api|paramiko|pexpect|sh|plumbum|tempfile|glob|linecache|inspect|gc|idlelib|lib2to3|venv|ensurepip|antigravity|this)(?:\.|$)/u;

/** Of modules that honest pickles use, the names that reach everything else. */
const NAMES: ReadonlySet<string> = new Set([
  ...['builtins', '__builtin__'].flatMap((module) =>
    'exec eval execfile compile open file input raw_input getattr setattr delattr globals locals vars apply breakpoint __import__ memoryview help'
      .split(' ')
      .map((name) => `${module}.${name}`),
  ),
  'operator.attrgetter',
  'operator.methodcaller',
  '_operator.attrgetter',
  '_operator.methodcaller',
  'types.CodeType',
  'types.FunctionType',
  'types.LambdaType',
  'new.code',
  'new.function',
  'dill._dill._create_code',
  'dill._dill._create_function',
  'dill._dill._import_module',
  'cloudpickle.cloudpickle._make_function',
  'cloudpickle.cloudpickle._builtin_type',
  'cloudpickle.cloudpickle.subimport',
  'cloudpickle.subimport',
  'torch.hub.load',
  'torch._inductor.codecache.compile_file',
  'numpy.testing._private.utils.runstring',
  'numpy.f2py.crackfortran.getlincoef',
  'pandas.eval',
  'pandas.io.pickle.read_pickle',
  'joblib.load',
  'yaml.unsafe_load',
]);

/** Honest ones of the modules above: what a pickled path, exception or default is made of. */
const HARMLESS: ReadonlySet<string> = new Set([
  'os.PathLike',
  'os.stat_result',
  'posix.stat_result',
  'socket.AddressFamily',
  'http.HTTPStatus',
  'signal.Signals',
  'inspect.Signature',
  'inspect.Parameter',
  'inspect._ParameterKind',
  'inspect._empty',
  'urllib.parse.ParseResult',
  'urllib.parse.SplitResult',
  'pickle.PickleBuffer',
  'multiprocessing.reduction._rebuild_partial',
]);

/** An import whose name could not be told is one that the pickle puts together while it is loaded. */
function isDangerous({ module, name }: PickleImport): boolean {
  const full = `${module}.${name}`;
  if (HARMLESS.has(full)) return false;
  // `module.name` may be split anywhere: protocol 4 takes a dotted name, `os` and `path.os.system`.
  return (
    MODULES.test(module) ||
    NAMES.has(full) ||
    /(?:^|\.)(?:os|subprocess|__globals__|__builtins__|__subclasses__)(?:\.|$)/u.test(name)
  );
}
