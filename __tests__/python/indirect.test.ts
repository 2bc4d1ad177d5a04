import { expect, test } from '@jest/globals';
import { HIDDEN, seen } from './hidden.js';
import { actsIn, base64, everyAct, read } from './read.js';

const CODE = `__import__("base64").b64decode("${base64(HIDDEN)}")`;

// `@` stands for the hidden code.
const WAYS_TO_EXEC: readonly { name: string; source: string }[] = [
  { name: 'getattr with a text in pieces', source: 'getattr(__builtins__, "ex" + "ec")(@)' },
  { name: 'getattr of an imported module', source: 'getattr(__import__("builtins"), "exec")(@)' },
  {
    name: 'getattr with a name spelled in numbers',
    source: 'getattr(__builtins__, "".join(map(chr, [101, 120, 101, 99])))(@)',
  },
  { name: 'getattr with a reversed name', source: 'getattr(__builtins__, "cexe"[::-1])(@)' },
  { name: 'globals()', source: 'globals()["__builtins__"].__dict__["exec"](@)' },
  { name: 'globals().get', source: 'globals().get("__builtins__").exec(@)' },
  { name: 'locals()', source: 'locals()["__builtins__"].exec(@)' },
  { name: '__builtins__ as a dictionary', source: '__builtins__["exec"](@)' },
  { name: 'vars', source: 'import builtins\nvars(builtins)["exec"](@)' },
  { name: '__dict__.get', source: 'import builtins\nbuiltins.__dict__.get("exec")(@)' },
  { name: 'sys.modules', source: 'import sys\nsys.modules["builtins"].exec(@)' },
  { name: 'sys.modules.get', source: 'import sys\nsys.modules.get("builtins").exec(@)' },
  { name: 'import_module', source: 'import importlib\nimportlib.import_module("".join(["buil", "tins"])).exec(@)' },
  { name: '__getattribute__', source: 'import builtins\nbuiltins.__getattribute__("exec")(@)' },
  { name: 'object.__getattribute__', source: 'import builtins\nobject.__getattribute__(builtins, "exec")(@)' },
  { name: 'attrgetter', source: 'import operator, builtins\noperator.attrgetter("exec")(builtins)(@)' },
  { name: 'methodcaller', source: 'import operator, builtins\noperator.methodcaller("exec", @)(builtins)' },
  {
    name: 'reduce over getattr',
    source: 'import functools\nfunctools.reduce(getattr, ["__self__", "exec"], print)(@)',
  },
  { name: 'the module of a builtin function', source: 'print.__self__.exec(@)' },
  { name: 'the globals of a function', source: 'def f(): pass\nf.__globals__["__builtins__"].exec(@)' },
  {
    name: 'the globals of a class that is found',
    source: '().__class__.__base__.__subclasses__()[100].__init__.__globals__["__builtins__"]["exec"](@)',
  },
  { name: '__call__', source: 'exec.__call__(@)' },
  { name: 'eval of a name', source: 'eval("exec")(@)' },
  { name: 'eval of an import', source: `eval("__import__('builtins')").exec(@)` },
  { name: 'compile', source: 'c = compile(@, "x", "exec")\nexec(c)' },
  { name: 'FunctionType', source: 'import types\ntypes.FunctionType(compile(@, "x", "exec"), {})()' },
  { name: 'the type of a lambda', source: 'type(lambda: 0)(compile(@, "x", "exec"), {})()' },
  { name: 'the code of a function replaced', source: 'f = lambda: 0\nf.__code__ = compile(@, "x", "exec")\nf()' },
  { name: 'another name', source: 'e = exec\ne(@)' },
  { name: 'an imported name', source: 'from builtins import exec as e\ne(@)' },
  { name: 'a walrus', source: '(e := exec)(@)' },
  { name: 'unpacking', source: 'a, e = print, exec\ne(@)' },
  { name: 'unpacking with a star', source: '*_, e = [print, str, exec]\ne(@)' },
  { name: 'a loop', source: 'for f in [exec]:\n    f(@)' },
  { name: 'a comprehension', source: '[f(@) for f in (exec,)]' },
  { name: 'a table', source: '{"a": exec}["a"](@)' },
  { name: 'a table with get', source: 't = {"a": exec, "b": print}\nt.get("a")(@)' },
  { name: 'a class attribute', source: 'class A:\n    e = exec\nA.e(@)' },
  { name: 'a static class attribute', source: 'class A:\n    e = staticmethod(exec)\nA().e(@)' },
  { name: 'a class made by type()', source: 'T = type("X", (), {"go": staticmethod(exec)})\nT.go(@)' },
  { name: 'setattr', source: 'class A: pass\nsetattr(A, "e", exec)\nA.e(@)' },
  { name: 'a name set through globals()', source: 'globals()["e"] = exec\ne(@)' },
  { name: 'globals().update', source: 'globals().update(e=exec)\ne(@)' },
  { name: 'a default argument', source: 'def f(c, e=exec):\n    e(c)\nf(@)' },
  { name: 'a lambda', source: 'e = lambda c: exec(c)\ne(@)' },
  { name: 'a function that returns it', source: 'def get():\n    return exec\nget()(@)' },
  { name: 'partial', source: 'from functools import partial\ne = partial(exec)\ne(@)' },
  { name: 'a decorator', source: '@exec\n@(lambda f: f())\ndef c():\n    return @' },
  { name: 'decorators over a class', source: '@exec\n@bytes.decode\n@(lambda _: @)\nclass X: pass' },
  { name: '__class_getitem__', source: 'class A:\n    def __class_getitem__(cls, c):\n        exec(c)\nA[@]' },
  { name: '__class_getitem__ assigned', source: 'class A:\n    __class_getitem__ = exec\nA[@]' },
  { name: '__getitem__', source: 'class A:\n    def __getitem__(self, c):\n        exec(c)\nA()[@]' },
  { name: 'an operator', source: 'class A:\n    def __add__(self, c):\n        exec(c)\nA() + @' },
  { name: 'map', source: 'list(map(exec, [@]))' },
  { name: 'a key function', source: 'max([@, b"1"], key=exec)' },
  { name: 'a timer', source: 'import threading\nthreading.Timer(1, exec, [@]).start()' },
  { name: 'atexit', source: 'import atexit\natexit.register(exec, @)' },
  { name: 'an exit stack', source: 'import contextlib\nwith contextlib.ExitStack() as s:\n    s.callback(exec, @)' },
  { name: 'timeit', source: 'import timeit\ntimeit.timeit(@.decode(), number=1)' },
  { name: 'cProfile', source: 'import cProfile\ncProfile.run(@.decode())' },
  { name: 'a docstring', source: `"""${base64(HIDDEN)}"""\nimport base64\nexec(base64.b64decode(__doc__))` },
  {
    name: 'the docstring of a function',
    source: `import base64\ndef f():\n    """${base64(HIDDEN)}"""\nexec(base64.b64decode(f.__doc__))`,
  },
];

test.each(WAYS_TO_EXEC)('exec through $name', ({ source }) => {
  // A decorator begins a line.
  expect(seen(source.replaceAll(/(?<!^|\n)@/gu, CODE))).toEqual({
    unfolded: true,
    decoded: true,
  });
});

test('a builtin by a name that is not known, called with decoded code', () => {
  const source = `import builtins\ngetattr(builtins, [n for n in dir(builtins) if len(n) == 4][0])(${CODE})`;

  expect(seen(source).decoded).toBe(true);
});

const WAYS_TO_SYSTEM: readonly { name: string; source: string }[] = [
  { name: 'getattr', source: 'import os\ngetattr(os, "sys" + "tem")("echo inert")' },
  { name: '__dict__', source: 'import os\nos.__dict__["system"]("echo inert")' },
  {
    name: 'an import by decoded name',
    source: 'import base64\n__import__(base64.b64decode("b3M=").decode()).system("echo inert")',
  },
  { name: 'a module that another holds', source: 'import shutil\nshutil.os.system("echo inert")' },
  { name: 'a module imported from another', source: 'from shutil import os as o\no.system("echo inert")' },
  { name: 'attrgetter', source: 'import operator, os\noperator.attrgetter("system")(os)("echo inert")' },
  { name: 'methodcaller', source: 'import operator, os\noperator.methodcaller("system", "echo inert")(os)' },
  {
    name: 'reduce',
    source: 'from functools import reduce\nreduce(lambda f, g: g(f), ["echo inert", __import__("os").system])',
  },
  { name: 'a loader', source: '__loader__.load_module("os").system("echo inert")' },
  { name: 'eval of an expression', source: `eval('__import__("os").system("echo inert")')` },
  {
    name: 'a class found by name',
    source: '[c for c in object.__subclasses__() if c.__name__ == "Popen"][0]("echo inert", shell=True)',
  },
  { name: 'a class found by number', source: '().__class__.__base__.__subclasses__()[200]("echo inert", shell=True)' },
];

test.each(WAYS_TO_SYSTEM)('a command through $name', ({ source }) => {
  expect(actsIn(read(source)).some((act) => act.startsWith('run-process'))).toBe(true);
});

test('a name that is reached by text is told as such', () => {
  const [act] = everyAct(read('print.__self__.exec("x = 1")'));

  expect(act).toMatchObject({ act: 'run-code', callee: 'builtins.exec', traits: ['obscured-name'] });
});

// The same means as honest code has them.
const ORDINARY: readonly { name: string; source: string }[] = [
  { name: 'getattr on an object', source: 'import subprocess\ndef f(o, name):\n    return getattr(o, name)(1)' },
  {
    name: 'a registry in globals()',
    source: 'import subprocess\nfor n in ["a", "b"]:\n    globals()[n] = type(n, (), {})\nglobals()["a"]()',
  },
  {
    name: 'a sort key',
    source: 'import subprocess\nfrom operator import attrgetter\nsorted([], key=attrgetter("name"))',
  },
  {
    name: 'subclasses of a class of its own',
    source: 'import subprocess\nclass A: pass\nfor c in A.__subclasses__():\n    c("x")',
  },
  {
    name: 'a docstring that is formatted',
    source: 'import subprocess\ndef f():\n    """x %s"""\nf.__doc__ = f.__doc__ % "y"',
  },
  {
    name: 'a generic class',
    source: 'import subprocess\nfrom typing import Generic\nclass A(Generic): pass\nx: A[int] = A[str]()',
  },
  {
    name: 'operators of a class',
    source: 'import subprocess\nclass V:\n    def __add__(self, o):\n        return V()\nV() + V()',
  },
  {
    name: 'a partial that is called later',
    source: 'import subprocess\nfrom functools import partial\nrun = partial(print, "x")\nrun("y")',
  },
  {
    name: 'getattr on builtins with a fallback',
    source: 'import builtins\nk = getattr(builtins, input(), None)\nk(1)',
  },
];

test.each(ORDINARY)('ordinary: $name', ({ source }) => {
  expect(actsIn(read(source)).filter((act) => /^run-(?:code|process)/u.test(act))).toEqual([]);
});
