import type { Level } from '../model/level.js';
import type { Behaviour } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, levelFor, newBehaviours, type ReachLevels } from './support/behaviour.js';

/**
 * Files and settings from which other programs later start code: shell start-up files, autostart folders, scheduled tasks, services,
 * Python's own start-up, and the instructions of coding agents and editors.
 *
 * Code that stays when its package goes outlives every update. TrapDoor (May 2026) wrote `CLAUDE.md` and `.cursorrules`, so that an
 * agent would do the rest.
 */
export const persistence = rule({
  id: 'persistence',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [564, 552],
  aliases: ['autostart', 'agent configuration tampering'],
  summary: 'A release newly writes where other programs start code from.',
  remedy:
    'Do not merge before you know why the package writes there. If this release ever ran, look for what it left at that place.',

  check({ delta }) {
    return behaviourHits(newBehaviours(delta), delta.baseline, (behaviour) => {
      const levels = levelsFor(behaviour);
      return levels === null ? null : levelFor(levels, behaviour, delta.baseline);
    });
  },
});

function levelsFor(behaviour: Behaviour): ReachLevels | null {
  const target = (behaviour.target ?? '').replaceAll('\\', '/');
  if (behaviour.act === 'run-process') return COMMANDS.test(target) ? levels('block', 'note') : null;
  if (behaviour.act !== 'write-file') return null;
  if (LASTING.test(target)) return levels('block', 'warn');
  if (STARTUP.test(target)) return levels('block', 'note');
  // Tools for agents write these when they are asked to set up a project.
  if (AGENT.test(target)) return levels('block', 'note');
  // Which key is written is not known: `Run` is one among thousands.
  return /^winreg\./u.test(behaviour.callee) ? levels('warn', null) : null;
}

const levels = (unasked: Level, asked: Level | null): ReachLevels => ({
  unasked: { compared: unasked, alone: 'warn' },
  asked: { compared: asked, alone: asked === null ? null : 'note' },
  test: { compared: null, alone: null },
});

/** Start-up files of shells and of the system. */
const LASTING =
  /(?:^|\/)\.(?:bashrc|bash_profile|bash_login|zshrc|zshenv|zprofile|profile|xprofile|config\/fish\/config\.fish)$|\/LaunchAgents\/|\/LaunchDaemons\/|systemd\/(?:user|system)\/|\/autostart\/|Start Menu\/Programs\/Startup|^\/etc\/(?:cron|profile|init\.d|rc\.local|ld\.so\.preload)|\/\.ssh\/authorized_keys$|CurrentVersion\/Run/iu;

/** Files that Python and its installers read before anything else runs. */
const STARTUP =
  /(?:^|\/)(?:site|user)customize\.py$|(?:site|dist)-packages\/[^/]*\.pth$|(?:^|\/)(?:\.?pip\/pip\.(?:conf|ini)|\.pypirc|\.gitconfig|\.git\/hooks\/[^/]+|\.github\/workflows\/[^/]+)$/iu;

/** Instructions and hooks of agents and editors, which act on opening a folder. */
const AGENT =
  /(?:^|\/)(?:CLAUDE(?:\.local)?\.md|AGENTS\.md|GEMINI\.md|copilot-instructions\.md|\.cursorrules|\.windsurfrules|\.clinerules|\.?mcp\.json)$|(?:^|\/)\.(?:claude|cursor|gemini|codex|windsurf)\/|(?:^|\/)\.(?:vscode\/(?:tasks|settings|launch)\.json|devcontainer\/devcontainer\.json)$/iu;

const COMMANDS =
  /(?:^|[\s;&|(])(?:crontab\s+(?!-l\b)|schtasks(?:\.exe)?\s.*\/create|sc(?:\.exe)?\s+create\s|launchctl\s+(?:load|bootstrap)|systemctl\s.*\benable\b|at\s+now\b|reg(?:\.exe)?\s+add\s.*\bRun\b|update-rc\.d\s)/iu;
