/** The dotted name under which a file of a distribution is imported: `src/pkg/sub/__init__.py` is `pkg.sub`. */
export function moduleName(path: string): string {
  const inside = path
    .replace(/^[^/]+\.data\/(?:purelib|platlib)\//u, '')
    // `src/` is the layout of half of all sdists and never part of the import name.
    .replace(/^(?:\.\/)?src\//u, '')
    .replace(/\.pyw?$/u, '');
  const parts = inside.split('/').filter((part) => part !== '');
  if (parts.at(-1) === '__init__') parts.pop();
  return parts.join('.');
}

/** Whether the file is a package's `__init__`: relative imports start one level lower then. */
export const isPackageInit = (path: string): boolean => /(?:^|\/)__init__\.pyw?$/u.test(path);

/** Absolute name of `from ..rest import`, seen from the file at `path`; `level` counts the dots. */
export function resolveRelative(path: string, level: number, rest: string): string {
  const parts = moduleName(path).split('.');
  const drop = isPackageInit(path) ? level - 1 : level;
  const base = drop >= parts.length ? [] : parts.slice(0, parts.length - drop);
  return [...base, rest].filter((part) => part !== '').join('.');
}

/** PEP 3131: Python compares identifiers in NFKC, so `ｏｓ` is `os`. */
export const normalizeIdentifier = (text: string): string => (isAscii(text) ? text : text.normalize('NFKC'));

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 127) return false;
  return true;
}

/** Older and re-exported homes of a callable, written as the one name that tables use. Longest prefix first. */
const HOMES: readonly (readonly [from: string, to: string])[] = [
  ['six.moves.urllib.request', 'urllib.request'],
  ['six.moves.urllib.parse', 'urllib.parse'],
  ['six.moves.builtins', 'builtins'],
  ['six.moves.cPickle', 'pickle'],
  ['six.moves.http_client', 'http.client'],
  ['six.exec_', 'builtins.exec'],
  ['future.moves.urllib.request', 'urllib.request'],
  ['pip._vendor.requests', 'requests'],
  ['pip._vendor.urllib3', 'urllib3'],
  ['pip._internal.cli.main', 'pip.main'],
  ['pip._internal.main', 'pip.main'],
  ['requests.sessions.Session', 'requests.Session'],
  ['requests.sessions.session', 'requests.Session'],
  ['requests.session', 'requests.Session'],
  ['requests.api', 'requests'],
  ['urllib2.urlopen', 'urllib.request.urlopen'],
  ['urllib2', 'urllib.request'],
  ['urllib.urlopen', 'urllib.request.urlopen'],
  ['urllib.urlretrieve', 'urllib.request.urlretrieve'],
  ['urllib.URLopener', 'urllib.request.URLopener'],
  ['urllib.FancyURLopener', 'urllib.request.URLopener'],
  ['urllib.request.FancyURLopener', 'urllib.request.URLopener'],
  ['httplib', 'http.client'],
  ['xmlrpclib', 'xmlrpc.client'],
  ['httpx.Client', 'requests.Session'],
  ['httpx.AsyncClient', 'requests.Session'],
  ['aiohttp.ClientSession', 'requests.Session'],
  ['cloudscraper.create_scraper', 'requests.Session'],
  ['requests_html.HTMLSession', 'requests.Session'],
  ['curl_cffi.requests', 'requests'],
  ['tls_client.Session', 'requests.Session'],
  ['__builtin__', 'builtins'],
  ['__builtins__', 'builtins'],
  ['_posixsubprocess', 'subprocess'],
  ['subprocess32', 'subprocess'],
  ['gevent.subprocess', 'subprocess'],
  ['eventlet.green.subprocess', 'subprocess'],
  ['commands', 'subprocess'],
  ['popen2', 'os'],
  ['posix', 'os'],
  ['nt', 'os'],
  ['_winapi', 'winapi'],
  ['_socket', 'socket'],
  ['_io.open', 'builtins.open'],
  ['io.open', 'builtins.open'],
  ['codecs.open', 'builtins.open'],
  ['aiofiles.open', 'builtins.open'],
  ['tokenize.open', 'builtins.open'],
  ['cPickle', 'pickle'],
  ['pickle5', 'pickle'],
  ['_winreg', 'winreg'],
  ['mock.patch', 'unittest.mock.patch'],
  ['torch.serialization.load', 'torch.load'],
  ['numpy.lib.npyio.load', 'numpy.load'],
  ['_pickle', 'pickle'],
  ['cloudpickle', 'pickle'],
  ['dill', 'pickle'],
  ['pathlib.PosixPath', 'pathlib.Path'],
  ['pathlib.WindowsPath', 'pathlib.Path'],
  ['pathlib2', 'pathlib'],
  ['pybase64', 'base64'],
  ['importlib.__import__', 'builtins.__import__'],
  ['ntpath', 'os.path'],
  ['posixpath', 'os.path'],
  ['dummy_threading', 'threading'],
];
/** Modules that hold others by their name: `shutil.os.system`. */
const HOLDERS = 'shutil tempfile linecache platform glob pathlib zipfile tarfile webbrowser fileinput subprocess';
const HELD = ['os', 'sys', 'subprocess', 'io', 'builtins', 'importlib', 'socket', 'types'];

const HOME_OF = new Map([
  ...HOMES,
  ...HOLDERS.split(' ').flatMap((holder) => HELD.map((held): readonly [string, string] => [`${holder}.${held}`, held])),
]);
/** First words of the table: most names begin with none of them. */
export const HOME_HEADS: ReadonlySet<string> = new Set(
  [...HOME_OF.keys()].map((from) => from.split('.', 1)[0] ?? from),
);

/** The name under which a file imported what a canonical name stands for; null when it is the same. */
export function importedName(renamed: ReadonlyMap<string, string>, name: string): string | null {
  if (renamed.size === 0) return null;
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
    const original = renamed.get(name.slice(0, end));
    if (original !== undefined) return original + name.slice(end);
  }
  return null;
}

/** Rewrites a dotted name to the spelling that the tables use; unknown names are kept. */
export function canonicalName(name: string): string {
  const dot = name.indexOf('.');
  if (!HOME_HEADS.has(dot < 0 ? name : name.slice(0, dot))) return name;
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
    const home = HOME_OF.get(name.slice(0, end));
    if (home !== undefined) return home + name.slice(end);
  }
  return name;
}
