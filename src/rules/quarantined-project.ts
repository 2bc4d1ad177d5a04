import { rule } from './rule.js';
import { quoted } from './support/words.js';

/** A project that the index has frozen because it may be harmful (PEP 792 `quarantined`); litellm's releases began so. */
export const quarantinedProject = rule({
  id: 'quarantined-project',
  level: 'block',
  confidence: 'high',
  needs: ['project'],
  capec: [442, 538],
  aliases: ['PEP 792 quarantined'],
  headline: 'is quarantined by the index',
  summary: 'The index has quarantined the project.',
  remedy:
    'Do not merge. Wait for the index’s decision, or lock a release that was installed before the quarantine and is still listed.',

  check({ project }) {
    if (project.status !== 'quarantined') return [];
    const reason = project.statusReason === null ? '' : ` It says ${quoted(project.statusReason)}.`;
    return [
      {
        message: `The index holds ${quoted(project.name)} in quarantine as possibly harmful.${reason}`,
        at: [],
        key: 'quarantined',
      },
    ];
  },
});
