import { nativeCodeAdded } from '../../src/rules/native-code-added.js';
import { sdist } from '../support/sdist.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const ELF = Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]), Buffer.alloc(64)]);

releaseTest(nativeCodeAdded, {
  flags: [
    {
      name: 'a library in a pure project',
      given: { base: wheel(), head: wheel({ 'demo/terminate.so': ELF }) },
      level: 'warn',
      says: 'demo/terminate.so, machine code (an ELF program);',
    },
    {
      name: 'an extension module by name',
      given: { base: wheel(), head: wheel({ 'demo/_core.pyd': 'inert' }) },
      level: 'warn',
    },
    {
      name: 'in one wheel of two',
      given: { base: wheel(), head: [wheel(), wheel({ 'demo/_c.so': ELF }, { tags: 'cp312-cp312-win_amd64' })] },
      level: 'warn',
    },
    {
      name: 'under the name of a text',
      given: { base: wheel(), head: wheel({ 'demo/cover.txt': ELF }) },
      level: 'block',
      says: 'under the name of another kind of file',
    },
    {
      name: 'under the name of an image, in a native project',
      given: { base: wheel({ 'demo/a.so': ELF }), head: wheel({ 'demo/a.so': ELF, 'demo/logo.png': ELF }) },
      level: 'block',
    },
    {
      name: 'under the name of data',
      given: { base: wheel(), head: wheel({ 'demo/words.dat': ELF }) },
      level: 'block',
    },
    {
      name: 'in the place of a text',
      given: { base: wheel({ 'demo/cover.txt': 'hello' }), head: wheel({ 'demo/cover.txt': ELF }) },
      level: 'block',
    },
    { name: 'a first release that hides one', given: { head: wheel({ 'demo/cover.txt': ELF }) }, level: 'warn' },
  ],
  allows: [
    {
      name: 'the first wheel of a project that came as source only',
      given: { base: sdist({ 'setup.py': '' }), head: [sdist({ 'setup.py': '' }), wheel({ 'demo/a.so': ELF })] },
    },
    {
      name: 'one more library',
      given: { base: wheel({ 'demo/a.so': ELF }), head: wheel({ 'demo/a.so': ELF, 'demo/b.so': ELF }) },
    },
    {
      name: 'a library for another Python',
      given: {
        base: wheel({ 'demo/a.cpython-312-x86_64-linux-gnu.so': ELF }),
        head: wheel({ 'demo/a.cpython-313-x86_64-linux-gnu.so': ELF }),
      },
    },
    { name: 'a first release', given: { head: wheel({ 'demo/a.so': ELF }) } },
    { name: 'a sample among the tests', given: { base: wheel(), head: wheel({ 'demo/tests/sample.so': ELF }) } },
    { name: 'a text that is one', given: { base: wheel(), head: wheel({ 'demo/cover.txt': 'hello' }) } },
  ],
});
