import { describe, expect, test } from '@jest/globals';
import { pickleActs } from '../../src/content/pickle-acts.js';
import { pickledCall, pickledData } from '../support/pickle.js';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const calls = (bytes: Buffer): readonly string[] =>
  pickleActs(bytes, 'demo/model.pkl').acts.map(({ callee }) => callee);
const call = { module: 'os', name: 'system', argument: 'true' };

describe('dangerous imports', () => {
  test.each([
    { name: 'protocol 0', bytes: pickledCall(call, 0) },
    { name: 'protocol 2', bytes: pickledCall(call, 2) },
    { name: 'protocol 4', bytes: pickledCall(call, 4) },
    { name: 'INST', bytes: latin1("(S'true'\nios\nsystem\n.") },
    { name: 'OBJ', bytes: latin1("(cos\nsystem\nS'true'\no.") },
    {
      name: 'a name through the memo',
      bytes: latin1('\x80\x04\x8c\x02os\x940\x8c\x06system\x940h\0h\x01\x93\x8c\x04true\x85R.'),
    },
    {
      name: 'texts between the two names',
      bytes: latin1('\x80\x04\x8c\x02os\x8c\x04json0\x8c\x06system\x93\x8c\x04true\x85R.'),
    },
    { name: 'a name in escapes', bytes: latin1('\x80\x04V\\u006fs\n\x8c\x06system\x93\x8c\x04true\x85R.') },
    { name: 'a second pickle behind the first', bytes: Buffer.concat([pickledData(), pickledCall(call, 2)]) },
    {
      name: 'behind raw data',
      bytes: Buffer.concat([latin1('\x80\x02]q\0'), Buffer.alloc(64, 0xfe), pickledCall(call, 2)]),
    },
    {
      name: 'behind raw data, protocol 4',
      bytes: Buffer.concat([latin1('\x80\x02]q\0'), Buffer.alloc(64, 0xfe), pickledCall(call, 4)]),
    },
    { name: 'a pickle that is cut off after it', bytes: pickledCall(call, 4).subarray(0, -1) },
  ])('$name', ({ bytes }) => {
    expect(calls(bytes)).toEqual(['pickle:os.system']);
  });

  test.each([
    { module: 'builtins', name: 'exec' },
    { module: '__builtin__', name: 'eval' },
    { module: 'subprocess', name: 'Popen' },
    { module: 'posix', name: 'system' },
    { module: 'importlib', name: 'import_module' },
    { module: 'runpy', name: 'run_path' },
    { module: 'operator', name: 'attrgetter' },
    { module: 'torch.serialization', name: 'os.system' },
    { module: 'webbrowser', name: 'open' },
  ])('$module.$name', ({ module, name }) => {
    expect(calls(pickledCall({ module, name, argument: 'x' }, 4))).toEqual([`pickle:${module}.${name}`]);
  });

  test('a name that is put together while loading is told as unknown', () => {
    expect(calls(latin1('\x80\x04\x8c\x02os]\x93.'))).toEqual(['pickle:os.…']);
  });

  test('says what is called with what', () => {
    const [act] = pickleActs(pickledCall(call, 4), 'demo/model.pkl').acts;

    expect(act).toMatchObject({
      act: 'unpickle',
      inputs: ['own-data'],
      target: 'demo/model.pkl',
      steps: [{ what: 'the pickle imports os.system and calls it with "true"' }],
    });
  });
});

test.each([
  { name: 'data', bytes: pickledData() },
  { name: 'a dictionary with an order', bytes: latin1('\x80\x02ccollections\nOrderedDict\nq\0)Rq\x01.') },
  {
    name: 'an array of numpy',
    bytes: latin1(
      '\x80\x02cnumpy.core.multiarray\n_reconstruct\nq\0cnumpy\nndarray\nq\x01K\0\x85q\x02c_codecs\nencode\nq\x03.',
    ),
  },
  {
    name: 'a model of scikit-learn',
    bytes: latin1('\x80\x02csklearn.linear_model._base\nLinearRegression\nq\0)\x81q\x01.'),
  },
  { name: 'a set of Python 3', bytes: latin1('\x80\x04\x8c\x08builtins\x94\x8c\x09frozenset\x94\x93\x94.') },
  { name: 'a text that names a module', bytes: latin1('\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x86.') },
  { name: 'no pickle', bytes: Buffer.from('hello') },
])('nothing: $name', ({ bytes }) => {
  expect(calls(bytes)).toEqual([]);
});
