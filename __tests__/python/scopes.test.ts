import { expect, test } from '@jest/globals';
import type { PythonFile } from '../../src/python/facts.js';
import { read } from './read.js';

const callsOf = (file: PythonFile, scope: string): readonly string[] =>
  file.scopes.find((each) => each.name === scope)?.calls ?? [];

// Every row is read in both tiers: the second time with a name that makes the syntax tree worth reading.
const TIERS = [
  { tier: 'tokens', suffix: '' },
  { tier: 'syntax', suffix: '\nimport subprocess\n' },
] as const;

const CALLS = [
  { name: 'a function of the file', source: 'def f():\n    pass\nf()', scope: '', calls: ['f'] },
  { name: 'a function defined later', source: 'def f():\n    g()\ndef g():\n    pass', scope: 'f', calls: ['g'] },
  {
    name: 'an imported function',
    source: 'from demo.other import start\nstart()',
    scope: '',
    calls: ['demo.other.start'],
  },
  {
    name: 'an imported function by alias',
    source: 'from demo.other import start as s\ns()',
    scope: '',
    calls: ['demo.other.start'],
  },
  {
    name: 'a function of an imported module',
    source: 'import demo.other\ndemo.other.start()',
    scope: '',
    calls: ['demo.other.start'],
  },
  { name: 'a relative import', source: 'from .other import start\nstart()', scope: '', calls: ['demo.other.start'] },
  { name: 'a relative module', source: 'from . import other\nother.start()', scope: '', calls: ['demo.other.start'] },
  {
    name: 'a method by self',
    source: 'class A:\n    def f(self):\n        self.g()\n    def g(self):\n        pass',
    scope: 'A.f',
    calls: ['A.g'],
  },
  {
    name: 'a class that is made',
    source: 'class A:\n    def __init__(self):\n        pass\nA()',
    scope: '',
    calls: ['A.__init__'],
  },
  {
    name: 'a command class handed to setup',
    source: 'from setuptools import setup\nclass I:\n    def run(self):\n        pass\nsetup(cmdclass={"install": I})',
    scope: '',
    calls: ['I.run'],
  },
  {
    name: 'a thread',
    source: 'import threading\ndef f():\n    pass\nthreading.Thread(target=f).start()',
    scope: '',
    calls: ['f'],
  },
  { name: 'atexit', source: 'import atexit\ndef f():\n    pass\natexit.register(f)', scope: '', calls: ['f'] },
  { name: 'a decorator', source: 'def d(f):\n    return f\n@d\ndef g():\n    pass', scope: '', calls: ['d'] },
  { name: 'a default argument', source: 'def f():\n    pass\ndef g(x=f()):\n    pass', scope: '', calls: ['f'] },
  { name: 'a class body', source: 'def f():\n    pass\nclass A:\n    x = f()', scope: '', calls: ['f'] },
  {
    name: 'an import inside a function',
    source: 'def f():\n    import demo.late\n    demo.late.go()',
    scope: 'f',
    calls: ['demo.late', 'demo.late.go'],
  },
  {
    name: 'a decorator from elsewhere',
    source: 'from .other import d\n@d\ndef g():\n    pass',
    scope: '',
    calls: ['demo.other.d'],
  },
  {
    name: 'a base from elsewhere',
    source: 'from .other import B\nclass A(B):\n    pass',
    scope: '',
    calls: ['demo.other.B.__init_subclass__'],
  },
];

const ROWS = TIERS.flatMap((tier) => CALLS.map((row) => ({ ...row, ...tier })));

test.each(ROWS)('$tier: $name', ({ source, suffix, tier, scope, calls }) => {
  const file = read(source + suffix);

  expect(file.tier).toBe(tier);
  expect(callsOf(file, scope)).toEqual(expect.arrayContaining(calls));
});

const SILENT = [
  {
    name: 'what another function imported under the same name',
    source: 'def f():\n    from .other import start\n    start()\nclass A:\n    def g(self, x=start):\n        pass',
    calls: ['demo.other.start'],
  },
  {
    name: 'a parameter of that name',
    source: 'def start():\n    pass\ndef g(start: bool, *, x=1):\n    pass',
    calls: ['start'],
  },
  { name: 'a keyword of that name', source: 'def start():\n    pass\nprint(start=True)', calls: ['start'] },
  {
    name: 'what makes instances of a base',
    source: 'class B:\n    def __init__(self):\n        pass\nclass A(B):\n    pass',
    calls: ['B', 'B.__init__'],
  },
];

test.each(TIERS.flatMap((tier) => SILENT.map((row) => ({ ...row, ...tier }))))(
  '$tier: the module does not call $name',
  ({ source, suffix, calls }) => {
    const called = callsOf(read(source + suffix), '');

    expect(calls.filter((name) => called.includes(name))).toEqual([]);
  },
);

test.each([
  {
    name: 'a method of a base in the file',
    source: 'class A:\n    def go(self):\n        pass\nclass B(A):\n    pass\nB().go()',
    calls: ['A.go'],
  },
  {
    name: 'a base elsewhere',
    source: 'from demo.base import A\nclass B(A):\n    def run(self):\n        super().run()',
    scope: 'B.run',
    calls: ['demo.base.A.run'],
  },
  {
    name: 'a thread class',
    source: 'import threading\nclass T(threading.Thread):\n    def run(self):\n        pass\nT().start()',
    calls: ['T.run'],
  },
  {
    name: '__init_subclass__',
    source: 'class A:\n    def __init_subclass__(cls):\n        pass\nclass B(A):\n    pass',
    calls: ['A.__init_subclass__'],
  },
  {
    name: 'a metaclass',
    source: 'class M(type):\n    def __new__(m, n, b, d):\n        pass\nclass A(metaclass=M):\n    pass',
    calls: ['M.__new__'],
  },
  {
    name: 'a metaclass from elsewhere',
    source: 'from .other import M\nclass A(metaclass=M):\n    pass',
    calls: ['demo.other.M.__new__'],
  },
  { name: 'a lambda that is handed on', source: 'import atexit\natexit.register(lambda: 1)', calls: ['lambda#1'] },
  {
    name: 'a decorator of the file that runs what it is given',
    source: 'def d(f):\n    f()\n@d\ndef g():\n    pass',
    scope: 'd',
    calls: ['g'],
  },
])('syntax: $name', ({ source, scope = '', calls }) => {
  const file = read(`${source}\nimport subprocess\n`);

  expect(callsOf(file, scope)).toEqual(expect.arrayContaining([...calls]));
});

const WRAPPING =
  'import functools, subprocess\ndef d(f):\n    @functools.wraps(f)\n    def w(*a):\n        return f(*a)\n    return w\n';

test.each([
  { name: 'that wraps', source: `${WRAPPING}@d\ndef g():\n    pass`, reached: false },
  {
    name: 'that keeps',
    source: 'KEPT = []\ndef d(f):\n    KEPT.append(f)\n    return f\n@d\ndef g():\n    pass',
    reached: false,
  },
  { name: 'that calls', source: 'def d(f):\n    f()\n    return f\n@d\ndef g():\n    pass', reached: true },
  {
    name: 'that calls by a helper',
    source: 'def run(f):\n    return f()\ndef d(f):\n    return run(f)\n@d\ndef g():\n    pass',
    reached: true,
  },
  {
    name: 'that hands on',
    source: 'import demo.other\ndef d(f):\n    demo.other.register(f)\n    return f\n@d\ndef g():\n    pass',
    reached: true,
  },
  {
    name: 'made by a call, that calls',
    source: 'def d(n):\n    def inner(f):\n        f()\n    return inner\n@d(1)\ndef g():\n    pass',
    reached: true,
  },
  {
    name: 'that is a class and keeps',
    source: 'class D:\n    def __init__(self, f):\n        self.f = f\n@D\ndef g():\n    pass',
    reached: false,
  },
])('a decorator of the file $name reaches what it decorates: $reached', ({ source, reached }) => {
  expect(reachedAtImport(read(`${source}\nimport subprocess\n`)).has('g')).toBe(reached);
});

test.each([
  { name: 'that wraps', body: 'return f', reached: false },
  { name: 'that calls', body: 'f()', reached: true },
])('a decorator $name, used more often than bodies are read again', ({ body, reached }) => {
  const uses = Array.from({ length: 40 }, (_, index) => `@d\ndef g${index}():\n    pass\n`).join('');
  const names = reachedAtImport(read(`import subprocess\ndef d(f):\n    ${body}\n${uses}`));

  expect([names.has('g0'), names.has('g39')]).toEqual([reached, reached]);
});

/** Scopes that running the module reaches. */
function reachedAtImport(file: PythonFile): ReadonlySet<string> {
  const reached = new Set(['']);
  for (const name of reached) for (const call of callsOf(file, name)) reached.add(call);
  return reached;
}

test.each([
  { name: 'of a result', source: 'def f(x) -> Dict[str, Kept]:\n    pass', calls: [] },
  {
    name: 'of a parameter, and not its default',
    source: 'def f(x: List[Kept] = used(y)):\n    pass',
    calls: ['demo.o.used'],
  },
  { name: 'of a variable', source: 'x: List[Kept] = used(handed)', calls: ['demo.o.used', 'demo.o.handed'] },
  { name: 'that calls', source: 'def f(x) -> List[used()]:\n    pass', calls: ['demo.o.used'] },
  { name: 'that is none', source: 'try: pass\nfinally: used(handed)', calls: ['demo.o.used', 'demo.o.handed'] },
])('an annotation $name hands nothing on', ({ source, calls }) => {
  const file = read(`from .o import Kept, used, handed\n${source}\n`);

  expect(file.tier).toBe('tokens');
  expect(callsOf(file, '').filter((call) => call.startsWith('demo.o.'))).toEqual(calls);
});

test('a package reaches its own modules by their own names', () => {
  const source =
    'from pip._internal.cli.main import main\nfrom pip._internal.utils import misc\nfrom pip._vendor import requests\nmain()\nmisc.go()\nrequests.get("x")';

  expect(callsOf(read(source, 'pip/demo.py'), '')).toEqual(
    expect.arrayContaining(['pip._internal.cli.main.main', 'pip._internal.utils.misc.go', 'pip._vendor.requests.get']),
  );
});

test('the code of a program is a scope of its own, called by nothing', () => {
  const file = read('import os\nos.system("a")\nif __name__ == "__main__":\n    os.system("b")\n');

  expect(file.scopes.map((scope) => [scope.name, scope.acts.map((act) => act.target)])).toEqual([
    ['', ['a']],
    ['__main__', ['b']],
  ]);
  expect(callsOf(file, '')).not.toContain('__main__');
});

test.each([
  { name: 'absolute', source: 'import a.b, c as d\nfrom e.f import g', imports: ['a.b', 'c', 'e.f', 'e.f.g'] },
  {
    name: 'relative in a module',
    source: 'from .x import y\nfrom .. import z',
    path: 'pkg/sub/mod.py',
    imports: ['pkg', 'pkg.sub.x', 'pkg.sub.x.y', 'pkg.z'],
  },
  { name: 'relative in a package', source: 'from .x import y', path: 'pkg/__init__.py', imports: ['pkg.x', 'pkg.x.y'] },
  { name: 'below src', source: 'from . import x', path: 'src/pkg/__init__.py', imports: ['pkg', 'pkg.x'] },
  { name: 'in try', source: 'try:\n    import a\nexcept ImportError:\n    import b', imports: ['a', 'b'] },
  { name: 'not in functions', source: 'def f():\n    import a', imports: [] },
  {
    name: 'not for type checkers',
    source: 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a',
    imports: ['typing', 'typing.TYPE_CHECKING'],
  },
])('imports: $name', ({ source, path = 'demo/module.py', imports }) => {
  const coarse = read(source, path);
  const fine = read(`${source}\nsubprocess\n`, path);

  expect([coarse.tier, fine.tier]).toEqual(['tokens', 'syntax']);
  expect([...coarse.imports].sort()).toEqual(imports);
  expect([...fine.imports].sort()).toEqual(imports);
});
