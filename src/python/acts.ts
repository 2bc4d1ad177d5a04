import type { Act } from '../model/profile.js';
import { CAPTURE_ACTS, KEY_SOURCES, NAME_QUERIES } from './acts-capture.js';
import { ENVIRONMENT, HOST_FACTS, NETWORK, OWN_DATA, USER_INPUT } from './value.js';

/** One callable that acts: which of its arguments decide what it does. */
export interface ActRow {
  readonly act: Act;
  /** Positions and keywords of the arguments it acts on; `all` of them. `self` is the object a method is called on. */
  readonly on: readonly (number | string)[] | 'all';
  /** Provenance of its result, beyond what flows in. */
  readonly gives: number;
}

const row = (act: Act, on: ActRow['on'], gives = 0): ActRow => ({ act, on, gives });

const each = (names: readonly string[], made: ActRow): [string, ActRow][] => names.map((name) => [name, made]);

const under = (prefix: string, names: string, made: ActRow): [string, ActRow][] =>
  each(
    names.split(' ').map((name) => `${prefix}.${name}`),
    made,
  );

const RUN_CODE: readonly [string, ActRow][] = [
  ...under('builtins', 'exec eval', row('run-code', [0, 'source'])),
  ...under('builtins', 'execfile', row('run-code', [0])),
  ...under('runpy', 'run_path run_module _run_code _run_module_code', row('run-code', [0, 'path_name', 'mod_name'])),
  ...each(['types.FunctionType', 'types.LambdaType', 'builtins.function'], row('run-code', [0, 'code'])),
  ...each(['imp.load_source', 'imp.load_module', 'imp.load_compiled'], row('run-code', [1, 'pathname'])),
  ...under('code.InteractiveInterpreter()', 'runsource runcode', row('run-code', [0])),
  ...under('code.InteractiveConsole()', 'runsource runcode push', row('run-code', [0])),
  ...under('importlib.machinery.SourceFileLoader()', 'load_module exec_module', row('run-code', ['self', 0])),
  ...under('importlib.machinery.SourcelessFileLoader()', 'load_module exec_module', row('run-code', ['self', 0])),
  ...under('zipimport.zipimporter()', 'load_module exec_module', row('run-code', ['self', 0])),
  ...each(['importlib.util.spec_from_file_location().loader.exec_module'], row('run-code', ['self', 0])),
  ...under('timeit', 'timeit repeat Timer', row('run-code', [0, 'stmt'])),
  ...each(['cProfile.run', 'profile.run', 'pdb.run', 'pdb.runeval', 'trace.Trace().run'], row('run-code', [0])),
  // Any class that Python has loaded: `Popen` is the one that is looked for this way.
  ...each(['builtins.object.__subclasses__()', 'builtins.object.__subclasses__()()'], row('run-process', [0, 'args'])),
  ...each(['importlib.util.spec_from_loader().loader.exec_module'], row('run-code', ['self', 0])),
];

const RUN_PROCESS: readonly [string, ActRow][] = [
  ...under('subprocess', 'Popen run call check_call check_output', row('run-process', [0, 'args', 'executable'])),
  ...under('subprocess', 'getoutput getstatusoutput', row('run-process', [0, 'cmd'])),
  ...under('os', 'system popen popen2 popen3 popen4', row('run-process', [0, 'command', 'cmd'])),
  ...under('os', 'startfile', row('run-process', [0, 'path', 2, 'arguments'])),
  ...under('os', 'execl execle execlp execlpe execv execve execvp execvpe', row('run-process', [0, 1, 2, 3, 4, 5])),
  ...under(
    'os',
    'spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe',
    row('run-process', [1, 2, 3, 4, 5]),
  ),
  ...under('os', 'posix_spawn posix_spawnp', row('run-process', [0, 1])),
  ...each(
    ['pty.spawn', 'distutils.spawn.spawn', 'pexpect.spawn', 'pexpect.run', 'invoke.run'],
    row('run-process', [0]),
  ),
  ...under('asyncio', 'create_subprocess_exec create_subprocess_shell', row('run-process', 'all')),
  ...each(
    ['anyio.run_process', 'trio.run_process', 'anyio.open_process', 'trio.lowlevel.open_process'],
    row('run-process', [0]),
  ),
  ...each(['winapi.CreateProcess', 'win32process.CreateProcess'], row('run-process', [0, 1])),
  ...each(['win32api.ShellExecute', 'win32com.shell.shell.ShellExecuteEx'], row('run-process', 'all')),
  ...each(
    ['win32api.WinExec', 'win32com.client.Dispatch().Run', 'win32com.client.Dispatch().ShellExecute'],
    row('run-process', 'all'),
  ),
  ...under('ctypes.windll.shell32', 'ShellExecuteW ShellExecuteA', row('run-process', 'all')),
  ...each(
    ['ctypes.CDLL().system', 'ctypes.cdll.msvcrt.system', 'ctypes.windll.kernel32.WinExec'],
    row('run-process', [0]),
  ),
];

const SESSION = 'get head options request stream';
const READ = row('fetch', 'all', NETWORK);
const WRITE = row('send', 'all', NETWORK);

const FETCH: readonly [string, ActRow][] = [
  ...under('requests', SESSION, READ),
  ...under('requests.Session()', `${SESSION} ws_connect`, READ),
  ...under('httpx', SESSION, READ),
  ...each(['urllib.request.urlopen', 'urllib.request.urlretrieve', 'urllib.request.URLopener().open'], READ),
  ...each(['urllib.request.URLopener().retrieve', 'urllib.request.build_opener().open'], READ),
  ...each(['urllib.request.OpenerDirector().open'], READ),
  ...each(['urllib3.request', 'urllib3.PoolManager().request', 'urllib3.PoolManager().urlopen'], READ),
  ...each(['urllib3.ProxyManager().request', 'urllib3.HTTPSConnectionPool().request'], READ),
  ...each(['http.client.HTTPConnection().request', 'http.client.HTTPSConnection().request'], READ),
  ...each(['aiohttp.request', 'treq.get', 'grequests.get', 'tornado.httpclient.AsyncHTTPClient().fetch'], READ),
  ...each(['wget.download', 'gdown.download', 'pget.download', 'pooch.retrieve'], READ),
  ...each(['ftplib.FTP().retrbinary', 'ftplib.FTP().retrlines', 'telnetlib.Telnet().read_all'], READ),
  ...each(['socket.socket().recv', 'socket.socket().recvfrom', 'socket.create_connection().recv'], READ),
  ...each(
    ['socket.socket().connect', 'socket.socket().connect_ex', 'socket.create_connection'],
    row('fetch', [0, 'address'], NETWORK),
  ),
  ...each(['xmlrpc.client.ServerProxy', 'websocket.create_connection', 'websockets.connect'], READ),
];

const SEND: readonly [string, ActRow][] = [
  ...under('requests', 'post put patch delete', WRITE),
  ...under('requests.Session()', 'post put patch delete', WRITE),
  ...under('httpx', 'post put patch delete', WRITE),
  ...under('socket.socket()', 'send sendall sendto', WRITE),
  ...under('socket.create_connection()', 'send sendall', WRITE),
  ...under('ftplib.FTP()', 'storbinary storlines', WRITE),
  ...under('smtplib.SMTP()', 'sendmail send_message', WRITE),
  ...under('smtplib.SMTP_SSL()', 'sendmail send_message', WRITE),
  ...each(['websocket.create_connection().send', 'grequests.post', 'treq.post'], WRITE),
];

const OTHER: readonly [string, ActRow][] = [
  ...under('ctypes', 'CDLL WinDLL OleDLL PyDLL', row('load-native', [0, 'name'])),
  ...under('ctypes.cdll', 'LoadLibrary', row('load-native', [0])),
  ...under('ctypes.windll', 'LoadLibrary', row('load-native', [0])),
  ...under('ctypes.windll.kernel32', 'LoadLibraryA LoadLibraryW', row('load-native', [0])),
  ...each(['cffi.FFI().dlopen', 'imp.load_dynamic', 'numpy.ctypeslib.load_library'], row('load-native', [0, 1])),
  ...each(['importlib.machinery.ExtensionFileLoader'], row('load-native', [1, 'path'])),
  ...each(['winreg.SetValueEx', 'win32api.RegSetValueEx'], row('write-file', [0, 1, 4])),
  ...each(['winreg.SetValue', 'win32api.RegSetValue'], row('write-file', [0, 1, 3])),
  ...under('win32com.client.Dispatch()', 'CreateShortCut CreateShortcut', row('write-file', [0])),
];

const UNPICKLE: readonly [string, ActRow][] = [
  ...under('pickle', 'load loads', row('unpickle', [0, 'file', 'data'])),
  ...each(['pickle.Unpickler().load'], row('unpickle', ['self'])),
  ...each(['joblib.load', 'torch.load', 'torch.jit.load', 'shelve.open', 'numpy.load'], row('unpickle', [0])),
  ...under('pandas', 'read_pickle io.pickle.read_pickle', row('unpickle', [0])),
  ...under('jsonpickle', 'decode loads unpickler.decode', row('unpickle', [0])),
  ...under('yaml', 'load load_all unsafe_load unsafe_load_all full_load full_load_all', row('unpickle', [0])),
  ...each(['ruamel.yaml.YAML().load'], row('unpickle', [0])),
  ...each(['keras.models.load_model', 'tensorflow.keras.models.load_model'], row('unpickle', [0])),
  ...each(['compress_pickle.load', 'compress_pickle.loads'], row('unpickle', [0])),
  ...each(['multiprocessing.connection.Client().recv', 'zmq.Context().socket().recv_pyobj'], row('unpickle', ['self'])),
];

const INSTALLS = row('install-package', [0]);

const INSTALL: readonly [string, ActRow][] = [
  ...each(['pip.main', 'pip.main.main', 'pip._internal.commands.install.InstallCommand().main'], INSTALLS),
  ...each(['pip._internal.commands.create_command().main', 'setuptools.command.easy_install.main'], INSTALLS),
  ...each(['ensurepip.bootstrap', 'micropip.install', 'piplite.install', 'pipmaster.install'], INSTALLS),
  ...each(['conda.cli.python_api.run_command', 'conda.cli.main'], row('install-package', 'all')),
];

const HOOKS: readonly [string, ActRow][] = [
  ...each(['sys.meta_path.insert', 'sys.path_hooks.insert'], row('hook-imports', [1])),
  ...each(['sys.meta_path.append', 'sys.path_hooks.append'], row('hook-imports', [0])),
  ...each(['sys.meta_path.extend', 'sys.path_hooks.extend'], row('hook-imports', [0])),
  ...each(['codecs.register', 'sys.addaudithook', 'sys.monitoring.register_callback'], row('hook-imports', 'all')),
  ...under('sys', 'settrace setprofile', row('hook-imports', [0])),
  ...under('threading', 'settrace setprofile settrace_all_threads', row('hook-imports', [0])),
  ...under('site', 'addsitedir addpackage', row('hook-imports', [0])),
];

/** What gives a debugger, a virtual machine or a patient watcher away. */
const PROBE: readonly [string, ActRow][] = [
  ...each(['sys.gettrace', 'pydevd.GetGlobalDebugger', 'ctypes.CDLL().ptrace'], row('probe', [])),
  ...under('ctypes.windll.kernel32', 'IsDebuggerPresent CheckRemoteDebuggerPresent', row('probe', [])),
  ...under(
    'ctypes.windll.kernel32',
    'GetTickCount GetTickCount64 GetPhysicallyInstalledSystemMemory',
    row('probe', []),
  ),
  ...under('ctypes.windll.ntdll', 'NtQueryInformationProcess NtSetInformationThread', row('probe', [])),
  ...under('ctypes.windll.user32', 'GetCursorPos GetLastInputInfo GetKeyboardLayout', row('probe', [])),
  ...each(['win32api.IsDebuggerPresent', 'win32api.GetCursorPos', 'win32api.GetLastInputInfo'], row('probe', [])),
];

/** Every callable that acts, by canonical dotted name. `()` stands for what a call returned. */
export const ACTS: ReadonlyMap<string, ActRow> = new Map([
  ...RUN_CODE,
  ...RUN_PROCESS,
  ...FETCH,
  ...SEND,
  ...OTHER,
  ...UNPICKLE,
  ...INSTALL,
  ...HOOKS,
  ...PROBE,
  ...CAPTURE_ACTS,
]);

/** A callable or attribute that data comes from, without an act worth telling. */
export interface SourceRow {
  readonly tags: number;
  /** For a step: `reads the host name`. */
  readonly what: string;
}

const source = (tags: number, what: string): SourceRow => ({ tags, what });

export const SOURCES: ReadonlyMap<string, SourceRow> = new Map<string, SourceRow>([
  ...KEY_SOURCES,
  ['http.client.HTTPConnection().getresponse', source(NETWORK, 'reads the answer of a server')],
  ['http.client.HTTPSConnection().getresponse', source(NETWORK, 'reads the answer of a server')],
  ['socket.socket().makefile', source(NETWORK, 'reads from a socket')],
  ['os.environ', source(ENVIRONMENT, 'reads the environment variables')],
  ['os.environb', source(ENVIRONMENT, 'reads the environment variables')],
  ['sys.argv', source(USER_INPUT, 'reads the command line')],
  ['builtins.input', source(USER_INPUT, 'asks the user')],
  ['builtins.raw_input', source(USER_INPUT, 'asks the user')],
  ['sys.stdin', source(USER_INPUT, 'reads standard input')],
  ['getpass.getpass', source(USER_INPUT, 'asks for a password')],
  ['getpass.getuser', source(HOST_FACTS, 'reads the user name')],
  ['os.getlogin', source(HOST_FACTS, 'reads the user name')],
  ['socket.gethostname', source(HOST_FACTS, 'reads the host name')],
  ['socket.getfqdn', source(HOST_FACTS, 'reads the host name')],
  ['platform.node', source(HOST_FACTS, 'reads the host name')],
  ['platform.uname', source(HOST_FACTS, 'reads the host name and system')],
  ['os.uname', source(HOST_FACTS, 'reads the host name and system')],
  ['uuid.getnode', source(HOST_FACTS, 'reads the hardware address')],
  ['psutil.net_if_addrs', source(HOST_FACTS, 'reads the network addresses')],
  ['psutil.users', source(HOST_FACTS, 'reads the users logged in')],
  ['netifaces.ifaddresses', source(HOST_FACTS, 'reads the network addresses')],
  ['pkg_resources.resource_stream', source(OWN_DATA, 'reads a file of its own package')],
  ['pkg_resources.resource_filename', source(OWN_DATA, 'names a file of its own package')],
  ['importlib.resources.files', source(OWN_DATA, 'names a file of its own package')],
  ['importlib.resources.open_text', source(OWN_DATA, 'reads a file of its own package')],
  ['importlib.resources.open_binary', source(OWN_DATA, 'reads a file of its own package')],
  ['importlib.resources.path', source(OWN_DATA, 'names a file of its own package')],
]);

/** Callables that answer a name look-up: a name built from data carries it out. */
export const LOOKUPS: ReadonlySet<string> = new Set(NAME_QUERIES);
