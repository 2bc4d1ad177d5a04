import { startupHook } from '../../../src/rules/startup-hook.js';
import { wheel } from '../../support/wheel.js';
import { releaseTest } from '../pipeline.js';

const HOOK = { 'demo.pth': 'import demo._boot\n', 'demo/_boot.py': 'print("boot")\n' };

releaseTest(startupHook, {
  flags: [
    {
      name: 'a new .pth with an import line',
      given: { base: wheel(), head: wheel(HOOK) },
      level: 'block',
      says: 'import demo._boot',
    },
    {
      name: 'a .pth whose line changed',
      given: { base: wheel({ 'demo.pth': 'import a\n' }), head: wheel({ 'demo.pth': 'import b\n' }) },
      level: 'block',
    },
    {
      name: 'a .start entry (PEP 829)',
      given: { base: wheel(), head: wheel({ 'demo.start': 'demo.boot:main\n' }) },
      level: 'block',
    },
    {
      name: 'a root sitecustomize',
      given: { base: wheel(), head: wheel({ 'sitecustomize.py': 'print("hi")\n' }) },
      level: 'block',
    },
    {
      name: 'a .pth in the data folder',
      given: { base: wheel(), head: wheel({ 'demo-1.0.0.data/purelib/demo.pth': 'import demo\n' }) },
      level: 'block',
    },
    {
      name: 'in one wheel of two',
      given: { base: wheel(), head: [wheel(), wheel(HOOK, { tags: 'cp312-cp312-win_amd64' })] },
      level: 'block',
    },
    { name: 'a first release', given: { head: wheel(HOOK) }, level: 'warn' },
    {
      name: 'a first release whose hook starts a program',
      given: { head: wheel({ 'demo.pth': 'import os; os.system("echo hello")\n' }) },
      level: 'block',
    },
  ],
  allows: [
    { name: 'a .pth that only adds a path', given: { base: wheel(), head: wheel({ 'demo.pth': 'demo_vendor\n' }) } },
    { name: 'the same hook in both releases', given: { base: wheel(HOOK), head: wheel(HOOK) } },
    {
      name: 'a nested sitecustomize',
      given: { base: wheel(), head: wheel({ 'demo/agent/sitecustomize.py': 'print("hi")\n' }) },
    },
    {
      name: 'pywin32’s hook',
      given: { base: wheel(), head: wheel({ 'demo.pth': '# paths\nwin32\nimport pywin32_bootstrap\n' }) },
    },
  ],
});
