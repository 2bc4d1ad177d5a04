import { networkAtImport } from '../../src/rules/network-at-import.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const RUN = 'import subprocess\nsubprocess.run(["helper", "--serve"])\n';
const DETACHED = 'import subprocess\nsubprocess.Popen(["helper", "--serve"], start_new_session=True)\n';
const FETCH = 'import urllib.request\nurllib.request.urlopen("https://api.example.invalid/hello")\n';

releaseTest(networkAtImport, {
  flags: [
    {
      name: 'an open program beside the network',
      given: { base: wheel(), head: init(RUN + FETCH) },
      level: 'warn',
    },
    {
      name: 'a request alone',
      given: { base: wheel(), head: init(FETCH) },
      level: 'warn',
      says: 'api.example.invalid',
    },
    {
      name: 'in a thread that the package starts',
      given: {
        base: wheel(),
        head: init(
          'import threading, requests\ndef _ping():\n    requests.get("https://api.example.invalid")\nthreading.Thread(target=_ping).start()\n',
        ),
      },
      level: 'warn',
    },
    {
      name: 'with a program in the same file',
      given: { base: wheel(), head: init(FETCH + DETACHED) },
      level: 'block',
      says: 'beside it',
    },
    {
      name: 'beside a program as old as the project',
      given: { base: init(DETACHED), head: init(DETACHED + FETCH) },
      level: 'block',
    },
  ],
  allows: [
    {
      name: 'one more request of a file that makes some',
      given: { base: init(FETCH), head: init(FETCH + FETCH.replace('api', 'other')) },
      atMost: 'note',
    },
    { name: 'a first release', given: { head: init(FETCH + RUN) }, atMost: 'note' },
    {
      name: 'a client that is called',
      given: { base: wheel(), head: init('import requests\ndef get(url):\n    return requests.get(url)\n') },
    },
    {
      name: 'a session that is only made',
      given: { base: wheel(), head: init('import requests\nSESSION = requests.Session()\n') },
    },
    { name: 'what the base did too', given: { base: init(FETCH), head: init(`VERSION = 2\n${FETCH}`) } },
  ],
});
