import type { Seed } from './corpus.js';
import { documentOf, languageOf } from './documents.js';
import type { Random } from './random.js';
import type { Input } from './watch.js';

const TOKENS = [
  ...[
    '"',
    "'",
    '"""',
    "'''",
    '[',
    ']',
    '{',
    '}',
    '#',
    '\\',
    '\\\n',
    '\r',
    '\r\n',
    '\n',
    '\t',
    ',',
    '=',
    ':',
    '- ',
    '&a ',
    '*a',
    '!!str ',
    '<<: ',
    '? ',
  ],
  ...[
    '\u0000',
    '\u0085',
    '\u2028',
    '\u202e',
    '\ufeff',
    '\u00e9',
    '\ud83d\ude00',
    '\v',
    '\f',
    '\x1c',
    '$\u007bVAR}',
    '@',
    '#egg=x',
    '; ',
    ' @ ',
    '--hash=sha256:00',
    '-r x.txt\n',
    '-e .\n',
  ],
  ...[
    '[[package]]\n',
    '  [[package]]\n',
    '[["package"]]\n',
    '[[packages]]\n',
    '[package]\n',
    '[metadata]\n',
    '[options]\n',
    'package = []\n',
    'x = """\n',
    'x = [\n',
    '// x\n',
  ],
  ...[
    'null',
    'true',
    '1e999',
    '-1',
    '0',
    '""',
    '[]',
    '{}',
    '2026-01-01',
    '__proto__',
    'constructor',
    'sha256:',
    'https://x.invalid/',
    'http://[',
    'file:///',
    '../',
    '%zz',
    '1!2',
    '1.0+x',
    '==',
    '*',
  ],
];

/** An input made from a real lock: its text cut up, or its document changed and written anew. */
export function mutate(seed: Seed, seeds: readonly Seed[], random: Random): Input {
  const tree = random.chance(0.35) ? treeMutation(seed, random) : null;
  let text = tree ?? seed.text;
  const edits = tree === null ? 1 + random.below(4) : random.below(2);
  for (let edit = 0; edit < edits; edit += 1) text = textMutation(text, seeds, seed, random);
  return { path: seed.path, bytes: encode(text, random) };
}

function encode(text: string, random: Random): Uint8Array {
  if (!random.chance(0.05)) return Buffer.from(text);
  if (random.chance(0.5)) return Buffer.from(`\ufeff${text}`, 'utf16le');
  const bytes = Buffer.from(text);
  for (let flips = random.below(4); flips >= 0; flips -= 1) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}

function textMutation(text: string, seeds: readonly Seed[], seed: Seed, random: Random): string {
  const at = random.chance(0.5) ? lineStart(text, random) : random.below(text.length + 1);
  const length = random.pick([0, 1, 3, 20, 200, 2_000]);
  switch (random.below(8)) {
    case 0:
      return text.slice(0, at) + text.slice(at + random.below(length + 1));
    case 1:
      return text.slice(0, at) + text.slice(at, at + length).repeat(2) + text.slice(at + length);
    case 2:
      return text.slice(0, at);
    case 3: {
      const other = random.pick(seeds.filter(({ format }) => format === seed.format || random.chance(0.05)));
      const from = lineStart(other.text, random);
      return text.slice(0, at) + other.text.slice(from, from + random.below(2_000)) + text.slice(at);
    }
    case 4:
      return random.chance(0.2) ? text.replaceAll('\n', random.pick(['\r\n', '\r', '\n\n'])) : swapLines(text, random);
    default:
      return text.slice(0, at) + random.pick(TOKENS) + text.slice(at + random.pick([0, 0, 1, length]));
  }
}

function lineStart(text: string, random: Random): number {
  return text.lastIndexOf('\n', random.below(text.length + 1)) + 1;
}

function swapLines(text: string, random: Random): string {
  const lines = text.split('\n');
  const [a, b] = [random.below(lines.length), random.below(lines.length)];
  [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
  return lines.join('\n');
}

/** The document with some of its values changed, written by the language's own library: a layout that no tool writes. */
function treeMutation({ format, text }: Seed, random: Random): string | null {
  const language = languageOf(format);
  const document = language === null ? null : structuredClone(documentOf(format, text));
  if (language === null || document === null) return null;
  const nodes = nodesOf(document);
  for (let edit = random.below(5); edit > 0; edit -= 1) changeNode(random.pick(nodes), random);
  try {
    return language.write(document);
  } catch {
    return null;
  }
}

type Node = Record<string, unknown> | unknown[];

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !(value instanceof Date);

function nodesOf(document: unknown): readonly Node[] {
  const nodes: Node[] = isNode(document) ? [document] : [];
  for (const node of nodes) for (const value of Object.values(node)) if (isNode(value)) nodes.push(value);
  return nodes;
}

const VALUES = [
  ...[
    '',
    'x',
    'a b',
    '__proto__',
    'Foo_Bar',
    '-',
    '1',
    '1.0.0rc1',
    '1!2.0+x',
    'not a version',
    '>=2',
    '*',
    '==1.*',
    '.',
    '..',
    'sha256:zz',
    'https://x.invalid/a-1-py3-none-any.whl',
    'git+https://x.invalid/r@main',
    "python_version < '3'",
    '\u202e',
  ],
  ...[0, 1, -1, 1.5, 9_007_199_254_740_991, true, false],
];

function changeNode(node: Node, random: Random): void {
  const keys = Object.keys(node);
  const key = keys.length === 0 ? 'x' : random.pick(keys);
  const fresh = random.pick<unknown>([...VALUES, [], {}, ['x'], { name: 'x' }, [{ name: 'x' }]]);
  if (Array.isArray(node)) {
    const index = Number(key) || 0;
    const action = random.below(3);
    if (action === 0) node.splice(index, 1);
    else if (action === 1) node.splice(index, 0, structuredClone(node[index] ?? fresh));
    else node[index] = fresh;
    return;
  }
  const action = random.below(4);
  if (action === 0) delete node[key];
  else if (action === 1)
    node[random.pick(['name', 'version', 'source', 'url', 'hash', 'files', 'x', 'marker'])] = fresh;
  else node[key] = fresh;
}
