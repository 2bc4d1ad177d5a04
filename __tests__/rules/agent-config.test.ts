import { agentConfig } from '../../src/rules/agent-config.js';
import { sdist } from '../support/sdist.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

releaseTest(agentConfig, {
  flags: [
    {
      name: 'instructions in a wheel',
      given: { base: wheel(), head: wheel({ 'demo/CLAUDE.md': 'Hello.\n' }) },
      level: 'note',
      says: 'demo/CLAUDE.md',
    },
    {
      name: 'a hook in a source tree',
      given: { base: sdist(), head: sdist({ '.claude/settings.json': '{}' }) },
      level: 'note',
    },
    {
      name: 'a task of an editor',
      given: { base: sdist(), head: sdist({ '.vscode/tasks.json': '{}' }) },
      level: 'note',
    },
  ],
  allows: [
    {
      name: 'a file that was there',
      given: { base: wheel({ 'demo/AGENTS.md': 'a' }), head: wheel({ 'demo/AGENTS.md': 'b' }) },
    },
    { name: 'a readme', given: { base: wheel(), head: wheel({ 'demo/README.md': 'Hello.\n' }) } },
    {
      name: 'settings of an editor that run nothing',
      given: { base: sdist(), head: sdist({ '.vscode/settings.json': '{}' }) },
    },
  ],
});
