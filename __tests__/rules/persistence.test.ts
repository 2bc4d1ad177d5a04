import { persistence } from '../../src/rules/persistence.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const append = (path: string) =>
  `import os, subprocess\nwith open(os.path.expanduser("${path}"), "a") as f:\n    f.write("# hello\\n")\n`;
const inFunction = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;

const LASTING: readonly { name: string; source: string; says: string }[] = [
  {
    name: 'a copy into the start-up folder',
    source:
      'import os, shutil\nshutil.copy("demo.bat", os.path.join(os.environ["APPDATA"], "Microsoft", "Windows", "Start Menu", "Programs", "Startup", "demo.bat"))\n',
    says: 'Startup/demo.bat',
  },
  {
    name: 'a link',
    source: 'import os\nos.symlink("/opt/demo", os.path.expanduser("~/.config/autostart/demo.desktop"))\n',
    says: '.config/autostart/demo.desktop',
  },
  {
    name: 'a file that is renamed',
    source:
      'import os\nfrom pathlib import Path\nPath("demo.plist").rename(Path.home() / "Library" / "LaunchAgents" / "com.demo.plist")\n',
    says: 'LaunchAgents/com.demo.plist',
  },
  {
    name: 'the Run key',
    source:
      'import winreg\nkey = winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\\Microsoft\\Windows\\CurrentVersion\\Run", 0, winreg.KEY_SET_VALUE)\nwinreg.SetValueEx(key, "demo", 0, winreg.REG_SZ, "demo.exe")\n',
    says: 'CurrentVersion',
  },
  {
    name: 'a key that is made in a with statement',
    source:
      'import _winreg as reg\nwith reg.CreateKey(reg.HKEY_LOCAL_MACHINE, "Software\\\\Microsoft\\\\Windows NT\\\\CurrentVersion\\\\Winlogon") as key:\n    reg.SetValueEx(key, "Shell", 0, 1, "demo.exe")\n',
    says: 'Winlogon',
  },
  {
    name: 'reg add',
    source:
      'import os\nos.system(r"reg add HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v demo /d demo.exe /f")\n',
    says: 'reg add',
  },
  { name: 'a shell’s redirection', source: 'import os\nos.system("echo \'true\' >> ~/.bashrc")\n', says: '~/.bashrc' },
  {
    name: 'tee',
    source: 'import subprocess\nsubprocess.run("echo x | sudo tee -a /etc/profile.d/demo.sh", shell=True)\n',
    says: '/etc/profile.d/demo.sh',
  },
  {
    name: 'a task at the end of a long command',
    source:
      'import os\nos.system("cmd /c echo one two three four five six seven && schtasks /f /sc onlogon /create /tn x /tr y")\n',
    says: '/create',
  },
  {
    name: 'launchctl',
    source: 'import subprocess\nsubprocess.call(["launchctl", "load", "-w", "demo.plist"])\n',
    says: 'launchctl load',
  },
  {
    name: 'a service',
    source: 'import subprocess\nsubprocess.run(["systemctl", "--user", "enable", "demo"])\n',
    says: 'systemctl',
  },
  {
    name: 'a .pth where Python says that packages lie',
    source: 'import os, site\nopen(os.path.join(site.getsitepackages()[0], "demo.pth"), "w").write("import demo\\n")\n',
    says: 'site-packages/demo.pth',
  },
  {
    name: 'sitecustomize, by sysconfig',
    source:
      'import sysconfig\nfrom pathlib import Path\n(Path(sysconfig.get_paths()["purelib"]) / "sitecustomize.py").write_text("import demo")\n',
    says: 'sitecustomize.py',
  },
  {
    name: 'a git hook',
    source:
      'import os\nwith open(".git/hooks/pre-commit", "w") as f:\n    f.write("#!/bin/sh\\n")\nos.chmod(".git/hooks/pre-commit", 0o755)\n',
    says: '.git/hooks/pre-commit',
  },
  {
    name: 'a browser’s extension',
    source:
      'import os, shutil\nshutil.copyfile("x.js", os.path.expanduser("~/.config/google-chrome/User Data/Default/Extensions/abc/x.js"))\n',
    says: 'Extensions/abc/x.js',
  },
];

releaseTest(persistence, {
  flags: [
    ...LASTING.map(({ name, source, says }) => ({
      name,
      given: { base: wheel(), head: init(source) },
      level: 'block' as const,
      says,
    })),
    ...[
      '~/.bashrc',
      '~/.config/autostart/demo.desktop',
      '~/.ssh/authorized_keys',
      '~/.claude/settings.json',
      'AGENTS.md',
    ].map((path) => ({
      name: path,
      given: { base: wheel(), head: init(append(path)) },
      level: 'block' as const,
      says: path,
    })),
    {
      name: 'a user’s service',
      given: {
        base: wheel(),
        head: init(
          'import subprocess\nfrom pathlib import Path\n(Path.home() / ".config" / "systemd" / "user" / "demo.service").write_text("[Unit]")\n',
        ),
      },
      level: 'block',
    },
    {
      name: 'a .pth among the installed packages',
      given: {
        base: wheel(),
        head: init(
          'import site, subprocess\nopen("/usr/lib/python3/site-packages/x.pth", "w").write("import demo\\n")\n',
        ),
      },
      level: 'block',
    },
    {
      name: 'a scheduled task',
      given: {
        base: wheel(),
        head: init('import subprocess\nsubprocess.run(["schtasks", "/create", "/tn", "x", "/tr", "y"])\n'),
      },
      level: 'block',
    },
    {
      name: 'crontab',
      given: { base: wheel(), head: init('import os\nos.system("echo \'@reboot true\' | crontab -")\n') },
      level: 'block',
    },
    {
      name: 'the registry',
      given: {
        base: wheel(),
        head: init('import winreg\nwinreg.SetValueEx(KEY, "demo", 0, winreg.REG_SZ, "demo.exe")\n'),
      },
      level: 'warn',
    },
    {
      name: 'a shell’s start-up file, when called',
      given: { base: wheel(), head: init(inFunction(append('~/.zshrc'))) },
      level: 'warn',
    },
    { name: 'a first release', given: { head: init(append('~/.bashrc')) }, level: 'warn' },
  ],
  allows: [
    {
      name: 'a key of its own',
      given: {
        base: wheel(),
        head: init(
          'import winreg\nkey = winreg.CreateKey(winreg.HKEY_CURRENT_USER, r"Software\\Demo")\nwinreg.SetValueEx(key, "path", 0, winreg.REG_SZ, "x")\n',
        ),
      },
    },
    {
      name: 'weights of a model',
      given: {
        base: wheel(),
        head: init('import os, torch\ntorch.save(MODEL, "weights.pth")\nos.rename("a.pth", "b.pth")\n'),
      },
    },
    {
      name: 'a copy that stays with it',
      given: { base: wheel(), head: init('import shutil\nshutil.copy("profile.json", "build/profile.json")\n') },
    },
    {
      name: 'a look at tasks and services',
      given: {
        base: wheel(),
        head: init(
          'import subprocess\nsubprocess.run(["schtasks", "/query"])\nsubprocess.run(["systemctl", "status", "demo"])\n',
        ),
      },
    },
    {
      name: 'a start-up file that is copied away',
      given: {
        base: wheel(),
        head: init('import os, shutil\nshutil.copy(os.path.expanduser("~/.bashrc"), "/tmp/bashrc.bak")\n'),
      },
    },
    { name: 'a file of its own', given: { base: wheel(), head: init(append('~/.demo/state.txt')) } },
    {
      name: 'agent instructions, when called',
      given: { base: wheel(), head: init(inFunction(append('AGENTS.md'))) },
      atMost: 'note',
    },
    {
      name: 'reading a start-up file',
      given: {
        base: wheel(),
        head: init('import os\ndef rc():\n    return open(os.path.expanduser("~/.bashrc")).read()\n'),
      },
    },
    {
      name: 'a look at crontab',
      given: { base: wheel(), head: init('import subprocess\nsubprocess.run(["crontab", "-l"])\n') },
    },
    {
      name: 'what the base did too',
      given: { base: init(append('~/.bashrc')), head: init(`V = 2\n${append('~/.bashrc')}`) },
    },
  ],
});
