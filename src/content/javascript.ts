import type { Provenance } from '../model/profile.js';
import { urlIn } from './command.js';
import type { ContentAct, ContentPlace, ContentStep } from './facts.js';
import { makeAct, placesOf } from './text-acts.js';

/** A larger script is searched in its first part: bundles of honest packages end below. */
const MAX_TEXT = 16 * 1024 * 1024;
const MAX_ACTS = 30;
const MAX_HITS = 60;

/** Reads a command line that a script starts. */
export type CommandReader = (command: string, line: number) => readonly ContentAct[];

/** Without one of these a script can do nothing that is told here; web pages have none but the last two. */
const TELLING = [
  'child_process',
  'node:vm',
  'require("vm")',
  "require('vm')",
  'process.env',
  'eval',
  'Function',
  'Bun.',
  'Deno.',
];

/**
 * What a script for Node, Bun or Deno does, and code that any script decodes and runs. Scripts of web pages reach nothing outside their page, so
 * calls of the browser's own are nothing.
 */
export function javascriptActs(bytes: Uint8Array, commands: CommandReader, line = 1): readonly ContentAct[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, MAX_TEXT));
  if (!TELLING.some((word) => buffer.includes(word))) return [];
  const text = buffer.toString('latin1');
  if (!INTERESTING.test(text)) return [];
  return actsOf(text, commands, line);
}

const DECODES =
  /\b(?:atob|unescape|decodeURIComponent|Buffer\.from|String\.fromCharCode(?:\.apply)?|(?:gunzip|inflate|brotliDecompress)Sync)\s*\(/gu;
const RUNNER = String.raw`(?:\beval|\bFunction|\bvm\.run\w+|\b_compile|\bimportScripts)`;
/** What a value may be wrapped in on its way from a decoder into `eval` or a variable. */
const WRAPPED = String.raw`(?:[\w$.]{1,40}\(\s{0,9}){0,3}[\w$.]{0,40}$`;
const RUN_BEFORE = new RegExp(`${RUNNER}\\s{0,9}\\(\\s{0,9}${WRAPPED}`, 'u');
const HELD_BEFORE = new RegExp(`(?<![\\w$.])(?<name>[\\w$]{1,40})\\s{0,9}=\\s{0,9}(?:await\\s{1,9})?${WRAPPED}`, 'u');
const INTERESTING = new RegExp(
  `${RUNNER}\\s*\\(|child_process|process\\.env|\\bBun\\.(?:spawn|\\$)|Deno\\.(?:run|Command)`,
  'u',
);

const NETWORK =
  /\brequire\(\s*["'`](?:node:)?(?:https?|net|tls|dgram|axios|node-fetch|undici|got|request)["'`]\s*\)|\bfrom\s*["'](?:node:)?(?:https?|net|tls|axios|node-fetch|undici|got)["']|\bfetch\s*\(\s*["'`]https?:/gu;
const PROCESS =
  /\b(?:exec|execSync|execFile|execFileSync|spawn|spawnSync|fork)\s*\(\s*(?<what>[^\n]{0,2000})|\bBun\.spawn(?:Sync)?\s*\(\s*(?<bun>[^\n]{0,2000})|\bDeno\.(?:run|Command)\b/gu;
const CHILD =
  /\b(?:require|import)\s*\(\s*["'`](?:node:)?child_process["'`]\s*\)|\bfrom\s*["'](?:node:)?child_process["']/u;
/** All of the environment, not one setting: bundlers put `process.env.NODE_ENV` everywhere. */
const ENVIRONMENT =
  /(?:JSON\.stringify|Object\.(?:entries|keys|values|assign))\s*\(\s*(?:\{\}\s*,\s*)?process\.env\b(?!\s*[.[])|\.\.\.process\.env\b(?!\s*[.[])/gu;
const DOWNLOADS = /\bcreateWriteStream\s*\(|\bwriteFileSync?\s*\(/u;

function actsOf(code: string, commands: CommandReader, line: number): readonly ContentAct[] {
  const place = placesOf({ code, language: 'node', firstLine: line });
  const decoded = decodedActs(code, place);
  // Only a script that names one of these can reach further than its own page.
  if (!/child_process|\bBun\.|\bDeno\./u.test(code) && first(code, ENVIRONMENT) === null)
    return decoded.slice(0, MAX_ACTS);
  const network = first(code, NETWORK);
  const host = network === null ? null : (urlIn([code.slice(network, network + 4000)]) ?? 'some host');
  const fetched = network === null ? null : { what: `uses the network: ${host}`, at: place(network) };
  const started = processActs(code, place, fetched);
  const inside = started.flatMap((act) => [act, ...commands(act.target ?? '', act.at.line ?? 1)]);
  return [...decoded, ...remoteActs(code, place, fetched), ...inside, ...environmentActs(code, place, fetched)].slice(
    0,
    MAX_ACTS,
  );
}

const first = (code: string, pattern: RegExp): number | null => hits(code, pattern, 1)[0]?.index ?? null;

/** Matches outside comments, so many at most. */
function hits(code: string, pattern: RegExp, limit = MAX_HITS): readonly RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  for (const match of code.matchAll(pattern)) {
    if (found.length >= limit) break;
    if (!isComment(code, match.index)) found.push(match);
  }
  return found;
}

/** `eval(atob(…))`, also with a variable in between. */
function decodedActs(code: string, place: (offset: number) => ContentPlace): readonly ContentAct[] {
  const runs = hits(code, DECODES, MAX_DECODERS).flatMap(({ index }) => {
    const before = code.slice(Math.max(0, index - 200), index);
    if (RUN_BEFORE.test(before)) return [index];
    const name = HELD_BEFORE.exec(before)?.groups?.['name']?.replaceAll('$', '\\$');
    if (name === undefined) return [];
    const run = new RegExp(`${RUNNER}\\s{0,9}\\(\\s{0,9}${name}(?![\\w$])`, 'u').exec(
      code.slice(index, index + 20_000),
    );
    return run === null ? [] : [index + run.index];
  });
  return [...new Set(runs)].slice(0, MAX_HITS).map((offset) => {
    const at = place(offset);
    return makeAct({
      act: 'run-code',
      callee: 'node:eval',
      at,
      what: 'runs it as a script',
      inputs: ['decoded'],
      before: [{ what: 'decodes a text', at }],
    });
  });
}

/** Places that decode something, of which a bundle has hundreds; the next one may be the one that matters. */
const MAX_DECODERS = 2000;

const CALLBACK = /\.on\(\s*["']data["']|\.text\(\)|\.then\(/u;
const PLAIN_RUN = new RegExp(`${RUNNER}\\s*\\(\\s*(?!["'\`)])`, 'gu');

/** Code received over the network, in a script that uses Node's modules: an `eval` near the answer's handling. */
function remoteActs(
  code: string,
  place: (offset: number) => ContentPlace,
  fetched: ContentStep | null,
): readonly ContentAct[] {
  if (fetched === null || !CHILD.test(code)) return [];
  return hits(code, PLAIN_RUN).flatMap(({ index }) => {
    if (!CALLBACK.test(code.slice(Math.max(0, index - 600), index))) return [];
    const at = place(index);
    return [
      makeAct({
        act: 'run-code',
        callee: 'node:eval',
        at,
        what: 'runs it as a script',
        inputs: ['network'],
        before: [fetched],
      }),
    ];
  });
}

/** Programs started through `child_process`, Bun or Deno. */
function processActs(
  code: string,
  place: (offset: number) => ContentPlace,
  fetched: ContentStep | null,
): readonly ContentAct[] {
  const hasChild = CHILD.test(code);
  return hits(code, PROCESS).flatMap(({ index, groups, 0: whole }) => {
    if (!hasChild && !/^(?:Bun|Deno)\./u.test(whole)) return [];
    // `pattern.exec(text)` is a method of something else.
    if (
      /^exec\b/u.test(whole) &&
      /[\w)\]/]\s*\.\s*$/u.test(code.slice(Math.max(0, index - 40), index)) &&
      !/(?:child_process["'`]\)|cp|child)\s*\.\s*$/u.test(code.slice(Math.max(0, index - 40), index))
    )
      return [];
    const at = place(index);
    const target =
      /["'`](?<text>[^"'`\n]{2,2000})/u.exec(groups?.['what'] ?? groups?.['bun'] ?? '')?.groups?.['text'] ?? null;
    const inputs: Provenance[] = fetched !== null && DOWNLOADS.test(code) && target === null ? ['downloaded-file'] : [];
    const before = inputs.length > 0 && fetched !== null ? [fetched] : [];
    return [
      makeAct({
        act: 'run-process',
        callee: 'node:child_process',
        at,
        what: `starts ${target ?? 'a program'}`,
        target,
        inputs,
        before,
      }),
    ];
  });
}

function environmentActs(
  code: string,
  place: (offset: number) => ContentPlace,
  fetched: ContentStep | null,
): readonly ContentAct[] {
  const read = first(code, ENVIRONMENT);
  if (read === null || fetched === null) return [];
  const before: ContentStep = { what: 'reads the environment variables', at: place(read) };
  return [
    makeAct({
      act: 'send',
      callee: 'node:http.request',
      at: fetched.at,
      what: fetched.what,
      inputs: ['environment'],
      before: [before],
    }),
  ];
}

/**
 * Whether an offset lies in a comment, as far as its own line tells. Only what is surely one counts: a text that holds two slashes must not hide
 * the code behind it.
 */
function isComment(code: string, offset: number): boolean {
  const from = code.lastIndexOf('\n', offset) + 1;
  const before = code.slice(Math.max(from, offset - 400), offset);
  return from >= offset - 400 && /^\s*(?:\/\/|\/?\*)/u.test(before) && !before.includes('*/');
}
