import { quarantinedProject } from '../../src/rules/quarantined-project.js';
import { demoProject } from './facts.js';
import { ruleTest } from './harness.js';

ruleTest(quarantinedProject, {
  flags: [
    { name: 'quarantine', given: { project: demoProject([], { status: 'quarantined' }) }, level: 'block' },
    {
      name: 'quarantine with a reason',
      given: { project: demoProject([], { status: 'quarantined', statusReason: 'under review' }) },
      level: 'block',
      says: '"under review"',
    },
  ],
  allows: [
    { name: 'an active project', given: { project: demoProject() } },
    { name: 'an index that does not tell', given: { project: demoProject(undefined, { status: 'unknown' }) } },
    { name: 'an archived project', given: { project: demoProject(undefined, { status: 'archived' }) } },
  ],
});
