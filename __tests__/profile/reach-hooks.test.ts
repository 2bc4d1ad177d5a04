/** Code that runs without anybody calling it by name: what is hung into Python, made by a class, decorated, or run by its path. */

import { describe, expect, test } from '@jest/globals';
import type { When } from '../../src/model/profile.js';
import { type Files, wheel } from '../support/wheel.js';
import { momentsOf, profileOf } from './harness.js';

const RUN = "import subprocess\nsubprocess.run(['true'])\n";
const ACT = "import subprocess\ndef act(*a):\n    subprocess.run(['true'])\n";
const method = (signature: string, bases = ''): string =>
  `import subprocess\nclass Made${bases}:\n    def ${signature}:\n        subprocess.run(['true'])\n`;
const FINDER = method('find_spec(self, *a)');
const init = (text: string, files: Files = {}): Files => ({ 'demo/__init__.py': text, ...files });

interface Row {
  readonly name: string;
  readonly files: Files;
}

const reached = async (files: Files): Promise<readonly (readonly When[])[]> =>
  momentsOf(await profileOf(wheel(files)), 'run-process');

describe('runs on import', () => {
  test.each<Row>([
    { name: 'a hook for uncaught errors', files: init(`import sys\n${ACT}sys.excepthook = act\n`) },
    { name: 'a hook set by name', files: init(`import sys\n${ACT}setattr(sys, 'excepthook', act)\n`) },
    {
      name: 'a hook of another module',
      files: init('import threading\nfrom .h import act\nthreading.excepthook = act\n', { 'demo/h.py': ACT }),
    },
    { name: 'a trace function', files: init(`import sys\n${ACT}sys.settrace(act)\n`) },
    { name: 'a replaced built-in', files: init(`import builtins\n${ACT}builtins.print = act\n`) },
    { name: 'a replaced import', files: init(`import builtins\n${ACT}builtins.__import__ = act\n`) },
    { name: 'a replaced method of a library', files: init(`import socket\n${ACT}socket.socket.connect = act\n`) },
    { name: 'an import finder', files: init(`import sys\n${FINDER}sys.meta_path.insert(0, Made())\n`) },
    {
      name: 'an import finder, assigned',
      files: init(`import sys\n${FINDER}sys.meta_path = [Made()] + sys.meta_path\n`),
    },
    { name: 'an import finder, added', files: init(`import sys\n${FINDER}sys.meta_path += [Made()]\n`) },
    { name: 'an import finder, put before', files: init(`import sys\n${FINDER}sys.meta_path[0:0] = [Made()]\n`) },
    { name: 'an import finder that is a class', files: init(`import sys\n${FINDER}sys.meta_path.append(Made)\n`) },
    {
      name: 'an import finder of another module',
      files: init('import sys\nfrom .f import Made\nsys.meta_path.append(Made())\n', { 'demo/f.py': FINDER }),
    },
    { name: 'a path hook', files: init(`import sys\n${ACT}sys.path_hooks.append(act)\n`) },
    { name: 'a codec', files: init(`import codecs\n${ACT}codecs.register(act)\n`) },
    { name: 'a signal handler', files: init(`import signal\n${ACT}signal.signal(15, act)\n`) },
    { name: 'a finalizer', files: init(`import weakref\n${ACT}weakref.finalize(object(), act)\n`) },
    { name: '__del__', files: init(`${method('__del__(self)')}Made()\n`) },
    {
      name: '__del__ of another module’s class',
      files: init('from .d import Made\nMade()\n', { 'demo/d.py': method('__del__(self)') }),
    },
    {
      name: '__init_subclass__',
      files: init('from .d import Made\nclass E(Made):\n    pass\n', { 'demo/d.py': method('__init_subclass__(cls)') }),
    },
    { name: '__set_name__', files: init(`${method('__set_name__(self, o, n)')}class E:\n    x = Made()\n`) },
    {
      name: '__set_name__ of another module’s class',
      files: init('from .d import Made\nclass E:\n    x = Made()\n', {
        'demo/d.py': method('__set_name__(self, o, n)'),
      }),
    },
    { name: '__class_getitem__', files: init(`${method('__class_getitem__(cls, x)')}Made[int]\n`) },
    { name: '__missing__', files: init(`${method('__missing__(self, k)', '(dict)')}Made()['x']\n`) },
    {
      name: 'a metaclass of another module',
      files: init('from .d import Made\nclass E(metaclass=Made):\n    pass\n', {
        'demo/d.py': method('__new__(m, *a)', '(type)'),
      }),
    },
    {
      name: '__getattr__ of a module',
      files: init('from .d import anything\n', {
        'demo/d.py': 'import subprocess\ndef __getattr__(n):\n    subprocess.run(["true"])\n',
      }),
    },
    {
      name: 'under a decorator that calls at once',
      files: init(`import subprocess\nfrom .d import now\n@now\n${ACT.slice(ACT.indexOf('def'))}`, {
        'demo/d.py': 'def now(f):\n    f()\n    return f\n',
      }),
    },
    {
      name: 'under a decorator that is made',
      files: init(`import subprocess\nfrom .d import now\n@now(1)\n${ACT.slice(ACT.indexOf('def'))}`, {
        'demo/d.py': 'def now(n):\n    def inner(f):\n        f()\n        return f\n    return inner\n',
      }),
    },
    {
      name: 'under a decorator that is a class',
      files: init(`import subprocess\nfrom .d import now\n@now\n${ACT.slice(ACT.indexOf('def'))}`, {
        'demo/d.py': 'class now:\n    def __init__(self, f):\n        f()\n',
      }),
    },
    {
      name: 'under a decorator that starts a thread',
      files: init(`import subprocess\nfrom .d import now\n@now\n${ACT.slice(ACT.indexOf('def'))}`, {
        'demo/d.py': 'import threading\ndef now(f):\n    threading.Thread(target=f).start()\n    return f\n',
      }),
    },
    {
      name: 'a thread that another module starts',
      files: init(`from .t import start\n${ACT}start(act)\n`, {
        'demo/t.py': 'import threading\ndef start(f):\n    threading.Thread(target=f).start()\n',
      }),
    },
    {
      name: 'a thread class of another module',
      files: init('from .t import Made\nMade().start()\n', {
        'demo/t.py': `import threading\n${method('run(self)', '(threading.Thread)')}`,
      }),
    },
    {
      name: 'an object of another module’s class',
      files: init('from .t import Made\nmade = Made()\nmade.work()\n', { 'demo/t.py': method('work(self)') }),
    },
    { name: 'a name that came with a star', files: init('from .a import *\nact()\n', { 'demo/a.py': ACT }) },
    {
      name: 'a name that was changed on the way',
      files: init('from .b import go\ngo()\n', { 'demo/a.py': ACT, 'demo/b.py': 'from .a import act as go\n' }),
    },
    {
      name: 'a module imported relative to a name',
      files: init('import importlib\nimportlib.import_module(".tests.x", __package__)\n', { 'demo/tests/x.py': RUN }),
    },
    {
      name: 'a module imported below its own name',
      files: init('import importlib\nm = importlib.import_module(__name__ + ".tests.x")\nm.act()\n', {
        'demo/tests/x.py': ACT,
      }),
    },
    {
      name: 'a module run by its name',
      files: init('import runpy\nrunpy.run_module(__name__ + ".tests.x")\n', { 'demo/tests/x.py': RUN }),
    },
    {
      name: 'a file of its own that is read and run',
      files: init('import os\nexec(open(os.path.join(os.path.dirname(__file__), "tests", "x.py")).read())\n', {
        'demo/tests/x.py': RUN,
      }),
    },
    {
      name: 'a file of its own that is run by its path',
      files: init('import os, runpy\nrunpy.run_path(os.path.join(os.path.dirname(__file__), "tests/x.py"))\n', {
        'demo/tests/x.py': RUN,
      }),
    },
  ])('$name', async ({ files }) => {
    expect(await reached(files)).toEqual([['import']]);
  });

  test.each<Row>([
    {
      name: 'by its path',
      files: init(
        'import os, sys, subprocess\nsubprocess.Popen([sys.executable, os.path.join(os.path.dirname(__file__), "tests/x.py")])\n',
        { 'demo/tests/x.py': "import os\nos.system('true')\n" },
      ),
    },
    {
      name: 'by its name',
      files: init('import sys, subprocess\nsubprocess.Popen([sys.executable, "-m", "demo.tests.x"])\n', {
        'demo/tests/x.py': "import os\nos.system('true')\n",
      }),
    },
  ])('a module started as a program $name', async ({ files }) => {
    expect(await reached(files)).toEqual([['import'], ['import']]);
  });
});

describe('waits for a caller', () => {
  const decorated = (decorator: string): string => `${decorator}\n${ACT.slice(ACT.indexOf('def'))}`;

  test.each<Row>([
    {
      name: 'under a decorator that wraps',
      files: init(`import subprocess\nfrom .d import later\n${decorated('@later')}`, {
        'demo/d.py':
          'import functools\ndef later(f):\n    @functools.wraps(f)\n    def inner(*a):\n        return f(*a)\n    return inner\n',
      }),
    },
    {
      name: 'under a decorator that keeps',
      files: init(`import subprocess\nfrom .d import keep\n${decorated('@keep')}`, {
        'demo/d.py': 'ALL = []\ndef keep(f):\n    ALL.append(f)\n    return f\n',
      }),
    },
    {
      name: 'under a decorator that registers',
      files: init(`import subprocess\nfrom .d import keep\n${decorated('@keep')}`, {
        'demo/d.py': 'from .r import registry\ndef keep(f):\n    registry.register(f)\n    return f\n',
      }),
    },
    {
      name: 'under a route',
      files: init(`import subprocess, flask\napp = flask.Flask(__name__)\n${decorated("@app.route('/')")}`),
    },
    { name: 'under a fixture', files: init(`import subprocess, pytest\n${decorated('@pytest.fixture')}`) },
    { name: 'in an attribute of a class of its own', files: init(`${ACT}class C:\n    pass\nC.run = act\n`) },
  ])('$name', async ({ files }) => {
    expect(await reached(files)).toEqual([['call']]);
  });
});
