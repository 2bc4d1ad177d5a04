import { distributionsDisagree } from '../../src/rules/distributions-disagree.js';
import { sdist } from '../support/sdist.js';
import { type BuiltDistribution, type Files, wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const linux = (files: Files = {}): BuiltDistribution => wheel(files, { tags: 'cp312-cp312-manylinux_2_17_x86_64' });
const mac = (files: Files = {}): BuiltDistribution => wheel(files, { tags: 'cp312-cp312-macosx_11_0_arm64' });
const windows = (files: Files = {}): BuiltDistribution => wheel(files, { tags: 'cp312-cp312-win_amd64' });

const base = [linux(), mac(), windows(), sdist()];
const INIT = "__version__ = '1.0.0'\n";
const RUN = 'import subprocess\nsubprocess.Popen(["demo-helper"])\n';
const FETCH = 'import urllib.request\nurllib.request.urlopen("https://files.example.invalid/a").read()\n';
const DECODED = 'import base64\nexec(base64.b64decode("cHJpbnQoMSk="))\n';
const LATER = 'import subprocess\ndef start():\n    subprocess.Popen(["demo-helper"])\n';
const PURE = 'x = 1\n';

releaseTest(distributionsDisagree, {
  flags: [
    {
      name: 'a process at import in one platform’s wheel',
      given: { base, head: [linux(), mac(), windows({ 'demo/_boot.py': RUN }), sdist()] },
      level: 'block',
      says: 'demo/_boot.py is in demo-1.0.0-cp312-cp312-win_amd64.whl and not in',
    },
    {
      name: 'the network at import, in the text of one wheel',
      given: { base, head: [linux(), mac({ 'demo/__init__.py': `${INIT}${FETCH}` }), windows(), sdist()] },
      level: 'block',
      says: 'is otherwise in demo-1.0.0-cp312-cp312-macosx_11_0_arm64.whl',
    },
    {
      name: 'decoded code in the wheels and not in the sdist',
      given: { base, head: [linux({ 'demo/sync.py': DECODED }), mac({ 'demo/sync.py': DECODED }), sdist()] },
      level: 'block',
    },
    {
      name: 'a process in a version file',
      given: { base, head: [linux(), mac(), windows({ 'demo/_version.py': RUN }), sdist()] },
      level: 'block',
    },
    {
      name: 'a process at import in the sdist alone',
      given: { base, head: [linux(), mac(), windows(), sdist({ 'demo/_boot.py': RUN })] },
      level: 'warn',
    },
    {
      name: 'a first release',
      given: { head: [linux(), mac(), windows({ 'demo/_boot.py': RUN })] },
      level: 'warn',
      says: 'no earlier release',
    },
    {
      name: 'a new module in some wheels, which does nothing yet',
      given: { base, head: [linux({ 'demo/_new.py': PURE }), mac(), windows(), sdist()] },
      level: 'note',
      says: 'does nothing that the others do not',
    },
    {
      name: 'a new module that the sdist lacks',
      given: { base, head: [linux({ 'demo/_new.py': PURE }), mac({ 'demo/_new.py': PURE }), sdist()] },
      level: 'note',
    },
    {
      name: 'a new module of one wheel whose acts the others have too',
      given: {
        base: [linux({ 'demo/a.py': RUN }), windows({ 'demo/a.py': RUN })],
        head: [linux({ 'demo/a.py': RUN }), windows({ 'demo/b.py': RUN })],
      },
      level: 'note',
    },
    {
      name: 'a process that only a caller starts',
      given: { base, head: [linux(), mac(), windows({ 'demo/_boot.py': LATER }), sdist()] },
      level: 'note',
    },
  ],
  allows: [
    {
      name: 'distributions that agree',
      given: { base, head: [linux({ 'demo/a.py': RUN }), mac({ 'demo/a.py': RUN })] },
    },
    {
      name: 'a module that differed before',
      given: { base: [linux({ 'demo/_nt.py': PURE }), windows()], head: [linux({ 'demo/_nt.py': LATER }), windows()] },
      atMost: 'note',
    },
    {
      name: 'a version file that a build writes',
      given: { base, head: [linux({ 'demo/_version.py': PURE }), mac({ 'demo/_version.py': PURE }), sdist()] },
      atMost: 'note',
    },
    {
      name: 'generated messages',
      given: { base, head: [linux({ 'demo/api_pb2.py': PURE }), mac({ 'demo/api_pb2.py': PURE }), sdist()] },
      atMost: 'note',
    },
    {
      name: 'a helper of the build among the packages of the sdist',
      given: { base, head: [linux(), mac(), sdist({ 'demo/_build.py': 'exec(open("demo/template.txt").read())\n' })] },
      atMost: 'note',
    },
    { name: 'a first release whose files differ', given: { head: [linux({ 'demo/_new.py': PURE }), windows()] } },
  ],
});
