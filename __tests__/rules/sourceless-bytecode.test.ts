import { sourcelessBytecode } from '../../src/rules/sourceless-bytecode.js';
import { pyc } from '../support/bytecode.js';
import { wheel } from '../support/wheel.js';
import { delta, file, profile } from './deltas.js';
import { ruleTest } from './harness.js';
import { releaseTest } from './pipeline.js';

const SOURCE = 'import os\n\n\ndef go(word):\n    return os.path.join(word)\n';
const CODE = { names: ['os', 'go'], constants: [{ name: 'go', names: ['os', 'path', 'join'], locals: ['word'] }] };
const OTHER = { ...CODE, constants: [{ name: 'go', names: ['os', 'system'], locals: ['word'] }] };

releaseTest(sourcelessBytecode, {
  flags: [
    {
      name: 'beside the sources',
      given: { base: wheel(), head: wheel({ 'demo/core.pyc': pyc(CODE) }) },
      level: 'block',
      says: 'demo/core.pyc, compiled Python without its source',
    },
    {
      name: 'in the cache folder',
      given: { base: wheel(), head: wheel({ 'demo/__pycache__/core.cpython-311.pyc': pyc(CODE) }) },
      level: 'block',
    },
    {
      name: 'optimised',
      given: { base: wheel(), head: wheel({ 'demo/__pycache__/core.cpython-311.opt-1.pyc': pyc(CODE) }) },
      level: 'block',
    },
    {
      name: 'under the name of a table',
      given: { base: wheel(), head: wheel({ 'demo/words.dat': pyc(CODE) }) },
      level: 'block',
    },
    {
      name: 'compiled from another source',
      given: {
        base: wheel({ 'demo/core.py': SOURCE }),
        head: wheel({ 'demo/core.py': SOURCE, 'demo/__pycache__/core.cpython-311.pyc': pyc(OTHER) }),
      },
      level: 'block',
      says: 'that names what demo/core.py beside it does not',
    },
    {
      name: 'compiled from another source of the same size',
      given: {
        base: wheel({ 'demo/core.py': SOURCE }),
        head: wheel({
          'demo/core.py': SOURCE,
          'demo/__pycache__/core.cpython-311.pyc': pyc(OTHER, { sourceSize: SOURCE.length }),
        }),
      },
      level: 'block',
    },
    {
      name: 'that replaces the one of the source',
      given: {
        base: wheel({ 'demo/core.py': SOURCE, 'demo/core.pyc': pyc(CODE) }),
        head: wheel({ 'demo/core.py': SOURCE, 'demo/core.pyc': pyc(OTHER) }),
      },
      level: 'block',
    },
    { name: 'a first release', given: { head: wheel({ 'demo/core.pyc': pyc(CODE) }) }, level: 'warn' },
  ],
  allows: [
    {
      name: 'a cache that an older source left behind',
      given: {
        base: wheel({ 'demo/core.py': SOURCE }),
        head: wheel({ 'demo/core.py': SOURCE, 'demo/__pycache__/core.cpython-311.pyc': pyc(OTHER, { sourceSize: 3 }) }),
      },
    },
    {
      name: 'under the name of a package, which is imported instead',
      given: {
        base: wheel({ 'demo/core.py': SOURCE }),
        head: wheel({ 'demo/core/__init__.py': SOURCE, 'demo/core.pyc': pyc(CODE) }),
      },
    },
    {
      name: 'with its source',
      given: {
        base: wheel(),
        head: wheel({
          'demo/core.py': SOURCE,
          'demo/core.pyc': pyc(CODE, { tag: '2.7' }),
          'demo/__pycache__/core.cpython-311.pyc': pyc(CODE, { sourceSize: SOURCE.length }),
        }),
      },
    },
    { name: 'none', given: { base: wheel(), head: wheel({ 'demo/core.py': SOURCE }) } },
    {
      name: 'what the base had too',
      given: { base: wheel({ 'demo/core.pyc': pyc(CODE) }), head: wheel({ 'demo/core.pyc': pyc(CODE) }) },
    },
    {
      name: 'a sample among the tests',
      given: { base: wheel(), head: wheel({ 'demo/tests/core.pyc': pyc(CODE) }) },
      atMost: 'note',
    },
  ],
});

// A member that was not read is judged by the names alone.
const unread = (...paths: readonly string[]) => {
  const inventory = paths.map((path) => file(path, path.endsWith('.pyc') ? 'bytecode' : 'python'));
  return { profiles: [profile({ inventory })], delta: delta({ files: inventory }) };
};

ruleTest(sourcelessBytecode, {
  flags: [{ name: 'unread, without a source', given: unread('demo/core.pyc'), level: 'block' }],
  allows: [{ name: 'unread, with its source', given: unread('core.py', '__pycache__/core.cpython-312.pyc') }],
});
