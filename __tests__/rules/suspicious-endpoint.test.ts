import { suspiciousEndpoint } from '../../src/rules/suspicious-endpoint.js';
import { wheel } from '../support/wheel.js';
import { at, behaviour, delta, firstRelease, profile } from './deltas.js';
import { ruleTest } from './harness.js';
import { releaseTest } from './pipeline.js';
import { sign } from './sign-facts.js';

const paste = (overrides = {}) => sign('suspicious-endpoint', 'a paste, pastebin.com/raw/demo', overrides);
const program = (overrides = {}) =>
  sign('suspicious-endpoint', 'a program or script, cdn.demo.dev/tool.exe', overrides);
const contact = (target: string, overrides = {}) => behaviour('fetch', { target, ...overrides });
const near = (overrides = {}) => [profile({ behaviours: [contact('api.demo.dev', overrides)] })];

ruleTest(suspiciousEndpoint, {
  flags: [
    {
      name: 'an address alone',
      given: { delta: delta({ signs: [paste()] }) },
      level: 'note',
      says: 'names a paste, pastebin.com/raw/demo',
    },
    {
      name: 'an address beside an unasked fetch',
      given: { delta: delta({ signs: [paste()] }), profiles: near() },
      level: 'warn',
    },
    {
      name: 'an address beside a fetch that waits',
      given: { delta: delta({ signs: [paste()] }), profiles: near({ when: ['call'] }) },
      level: 'note',
    },
    {
      name: 'an address in another file',
      given: { delta: delta({ signs: [paste()] }), profiles: near({ at: at('demo/b.py') }) },
      level: 'note',
    },
    {
      name: 'an address in a function',
      given: { delta: delta({ signs: [paste({ when: ['call'] })] }), profiles: near() },
      level: 'note',
    },
    {
      name: 'a program beside a fetch',
      given: { delta: delta({ signs: [program()] }), profiles: near() },
      level: 'note',
    },
    {
      name: 'a paste that is fetched on import',
      given: { delta: delta({ signs: [paste()], behaviours: [contact('pastebin.com/raw/demo')] }) },
      level: 'block',
      says: 'pastebin.com is a paste; 0.9 did not',
    },
    {
      name: 'a decoded address that is contacted',
      given: { delta: delta({ behaviours: [contact('webhook.site/demo')] }) },
      level: 'block',
    },
    {
      name: 'a name that is looked up',
      given: { delta: delta({ behaviours: [behaviour('look-up', { target: 'x.demo.oast.fun' })] }) },
      level: 'block',
    },
    {
      name: 'a command that fetches',
      given: {
        delta: delta({ behaviours: [behaviour('run-process', { target: 'curl -s https://transfer.sh/demo' })] }),
      },
      level: 'block',
    },
    {
      name: 'contact in a first release',
      given: { delta: firstRelease({ behaviours: [contact('pastebin.com/raw/demo')] }) },
      level: 'warn',
    },
    {
      name: 'a program that is fetched on import',
      given: { delta: delta({ behaviours: [contact('cdn.demo.dev/tool.exe')] }) },
      level: 'warn',
    },
    {
      name: 'a bare address that is contacted',
      given: { delta: delta({ behaviours: [contact('192.88.99.1:8081/x')] }) },
      level: 'warn',
    },
    {
      name: 'a bare address in a first release',
      given: { delta: firstRelease({ behaviours: [contact('192.88.99.1:8081/x')] }) },
      level: 'note',
    },
  ],
  allows: [
    { name: 'an address in tests', given: { delta: delta({ signs: [paste({ when: ['test'] })] }) } },
    {
      name: 'contact when called',
      given: { delta: delta({ behaviours: [contact('pastebin.com/raw/demo', { when: ['call'] })] }) },
    },
    { name: 'contact with a host of its own', given: { delta: delta({ behaviours: [contact('api.demo.dev/v1')] }) } },
    { name: 'an unknown target', given: { delta: delta({ behaviours: [behaviour('fetch')] }) } },
    {
      name: 'a command without an address',
      given: { delta: delta({ behaviours: [behaviour('run-process', { target: 'git log' })] }) },
    },
    { name: 'what the base did too', given: { delta: delta({}), profiles: near() } },
  ],
});

const init = (source: string, version = '') => wheel({ 'demo/__init__.py': `V = "${version}"\n${source}` });
const fetching = (url: string) => `import urllib.request\nurllib.request.urlopen("${url}")\n`;

releaseTest(suspiciousEndpoint, {
  flags: [
    {
      name: 'a callback service on import',
      given: { base: init(''), head: init(fetching('https://webhook.site/demo')) },
      level: 'block',
    },
    {
      name: 'one that is decoded first',
      given: {
        base: init(''),
        head: init(
          `import base64, urllib.request\nurllib.request.urlopen(base64.b64decode("${Buffer.from('https://webhook.site/demo').toString('base64')}").decode())\n`,
        ),
      },
      level: 'block',
    },
    {
      name: 'an address beside the network',
      given: {
        base: init(fetching('https://api.demo.dev')),
        head: init(`${fetching('https://api.demo.dev')}U = "https://webhook.site/demo"\n`),
      },
      level: 'warn',
    },
    {
      name: 'an address in a function',
      given: { base: init(''), head: init('def f():\n    return "https://webhook.site/demo"\n') },
      level: 'note',
    },
  ],
  allows: [
    {
      name: 'the same in both',
      given: {
        base: init(fetching('https://webhook.site/demo')),
        head: init(fetching('https://webhook.site/demo'), '2'),
      },
    },
    {
      name: 'an address in a docstring',
      given: { base: init(''), head: init('def f():\n    """See https://pastebin.com/raw/demo."""\n') },
    },
    { name: 'a host of its own', given: { base: init(''), head: init('U = "https://api.demo.dev/v1"\n') } },
    {
      name: 'a program of the next version',
      given: {
        base: init('U = "https://cdn.demo.dev/v1.2.0/tool.exe"\n'),
        head: init('U = "https://cdn.demo.dev/v1.3.0/tool.exe"\n'),
      },
    },
  ],
});
