import { archivedProject } from '../../src/rules/archived-project.js';
import { demoProject } from './facts.js';
import { ruleTest } from './harness.js';

ruleTest(archivedProject, {
  flags: [
    {
      name: 'archived',
      given: { project: demoProject(undefined, { status: 'archived' }) },
      level: 'note',
      says: 'archived',
    },
    {
      name: 'deprecated with a reason',
      given: { project: demoProject(undefined, { status: 'deprecated', statusReason: 'use demo2' }) },
      level: 'note',
      says: '"use demo2"',
    },
  ],
  allows: [
    { name: 'active', given: { project: demoProject() } },
    { name: 'unknown', given: { project: demoProject(undefined, { status: 'unknown' }) } },
    {
      name: 'quarantined (quarantined-project says so)',
      given: { project: demoProject([], { status: 'quarantined' }) },
    },
  ],
});
