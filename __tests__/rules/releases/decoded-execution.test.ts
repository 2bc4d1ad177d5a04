import { decodedExecution } from '../../../src/rules/decoded-execution.js';
import { sdist } from '../../support/sdist.js';
import { wheel } from '../../support/wheel.js';
import { releaseTest } from '../pipeline.js';

// print("hello"), as inert as it gets.
const ENCODED = Buffer.from('print("hello")').toString('base64');
const init = (source: string) => wheel({ 'demo/__init__.py': source });
const EXEC = `import base64\nexec(base64.b64decode("${ENCODED}"))\n`;

releaseTest(decodedExecution, {
  flags: [
    { name: 'on import', given: { base: wheel(), head: init(EXEC) }, level: 'block', says: 'demo/__init__.py' },
    {
      name: 'through variables',
      given: {
        base: wheel(),
        head: init(`import base64 as b\np = "${ENCODED}"\nq = b.b64decode(p)\nexec(q.decode())\n`),
      },
      level: 'block',
    },
    {
      name: 'through a disguised name',
      given: {
        base: wheel(),
        head: init(`import base64\ngetattr(__import__("builtins"), "ex" + "ec")(base64.b64decode("${ENCODED}"))\n`),
      },
      level: 'block',
    },
    {
      name: 'in a module that the package imports',
      given: { base: wheel(), head: wheel({ 'demo/__init__.py': 'from . import core\n', 'demo/core.py': EXEC }) },
      level: 'block',
    },
    { name: 'in setup.py', given: { base: sdist(), head: sdist({ 'setup.py': EXEC }) }, level: 'block' },
    {
      name: 'in a start-up line',
      given: { base: wheel(), head: wheel({ 'demo.pth': `import base64; exec(base64.b64decode("${ENCODED}"))\n` }) },
      level: 'block',
      says: 'at every Python start',
    },
    {
      name: 'in a function that only a caller runs',
      given: { base: wheel(), head: init(`import base64\ndef load():\n    exec(base64.b64decode("${ENCODED}"))\n`) },
      level: 'warn',
    },
    { name: 'in tests', given: { base: wheel(), head: wheel({ 'demo/tests/test_a.py': EXEC }) }, level: 'note' },
    { name: 'a first release', given: { head: init(EXEC) }, level: 'block' },
  ],
  allows: [
    {
      name: 'decoding without running',
      given: { base: wheel(), head: init(`import base64\nDATA = base64.b64decode("${ENCODED}")\n`) },
    },
    {
      name: 'both in one file, unrelated',
      given: { base: wheel(), head: init(`import base64\nDATA = base64.b64decode("${ENCODED}")\nexec("x = 1")\n`) },
    },
    { name: 'what the base did too', given: { base: init(EXEC), head: init(`# moved\n\n${EXEC}`) } },
    {
      name: 'exec of the version file',
      given: {
        base: sdist(),
        head: sdist({ 'setup.py': 'about = {}\nwith open("demo/__init__.py") as f:\n    exec(f.read(), about)\n' }),
      },
    },
  ],
});
