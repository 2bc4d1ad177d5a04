import { processAtImport } from '../../src/rules/process-at-import.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const RUN = 'import subprocess\nsubprocess.run(["helper", "--serve"])\n';
const DETACHED = 'import subprocess\nsubprocess.Popen(["helper", "--serve"], start_new_session=True)\n';
const FETCH = 'import urllib.request\nurllib.request.urlopen("https://api.example.invalid/hello")\n';

releaseTest(processAtImport, {
  flags: [
    {
      name: 'an open program beside the network',
      given: { base: wheel(), head: init(RUN + FETCH) },
      level: 'warn',
    },
    {
      name: 'a program alone',
      given: { base: wheel(), head: init(RUN) },
      level: 'warn',
      says: 'demo/__init__.py line 2',
    },
    {
      name: 'in a function that the package calls',
      given: {
        base: wheel(),
        head: init('import os\ndef _start():\n    os.system("helper &")\n_start()\n'),
      },
      level: 'warn',
    },
    {
      name: 'with the network in the same file',
      given: { base: wheel(), head: init(DETACHED + FETCH) },
      level: 'block',
      says: 'beside it, also unasked, demo/__init__.py line 4 reads from the network',
    },
    {
      name: 'with the network in a module beside it',
      given: { base: wheel(), head: wheel({ 'demo/__init__.py': DETACHED, 'demo/net.py': FETCH }) },
      level: 'block',
    },
    {
      name: 'beside network use as old as the project',
      given: { base: init(FETCH), head: init(FETCH + DETACHED) },
      level: 'block',
    },
    {
      name: 'at Python’s start, by a module that was called only',
      given: {
        base: wheel({ 'demo/boot.py': `def go():\n    ${RUN.replace('\n', '\n    ')}` }),
        head: wheel({ 'demo/boot.py': RUN, 'demo.pth': 'import demo.boot\n' }),
      },
      level: 'warn',
    },
    {
      name: 'a build tool that is started hidden',
      given: {
        base: wheel(),
        head: init('import subprocess\nsubprocess.Popen(["git", "status"], start_new_session=True)\n'),
      },
      level: 'warn',
    },
    {
      name: 'a program in another file than the old one',
      given: {
        base: init(RUN),
        head: wheel({ 'demo/__init__.py': RUN, 'demo/net.py': RUN.replace('helper', 'other') }),
      },
      level: 'warn',
    },
    {
      name: 'one more program, detached',
      given: { base: init(RUN), head: init(RUN + DETACHED.replace('helper', 'other')) },
      level: 'warn',
    },
    {
      name: 'a program where git was asked before',
      given: {
        base: init('import subprocess\nsubprocess.check_output(["git", "describe"])\n'),
        head: init(`import subprocess\nsubprocess.check_output(["git", "describe"])\n${RUN}`),
      },
      level: 'warn',
    },
    { name: 'a first release, with the network', given: { head: init(DETACHED + FETCH) }, level: 'warn' },
  ],
  allows: [
    { name: 'a first release', given: { head: init(RUN) }, atMost: 'note' },
    {
      name: 'a question to git',
      given: { base: wheel(), head: init('import subprocess\nsubprocess.check_output(["git", "describe"])\n') },
      atMost: 'note',
    },
    {
      name: 'a function that somebody calls',
      given: { base: wheel(), head: init('import subprocess\ndef run():\n    subprocess.run(["helper"])\n') },
    },
    { name: 'a command', given: { base: wheel(), head: wheel({ 'demo/__main__.py': RUN }) } },
    {
      name: 'one more program of a file that starts some',
      given: { base: init(RUN), head: init(RUN + RUN.replace('helper', 'other')) },
      atMost: 'note',
    },
    { name: 'what the base did too', given: { base: init(RUN), head: init(`VERSION = 2\n${RUN}`) } },
    {
      name: 'what is decoded first (decoded-execution says so)',
      given: { base: wheel(), head: init('import base64, os\nos.system(base64.b64decode("aGVscGVy"))\n') },
    },
  ],
});
