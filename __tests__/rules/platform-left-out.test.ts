import { platformLeftOut } from '../../src/rules/platform-left-out.js';
import { added, artifact, demoFile, demoProject } from './facts.js';
import { ruleTest } from './harness.js';

const LINUX = 'demo-1.0-cp312-cp312-manylinux_2_17_x86_64.whl';
const WINDOWS = 'demo-1.0-cp312-cp312-win_amd64.whl';
const project = demoProject([LINUX, WINDOWS].map((filename) => demoFile({ filename, hashes: [] })));
const change = added({
  artifacts: [artifact({ filename: LINUX, hashes: [] }), artifact({ filename: WINDOWS, hashes: [] })],
});

ruleTest(platformLeftOut, {
  flags: [
    {
      name: 'a wheel for another platform',
      given: { project, change, policy: { platforms: ['manylinux*_x86_64'] } },
      level: 'note',
      says: `1 wheel of demo 1.0 is for platforms that the policy does not name, and not read: ${WINDOWS}`,
    },
  ],
  allows: [
    { name: 'a policy that names no platform', given: { project, change } },
    { name: 'a policy that names all', given: { project, change, policy: { platforms: ['manylinux*', 'win_amd64'] } } },
    {
      name: 'a wheel that the lockfile cannot select',
      given: {
        project,
        change: added({ artifacts: [artifact({ filename: LINUX, hashes: [] })] }),
        policy: { platforms: ['manylinux*'] },
      },
    },
  ],
});
