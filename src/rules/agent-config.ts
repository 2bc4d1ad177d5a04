import { printable } from '../model/text.js';
import { rule } from './rule.js';
import { baselineClause } from './support/behaviour.js';
import { placeOf, splitFiles } from './support/inventory.js';

/**
 * Instructions or hooks for coding agents and editors that newly come with a release.
 *
 * An agent that looks through installed packages may follow them; five of the 999 most used wheels ship such files, so this is told and
 * not more. Code that writes them elsewhere is `persistence`.
 */
export const agentConfig = rule({
  id: 'agent-config',
  level: 'note',
  confidence: 'high',
  needs: ['delta'],
  capec: [441],
  aliases: ['agent instruction injection'],
  headline: 'brings instructions for coding agents or editors',
  summary: 'A release newly ships instructions for coding agents or editors.',
  remedy: 'Read the file as you would a script: whoever opens the package with an agent or editor may set it off.',

  check({ delta, profiles }) {
    const { fresh } = splitFiles(profiles, delta, ({ path }) => AGENT_FILE.test(path));
    return fresh.map((file) => ({
      message: `${printable(file.artifact)} ships ${printable(file.entry.path)}, which agents or editors act on; ${baselineClause(delta.baseline)}.`,
      at: [placeOf(file)],
      key: file.entry.path,
    }));
  },
});

const AGENT_FILE =
  /(?:^|\/)(?:CLAUDE(?:\.local)?\.md|AGENTS\.md|GEMINI\.md|copilot-instructions\.md|\.cursorrules|\.windsurfrules|\.clinerules|\.mcp\.json)$|(?:^|\/)\.(?:claude|cursor|agents|gemini|codex)\/|(?:^|\/)\.vscode\/tasks\.json$|(?:^|\/)\.devcontainer\//iu;
