import { persistence } from '../../src/rules/persistence.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const append = (path: string) =>
  `import os, subprocess\nwith open(os.path.expanduser("${path}"), "a") as f:\n    f.write("# hello\\n")\n`;
const inFunction = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;

releaseTest(persistence, {
  flags: [
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
