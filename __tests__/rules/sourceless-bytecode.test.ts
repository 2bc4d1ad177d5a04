import { sourcelessBytecode } from '../../src/rules/sourceless-bytecode.js';
import { delta, file, firstRelease, profile } from './deltas.js';
import { ruleTest } from './harness.js';

const given = (...paths: readonly string[]) => {
  const inventory = paths.map((path) => file(path, path.endsWith('.pyc') ? 'bytecode' : 'python'));
  return { profiles: [profile({ inventory })], delta: delta({ files: inventory }) };
};

ruleTest(sourcelessBytecode, {
  flags: [
    {
      name: 'beside the sources',
      given: given('demo/__init__.py', 'demo/core.pyc'),
      level: 'block',
      says: 'demo/core.pyc',
    },
    {
      name: 'in the cache folder',
      given: given('demo/__init__.py', 'demo/__pycache__/core.cpython-312.pyc'),
      level: 'block',
    },
    { name: 'optimised', given: given('demo/__pycache__/core.cpython-312.opt-1.pyc'), level: 'block' },
    {
      name: 'a first release',
      given: { ...given('core.pyc'), delta: firstRelease({ files: [file('core.pyc', 'bytecode')] }) },
      level: 'warn',
    },
  ],
  allows: [
    { name: 'with its source', given: given('demo/core.py', 'demo/core.pyc', 'demo/__pycache__/core.cpython-312.pyc') },
    { name: 'at the top level with its source', given: given('core.py', '__pycache__/core.cpython-312.pyc') },
    { name: 'none', given: given('demo/core.py') },
    { name: 'what the base had too', given: { ...given('core.pyc'), delta: delta({}) } },
  ],
});
