import type { Files } from '../../support/wheel.js';

/** An attack in two halves, both inert: what `give()` returns is what `act(data)` acts on. */
export interface Attack {
  readonly name: string;
  /** The rule that blocks it when a package does it on import. */
  readonly rule: string;
  readonly give: Half;
  readonly act: Half;
}

/** Imports, and the lines of a function body. */
export interface Half {
  readonly imports: string;
  readonly lines: readonly string[];
}

const body = ({ lines }: Half, blanks: string): string => lines.map((line) => `${blanks}${line}\n`).join('');

const give = ({ give: half }: Attack, name = 'give'): string =>
  `${half.imports}\ndef ${name}():\n${body(half, '    ')}\n`;

const act = ({ act: half }: Attack, name = 'act'): string =>
  `${half.imports}\ndef ${name}(data):\n${body(half, '    ')}\n`;

const renamed = (half: Half, name: string): string =>
  `${half.imports}\ndef ${name}:\n${body(half, '    ').replaceAll(/\bdata\b/gu, 'zz_1')}\n`.replaceAll('value', 'qq_2');

/** The same attack in other arrangements. Each is a whole package `demo` that acts when it is imported. */
export const ARRANGEMENTS: readonly { readonly name: string; readonly files: (attack: Attack) => Files }[] = [
  { name: 'one file', files: (attack) => ({ 'demo/__init__.py': `${give(attack)}${act(attack)}act(give())\n` }) },
  {
    name: 'the data from another module',
    files: (attack) => ({
      'demo/net.py': give(attack),
      'demo/__init__.py': `from .net import give\n${act(attack)}act(give())\n`,
    }),
  },
  {
    name: 'the act in another module',
    files: (attack) => ({
      'demo/run.py': act(attack),
      'demo/__init__.py': `${give(attack)}from .run import act\nact(give())\n`,
    }),
  },
  {
    name: 'three modules',
    files: (attack) => ({
      'demo/net.py': give(attack),
      'demo/run.py': act(attack),
      'demo/__init__.py': 'from .net import give\nfrom .run import act\nact(give())\n',
    }),
  },
  {
    name: 'modules as attributes, with aliases',
    files: (attack) => ({
      'demo/net.py': give(attack),
      'demo/run.py': act(attack),
      'demo/__init__.py': 'import demo.net as n\nfrom demo import run as r\npayload = n.give()\nr.act(data=payload)\n',
    }),
  },
  {
    name: 'handed over through two modules that only pass on',
    files: (attack) => ({
      'demo/net.py': give(attack),
      'demo/a.py': 'from .net import give\ndef fetch():\n    return give()\n',
      'demo/b.py': 'from .run import act\ndef go(thing):\n    act(thing)\n',
      'demo/run.py': act(attack),
      'demo/__init__.py': 'from .a import fetch\nfrom .b import go\ngo(fetch())\n',
    }),
  },
  {
    name: 're-exported under another name',
    files: (attack) => ({
      'demo/core/_net.py': give(attack),
      'demo/core/_run.py': act(attack),
      'demo/core/__init__.py': 'from ._net import give as load\nfrom ._run import act as apply\n',
      'demo/__init__.py': 'from .core import apply, load\napply(load())\n',
    }),
  },
  {
    name: 'star imports',
    files: (attack) => ({
      'demo/net.py': give(attack),
      'demo/run.py': `from .net import *\n${act(attack)}`,
      'demo/__init__.py': 'from .run import *\nact(give())\n',
    }),
  },
  {
    name: 'a class of another module',
    files: (attack) => ({
      'demo/net.py': give(attack),
      'demo/run.py': `${attack.act.imports}\nclass Worker:\n    def __init__(self, data):\n        self.data = data\n    def work(self):\n        data = self.data\n${body(attack.act, '        ')}\n`,
      'demo/__init__.py': 'from .net import give\nfrom .run import Worker\nworker = Worker(give())\nworker.work()\n',
    }),
  },
  {
    name: 'a method that gets the data',
    files: (attack) => ({
      'demo/net.py': `${attack.give.imports}\nclass Source:\n    def read(self):\n${body(attack.give, '        ')}\n`,
      'demo/__init__.py': `from .net import Source\n${act(attack)}act(Source().read())\n`,
    }),
  },
  {
    name: 'a subclass in a third module',
    files: (attack) => ({
      'demo/base.py': `${attack.act.imports}\nclass Base:\n    def work(self, data):\n${body(attack.act, '        ')}\n`,
      'demo/mid.py': 'from .base import Base\nclass Mine(Base):\n    pass\n',
      'demo/__init__.py': `from .mid import Mine\n${give(attack)}Mine().work(give())\n`,
    }),
  },
  {
    name: 'imported when it is called',
    files: (attack) => ({
      'demo/net.py': give(attack),
      'demo/run.py': act(attack),
      'demo/__init__.py':
        'def start():\n    from .net import give\n    from .run import act\n    act(give())\nstart()\n',
    }),
  },
  {
    name: 'renamed and reordered',
    files: (attack) => ({
      'demo/z9.py': renamed(attack.act, 'o0(zz_1)'),
      'demo/z8.py': renamed(attack.give, 'l1()'),
      'demo/__init__.py': 'def b():\n    c(z8.l1())\ndef c(x):\n    z9.o0(x)\nfrom . import z8, z9\nb()\n',
    }),
  },
  {
    name: 'a cycle of imports',
    files: (attack) => ({
      'demo/net.py': `from . import run\n${give(attack)}def start():\n    run.act(give())\n`,
      'demo/run.py': `from . import net\n${act(attack)}`,
      'demo/__init__.py': 'from .net import start\nstart()\n',
    }),
  },
  {
    name: 'through an attribute of a third module',
    files: (attack) => ({
      'demo/state.py': 'payload = None\n',
      'demo/net.py': `from . import state\n${give(attack)}state.payload = give()\n`,
      'demo/__init__.py': `from . import net, state\n${act(attack)}act(state.payload)\n`,
    }),
  },
  {
    name: 'a value that a module holds',
    files: (attack) => ({
      'demo/net.py': `${give(attack)}PAYLOAD = give()\n`,
      'demo/__init__.py': `from .net import PAYLOAD\n${act(attack)}act(PAYLOAD)\n`,
    }),
  },
  {
    name: 'called back by a module that does not know what',
    files: (attack) => ({
      'demo/net.py': give(attack),
      'demo/run.py': act(attack),
      'demo/pipe.py': 'def pipe(first, then):\n    return then(first())\n',
      'demo/__init__.py': 'from .net import give\nfrom .run import act\nfrom .pipe import pipe\npipe(give, act)\n',
    }),
  },
];

/** Packages with the same modules in which nothing flows from the one to the other. */
export const BENIGN: readonly { readonly name: string; readonly files: (attack: Attack) => Files }[] = [
  {
    name: 'both imported, neither called',
    files: (attack) => ({
      'demo/net.py': give(attack),
      'demo/run.py': act(attack),
      'demo/__init__.py': 'from .net import give\nfrom .run import act\n__all__ = ["act", "give"]\n',
    }),
  },
  {
    name: 'what acts is given something else',
    files: (attack) => ({
      'demo/net.py': give(attack),
      'demo/run.py': act(attack),
      'demo/app.py':
        'from .net import give\nfrom .run import act\ndef main(text):\n    size = 0 if give is None else 1\n    act(text)\n    return size\n',
      'demo/__init__.py': '',
    }),
  },
];
