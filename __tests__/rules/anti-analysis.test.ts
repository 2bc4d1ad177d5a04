import { antiAnalysis } from '../../src/rules/anti-analysis.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const inFunction = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;
const WATCHERS = 'BAD = ["wireshark.exe", "vboxservice.exe", "x64dbg.exe", "procmon.exe"]\n';
const PROCESS = 'import subprocess\nsubprocess.Popen(["demo-helper", "--go"])\n';
const CHAIN = 'import base64\nexec(base64.b64decode("cHJpbnQoMSk="))\n';

const STRONG: readonly { name: string; source: string }[] = [
  { name: 'programs of analysts', source: WATCHERS },
  {
    name: 'a debugger',
    source: 'import ctypes\nif ctypes.windll.kernel32.IsDebuggerPresent():\n    raise SystemExit\n',
  },
  { name: 'a trace function', source: 'import sys\nif sys.gettrace() is not None:\n    sys.exit()\n' },
  { name: 'a virtual machine', source: 'import os\nos.popen("systemd-detect-virt").read()\n' },
  {
    name: 'what the machine is made of',
    source: 'import subprocess\nsubprocess.check_output("wmic computersystem get model", shell=True)\n',
  },
  {
    name: 'hardware addresses',
    source: 'import uuid\nif hex(uuid.getnode())[2:8] in ("080027", "000c29"):\n    raise SystemExit\n',
  },
  { name: 'accounts of sandboxes', source: 'USERS = ["WDAGUtilityAccount", "DESKTOP-ABC1234", "DESKTOP-XYZ9876"]\n' },
];

const WEAK: readonly { name: string; source: string }[] = [
  { name: 'a long wait', source: 'import time\ntime.sleep(600)\n' },
  {
    name: 'a country',
    source: 'import locale, sys\nif locale.getdefaultlocale()[0] in ("ru_RU", "be_BY"):\n    sys.exit()\n',
  },
  { name: 'a small machine', source: 'import os, sys\nif os.cpu_count() < 2:\n    sys.exit()\n' },
  { name: 'an account', source: 'import getpass, sys\nif getpass.getuser() in ("bob", "sand"):\n    sys.exit()\n' },
];

releaseTest(antiAnalysis, {
  flags: [
    ...STRONG.map(({ name, source }) => ({
      name: `${name}, before a program is started`,
      given: { base: wheel(), head: init(source + PROCESS) },
      level: 'warn' as const,
    })),
    ...STRONG.map(({ name, source }) => ({
      name: `${name}, before decoded code is run`,
      given: { base: wheel(), head: init(source + CHAIN) },
      level: 'block' as const,
      says: 'the same file, also unasked',
    })),
    ...WEAK.map(({ name, source }) => ({
      name: `${name}, before decoded code is run`,
      given: { base: wheel(), head: init(source + CHAIN) },
      level: 'warn' as const,
    })),
    { name: 'alone', given: { base: wheel(), head: init(WATCHERS) }, level: 'note' },
    { name: 'when called', given: { base: wheel(), head: init(inFunction(WATCHERS + PROCESS)) }, level: 'note' },
    { name: 'a first release', given: { head: init(WATCHERS + CHAIN) }, level: 'warn' },
  ],
  allows: [
    ...WEAK.map(({ name, source }) => ({
      name: `${name}, before a program is started`,
      given: { base: wheel(), head: init(source + PROCESS) },
    })),
    { name: 'one name', given: { base: wheel(), head: init(`TOOL = "wireshark"\n${PROCESS}`) } },
    { name: 'a short wait', given: { base: wheel(), head: init(`import time\ntime.sleep(1)\n${CHAIN}`) } },
    {
      name: 'the system',
      given: { base: wheel(), head: init(`import platform\nif platform.system() == "Windows":\n    X = 1\n${CHAIN}`) },
    },
    {
      name: 'a setting in CI',
      given: { base: wheel(), head: init(`import os\nif os.environ.get("CI"):\n    COLOUR = False\n${CHAIN}`) },
    },
    {
      name: 'what the base did too',
      given: { base: init(WATCHERS + PROCESS), head: init(`V = 2\n${WATCHERS}${PROCESS}`) },
    },
    { name: 'in tests', given: { base: wheel(), head: wheel({ 'tests/test_demo.py': inFunction(WATCHERS) }) } },
  ],
});
