/** Places from which other programs start code, as far as a path or a command's text names one. */
const START_PLACE =
  /\.(?:bashrc|bash_profile|bash_login|bash_aliases|zshrc|zshenv|zprofile|zlogin|profile|xprofile|xinitrc|cshrc|tcshrc|kshrc)\b|fish\/(?:config\.fish|conf\.d)|LaunchAgents|LaunchDaemons|systemd\/|autostart\/|Start Menu|\/etc\/(?:cron|profile|init\.d|rc\.|ld\.so|systemd|environment)|cron\.d\b|\/spool\/cron|authorized_keys|(?:site|user)customize\.py|-packages\/[^/]*\.pth\b|\.git\/hooks\/|\.github\/workflows|\.(?:claude|cursor|gemini|codex|windsurf)\/|CLAUDE\.md|AGENTS\.md|GEMINI\.md|\.cursorrules|\.windsurfrules|\.clinerules|copilot-instructions|mcp\.json|\.vscode\/|devcontainer\.json|pip\.(?:conf|ini)\b|\.pypirc|\.gitconfig|\.npmrc|Extensions\/|discord_desktop_core|PowerShell\/(?:\w*_)?profile\.ps1|\.pdbrc|\.ipython\/profile|\.pythonrc|\.vimrc|\.config\/nvim/u;

/** Whether a path names a place from which other programs start code. */
export const isStartPlace = (path: string): boolean =>
  path.length <= 400 && START_PLACE.test(path.replaceAll('\\', '/'));

const MAX_COMMAND = 8000;

/** A shell's ways of writing a file: redirection, `tee`, copying and linking. */
const WRITES: readonly RegExp[] = [
  />>?\s*["']?(?<path>[^\s"';|&<>]+)/gu,
  /\btee\s+(?:-\w+\s+)*["']?(?<path>[^\s"';|&<>]+)/gu,
  /\b(?:cp|mv|ln|install|copy|xcopy|move)\s+[^;|&\n]*?["']?(?<path>[^\s"';|&<>]+)["']?\s*(?:$|[;|&\n])/gu,
  /\bsed\s+-i\S*\s[^;|&\n]*?["']?(?<path>[^\s"';|&<>]+)["']?\s*(?:$|[;|&\n])/gu,
  /(?:Out-File|Set-Content|Add-Content)\s+(?:-\w+\s+)*["']?(?<path>[^"';|&<>\n]+)/giu,
];

/** Start places that a command writes to. */
export function startPlacesWritten(command: string): readonly string[] {
  const text = command.slice(0, MAX_COMMAND);
  if (!isAnywhere(text)) return [];
  const paths = WRITES.flatMap((pattern) =>
    Array.from(text.matchAll(pattern), (match) => match.groups?.['path'] ?? ''),
  );
  return [...new Set(paths.filter(isStartPlace))].slice(0, 5);
}

const isAnywhere = (text: string): boolean => START_PLACE.test(text.replaceAll('\\', '/'));
