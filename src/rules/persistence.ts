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
  headline: 'writes where other programs start code from',
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
  return /^(?:winreg|win32api)\./u.test(behaviour.callee) ? keyLevels(target) : null;
}

/** A key that is known is judged by its path; `Run` is one among thousands, so one that is not known only warns. */
const keyLevels = (target: string): ReachLevels | null => {
  if (STARTING_KEY.test(target)) return levels('block', 'warn');
  return target.includes('/') ? null : levels('warn', null);
};

const levels = (unasked: Level, asked: Level | null): ReachLevels => ({
  unasked: { compared: unasked, alone: 'warn' },
  asked: { compared: asked, alone: asked === null ? null : 'note' },
  test: { compared: null, alone: null },
});

/** Start-up files of shells and of the system. */
const LASTING =
  /(?:^|\/)\.(?:bashrc|bash_profile|bash_login|bash_aliases|zshrc|zshenv|zprofile|zlogin|profile|xprofile|xinitrc|t?cshrc|kshrc|config\/fish\/(?:config\.fish|conf\.d\/.+))$|LaunchAgents\/|LaunchDaemons\/|systemd\/(?:user|system)\/|\/autostart\/|Start Menu\/Programs\/Startup|^\/etc\/(?:cron|profile|init\.d|rc\.local|ld\.so\.preload|environment$)|\/spool\/cron\/|\/\.ssh\/authorized_keys$|CurrentVersion\/Run|PowerShell\/(?:\w+\.)?(?:\w*_)?profile\.ps1$|(?:User Data|Firefox|Mozilla|Chrome|Brave\S*|Edge)\/.*extensions\/|discord_desktop_core\//iu;

/** Keys whose values Windows starts: at logon, with every program, instead of one, or as a service. */
const STARTING_KEY =
  /CurrentVersion\/(?:Run(?:Once|Services|ServicesOnce)?(?:Ex)?|Policies\/Explorer\/Run|Winlogon|Windows$|Image File Execution Options|Explorer\/(?:User )?Shell Folders)|CurrentControlSet\/Services\/|Command Processor|ms-settings\/shell\/open|shell\/open\/command|InprocServer32|Environment$/iu;

/** Files that Python and its installers read before anything else runs. */
const STARTUP =
  /(?:^|\/)(?:site|user)customize\.py$|(?:site|dist)-packages\/[^/]*\.pth$|(?:^|\/)(?:\.?(?:config\/)?pip\/pip\.(?:conf|ini)|\.pypirc|\.gitconfig|\.npmrc|\.pythonrc(?:\.py)?|\.pdbrc|\.ipython\/profile_\w+\/startup\/[^/]+|\.git\/hooks\/[^/]+|\.github\/workflows\/[^/]+)$/iu;

/** Instructions and hooks of agents and editors, which act on opening a folder. */
const AGENT =
  /(?:^|\/)(?:CLAUDE(?:\.local)?\.md|AGENTS\.md|GEMINI\.md|copilot-instructions\.md|\.cursorrules|\.windsurfrules|\.clinerules|\.?mcp\.json)$|(?:^|\/)\.(?:claude|cursor|gemini|codex|windsurf)\/|(?:^|\/)\.(?:vscode\/(?:tasks|settings|launch)\.json|devcontainer\/devcontainer\.json)$/iu;

const COMMANDS =
  /(?:^|[\s;&|(])(?:crontab\s+(?!-l\b)|schtasks(?:\.exe)?\s.*\/create|sc(?:\.exe)?\s+create\s|launchctl\s+(?:load|bootstrap)|systemctl\s.*\benable\b|at\s+now\b|reg(?:\.exe)?\s+add\s.*(?:\bRun(?:Once)?\b|Winlogon)|update-rc\.d\s|chkconfig\s.*\bon\b|New-ScheduledTask|Register-ScheduledTask|New-Service\s|wmic\s.*\bstartup\b.*\bcreate\b|setx(?:\.exe)?\s+(?:PYTHON(?:STARTUP|PATH|HOME)|PATH)\b|git\s+config\s+--(?:global|system)\s+core\.hooksPath)/iu;
