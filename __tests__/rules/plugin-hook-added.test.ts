import { pluginHookAdded } from '../../src/rules/plugin-hook-added.js';
import { sdist } from '../support/sdist.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const plugins = (entryPoints: string) => wheel({}, { entryPoints });

releaseTest(pluginHookAdded, {
  flags: [
    {
      name: 'a pytest plugin',
      given: { base: wheel(), head: plugins('[pytest11]\ndemo = demo.plug\n') },
      level: 'warn',
      says: 'which pytest loads by itself',
    },
    {
      name: 'a command of setuptools',
      given: { base: wheel(), head: plugins('[distutils.commands]\nx = demo.x:X\n') },
      level: 'warn',
    },
    {
      name: 'a group besides another',
      given: {
        base: plugins('[console_scripts]\nd = demo:main\n'),
        head: plugins('[console_scripts]\nd = demo:main\n[flake8.extension]\nD = demo:D\n'),
      },
      level: 'warn',
    },
  ],
  allows: [
    {
      name: 'a plugin that the sdist declares with an extra and the wheel without',
      given: {
        base: plugins('[pytest11]\na = demo.a:x\n'),
        head: sdist({ 'pyproject.toml': '[project.entry-points.pytest11]\na = "demo.a:x [extra]"\n' }),
      },
    },
    {
      name: 'one more plugin of the same tool',
      given: { base: plugins('[pytest11]\na = demo.a\n'), head: plugins('[pytest11]\na = demo.a\nb = demo.b\n') },
      atMost: 'note',
    },
    {
      name: 'a group that only its own tool asks for by name',
      given: { base: wheel(), head: plugins('[demo.backends]\nx = demo.x\n') },
      atMost: 'note',
    },
    {
      name: 'a plugin that was there',
      given: { base: plugins('[pytest11]\na = demo.a\n'), head: plugins('[pytest11]\na = demo.a\n') },
    },
    { name: 'a console script', given: { base: wheel(), head: plugins('[console_scripts]\nd = demo:main\n') } },
    { name: 'a first release', given: { head: plugins('[pytest11]\na = demo.a\n') } },
  ],
});
