import { isEverydayUse, reachesModule } from './everyday.js';
import { normalizeIdentifier } from './names.js';
import type { Outline } from './outline.js';
import { changesImported, HOOKING_NAMES, noteRuinName, noteRuinText, type Ruin, reachesImported } from './reaching.js';
import { NAME, STRING, type Tokens, tokenText } from './tokens.js';

/**
 * Names without which nothing in the tables of acts can happen. A file that holds none of them is not worth a syntax tree;
 * names that are everywhere (`open`, `get`) are left out, because without one of these they lead nowhere.
 */
export const TELLING_NAMES: ReadonlySet<string> = new Set(
  // Running code, and the ways to reach it under another name.
  (
    'exec eval execfile compile __import__ import_module run_path run_module FunctionType LambdaType exec_module load_module load_source spec_from_file_location ' +
    'InteractiveInterpreter InteractiveConsole runsource runcode __builtins__ builtins __builtin__ __loader__ load_module attrgetter methodcaller __code__ globals __dict__ __subclasses__ __globals__ __getattribute__ ' +
    'zipimporter SourceFileLoader SourcelessFileLoader ExtensionFileLoader importlib imp runpy marshal meta_path path_hooks ' +
    // Processes.
    'subprocess Popen system popen popen2 popen3 popen4 startfile execl execle execlp execlpe execv execve execvp execvpe spawnl spawnle spawnlp spawnlpe spawnv ' +
    'spawnve spawnvp spawnvpe posix_spawn posix_spawnp spawn pty pexpect create_subprocess_exec create_subprocess_shell ShellExecute ShellExecuteW WinExec CreateProcess ' +
    'check_call check_output getoutput getstatusoutput winreg _winreg win32api win32com ' +
    // Network.
    'urllib urllib2 urllib3 urlopen urlretrieve URLopener FancyURLopener build_opener OpenerDirector requests httpx aiohttp httplib http socket _socket ftplib smtplib telnetlib websocket websockets xmlrpc xmlrpclib wget gdown pget ' +
    'cloudscraper curl_cffi tls_client pycurl grequests treq discord_webhook dhooks telebot telegram gethostbyname gethostbyname_ex getaddrinfo ' +
    // Native code, pickles, installers.
    'ctypes cffi CDLL WinDLL dlopen LoadLibrary load_library load_dynamic pickle cPickle _pickle dill cloudpickle joblib jsonpickle shelve read_pickle unsafe_load full_load ' +
    'pip easy_install ' +
    // Clipboard, screen, keys, camera; messengers; name servers; programs in memory.
    'pyperclip pyperclip3 pyclip clipboard copykitten xerox klembord win32clipboard clipboard_get clipboard_append selection_get read_clipboard grabclipboard TheClipboard ' +
    'ImageGrab pyautogui pyscreenshot pyscreeze mss d3dshot dxcam grabWindow BitBlt pynput keyboard pyHook PyWinhook pyxhook GetAsyncKeyState evdev ' +
    'VideoCapture sounddevice pyaudio speech_recognition discord discordwebhook aiogram telepot telethon pyrogram telegram_send slack_sdk slacker slack_webhook ' +
    'pymsteams apprise notifiers pushbullet dns dnslib aiodns pycares memfd_create'
  )
    .split(' ')
    .concat(HOOKING_NAMES),
);

/** Decoding leads nowhere but into an act, which has a name of its own above, or into a file. */
const DECODING_NAMES: ReadonlySet<string> = new Set(
  (
    'b64decode standard_b64decode urlsafe_b64decode b32decode b16decode b85decode a85decode unhexlify a2b_hex a2b_base64 fromhex ' +
    'decompress decrypt'
  ).split(' '),
);
const WRITING_NAMES: ReadonlySet<string> = new Set(
  'open fdopen write writelines write_bytes write_text writestr copyfileobj tofile dump'.split(' '),
);

/** Literals that are telling wherever they stand: stores of secrets, and places where code is started from. */
const TELLING_TEXT =
  /\.ssh|\.aws|\.netrc|\.pypirc|git-credentials|\.docker|\.kube|Login Data|leveldb|\/etc\/(?:passwd|shadow|cron)|wallet|[Kk]eychain|Extensions\/|User Data|discord_desktop_core|\/dev\/(?:sd|nvme|hd|disk)|PhysicalDrive|vboxservice|vmtoolsd|x64dbg|ollydbg|procmon|WDAGUtility|site-packages|\.git\/hooks|cron\.|LaunchDaemons|\.bash_|\.zprofile|fish\/config|\.pythonrc|PowerShell\/|LaunchAgents|systemd|\.bashrc|\.zshrc|\.zshenv|\.profile|CurrentVersion\\+Run|Startup|autostart|\.claude|\.cursor|\.windsurf|CLAUDE\.md|AGENTS\.md|GEMINI\.md|mcp\.json|\.vscode|\.github\/workflows|\.gitconfig|pip\.conf|sitecustomize|\.pth\b/u;

/** Longest literal that is searched: a megabyte of data is not a path. */
const MAX_SEARCHED = 2000;

/** Whether a file could do anything that the tables know, so that its syntax is worth reading. */
export function isOfInterest(tokens: Tokens, shape: Outline): boolean {
  const seen = { decodes: false, writes: false, deletes: false, wide: false };
  for (let at = 0; at < tokens.count; at += 1) {
    const kind = tokens.kind[at];
    if (kind === NAME && isTellingName(tokens, shape, { at, seen })) return true;
    if (kind === STRING && isTellingText(tokens, at, seen)) return true;
  }
  return (seen.decodes && seen.writes) || (seen.deletes && seen.wide);
}

interface Seen extends Ruin {
  decodes: boolean;
  writes: boolean;
}

function isTellingName(tokens: Tokens, shape: Outline, { at, seen }: { at: number; seen: Seen }): boolean {
  const start = tokens.start[at] ?? 0;
  const end = tokens.end[at] ?? 0;
  if (changesImported(tokens, shape, at)) return true;
  // Longest and shortest name of the table; most names of most files are turned away here.
  if (end - start > 24 || end - start < 3) return false;
  const written = tokenText(tokens, at);
  const name = normalizeIdentifier(written);
  if (TELLING_NAMES.has(name)) return name !== written || !isEverydayUse({ tokens, shape, at, name });
  if (name === 'getattr' || name === 'vars') return reachesModule({ tokens, shape, at, name });
  if (reachesImported(tokens, shape, at, name)) return true;
  noteRuinName(seen, name, tokens, at);
  seen.decodes ||= DECODING_NAMES.has(name);
  seen.writes ||= WRITING_NAMES.has(name);
  return false;
}

function isTellingText(tokens: Tokens, at: number, seen: Ruin): boolean {
  const start = tokens.start[at] ?? 0;
  const end = tokens.end[at] ?? 0;
  if (end - start < 200) noteRuinText(seen, tokens.text.slice(start, end));
  return end - start >= 6 && end - start <= MAX_SEARCHED && TELLING_TEXT.test(tokens.text.slice(start, end));
}
