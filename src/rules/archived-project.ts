import { rule } from './rule.js';
import { quoted } from './support/words.js';

/** A project whose owners say that no release will follow (PEP 792 `archived` or `deprecated`): nobody will mend what is found in it. */
export const archivedProject = rule({
  id: 'archived-project',
  level: 'note',
  confidence: 'high',
  needs: ['project'],
  capec: [],
  aliases: ['unmaintained', 'deprecated'],
  headline: 'comes from an archived or deprecated project',
  summary: 'The project’s owners have archived or deprecated it.',
  remedy: 'Plan its replacement; security problems found from now on will not be mended.',

  check({ project }) {
    if (project.status !== 'archived' && project.status !== 'deprecated') return [];
    const reason = project.statusReason === null ? '' : ` Its owners say ${quoted(project.statusReason)}.`;
    return [
      { message: `${quoted(project.name)} is ${project.status} on the index.${reason}`, at: [], key: project.status },
    ];
  },
});
