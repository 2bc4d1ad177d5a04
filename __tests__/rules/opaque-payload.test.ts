import { opaquePayload } from '../../src/rules/opaque-payload.js';
import { noise, png } from '../support/binaries.js';
import { sdist } from '../support/sdist.js';
import { wheel } from '../support/wheel.js';
import { buildZip } from '../support/zip.js';
import { releaseTest } from './pipeline.js';

const SCRIPT = `var a="${'x'.repeat(1_500_000)}";\n`;
const ARCHIVE = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(40_000, 7)]);
const RUN =
  'import os, subprocess\nsubprocess.Popen(["bun", "run", os.path.join(os.path.dirname(__file__), "app.js")])\n';
const ZIP = Buffer.from(buildZip([{ path: '__main__.py', content: 'print(1)' }]));
const running = (file: string) =>
  `import os, runpy\nrunpy.run_path(os.path.join(os.path.dirname(__file__), "${file}"))\n`;
const called = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;

releaseTest(opaquePayload, {
  flags: [
    {
      name: 'a script that is run on import',
      given: { base: wheel(), head: wheel({ 'demo/__init__.py': RUN, 'demo/app.js': SCRIPT }) },
      level: 'block',
      says: /demo\/app\.js, a script of 1\.5 MB, and demo\/__init__\.py line 2 starts a process/u,
    },
    {
      name: 'a script that is run when called',
      given: { base: wheel(), head: wheel({ 'demo/__init__.py': called(RUN), 'demo/app.js': SCRIPT }) },
      level: 'warn',
    },
    {
      name: 'data that is run as a script',
      given: {
        base: wheel(),
        head: wheel({
          'demo/__init__.py': 'import os\nos.system("node " + os.path.dirname(__file__) + "/x.dat")\n',
          'demo/x.dat': SCRIPT,
        }),
      },
      level: 'block',
    },
    {
      name: 'a zipped program that is run',
      given: {
        base: wheel(),
        head: wheel({
          'demo/__init__.py': 'import os, runpy\nrunpy.run_path(os.path.join(os.path.dirname(__file__), "app.pyz"))\n',
          'demo/app.pyz': ARCHIVE,
        }),
      },
      level: 'block',
      says: 'an archive of',
    },
    {
      name: 'a smaller script under another name, run by that name',
      given: {
        base: wheel(),
        head: wheel({
          'demo/__init__.py': 'import os\nos.system("bun run " + os.path.dirname(__file__) + "/words.txt")\n',
          'demo/words.txt': SCRIPT.slice(0, 90_000),
        }),
      },
      level: 'block',
    },
    { name: 'the first large script', given: { base: wheel(), head: wheel({ 'demo/app.js': SCRIPT }) }, level: 'warn' },
    {
      name: 'an archive called a picture',
      given: { base: wheel(), head: wheel({ 'demo/logo.png': ZIP }) },
      level: 'warn',
      says: 'demo/logo.png, a ZIP archive under the name of another kind of file',
    },
    {
      name: 'a picture that is a program as well, and is run',
      given: { base: wheel(), head: wheel({ 'demo/__init__.py': running('logo.png'), 'demo/logo.png': png(ZIP) }) },
      level: 'block',
    },
    {
      name: 'a picture that is one no longer',
      given: { base: wheel({ 'demo/logo.png': png() }), head: wheel({ 'demo/logo.png': png(ZIP) }) },
      level: 'warn',
    },
    {
      name: 'a picture that goes on after its end',
      given: { base: wheel(), head: wheel({ 'demo/logo.png': png(noise(5000)) }) },
      level: 'warn',
      says: 'png that goes on after its own end',
    },
    {
      name: 'a table that is encrypted',
      given: { base: wheel(), head: wheel({ 'demo/words.dat': noise(200_000) }) },
      level: 'warn',
      says: 'compressed or encrypted data under a name that does not say so',
    },
    {
      name: 'a small encrypted table that is run',
      given: {
        base: wheel(),
        head: wheel({ 'demo/__init__.py': running('words.dat'), 'demo/words.dat': noise(20_000) }),
      },
      level: 'block',
    },
    {
      name: 'a first release that runs a picture',
      given: { head: wheel({ 'demo/__init__.py': running('logo.png'), 'demo/logo.png': png(ZIP) }) },
      level: 'warn',
    },
    { name: 'in the sdist', given: { base: sdist(), head: sdist({ 'demo/app.js': SCRIPT }) }, level: 'warn' },
  ],
  allows: [
    {
      name: 'a large script that replaces one of another name',
      given: { base: wheel({ 'demo/app-1.js': `${SCRIPT}//` }), head: wheel({ 'demo/app-2.js': SCRIPT }) },
      atMost: 'note',
    },
    {
      name: 'a second large script',
      given: { base: wheel({ 'demo/a.js': SCRIPT }), head: wheel({ 'demo/a.js': SCRIPT, 'demo/b.js': `${SCRIPT}//` }) },
      atMost: 'note',
    },
    {
      name: 'a script that changed',
      given: { base: wheel({ 'demo/a.js': SCRIPT }), head: wheel({ 'demo/a.js': `${SCRIPT}//` }) },
    },
    { name: 'a picture', given: { base: wheel(), head: wheel({ 'demo/logo.png': png() }) } },
    { name: 'a small key', given: { base: wheel(), head: wheel({ 'demo/key.dat': noise(20_000) }) } },
    {
      name: 'an encrypted table that was there',
      given: { base: wheel({ 'demo/w.dat': noise(200_000) }), head: wheel({ 'demo/w.dat': noise(200_000, 2) }) },
    },
    { name: 'odd files among the tests', given: { base: wheel(), head: wheel({ 'demo/tests/a.png': png(ZIP) }) } },
    { name: 'a first release with an odd file', given: { head: wheel({ 'demo/logo.png': png(ZIP) }) } },
    { name: 'a small script', given: { base: wheel(), head: wheel({ 'demo/a.js': 'hello();\n' }) } },
    { name: 'large data', given: { base: wheel(), head: wheel({ 'demo/model.bin': Buffer.alloc(2_000_000, 1) }) } },
    { name: 'an archive among the tests', given: { base: sdist(), head: sdist({ 'tests/data/a.zip': ARCHIVE }) } },
    { name: 'a first release', given: { head: wheel({ 'demo/__init__.py': RUN, 'demo/app.js': SCRIPT }) } },
  ],
});
