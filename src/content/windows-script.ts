import type { Provenance } from '../model/profile.js';
import { urlIn } from './command.js';
import type { ContentAct, ContentPlace, ContentStep } from './facts.js';
import type { CommandReader } from './javascript.js';
import { isLastingPath } from './secret-paths.js';
import { blanked, makeAct, placesOf } from './text-acts.js';

const MAX_TEXT = 1024 * 1024;
const MAX_HITS = 50;

const HTTP = /\b(?:MSXML2\.(?:Server)?XMLHTTP|Microsoft\.XMLHTTP|WinHttp\.WinHttpRequest)[\w.]*/giu;
const STREAM = /\bADODB\.Stream\b/iu;
const STARTS = /\.(?:Run|Exec|ShellExecute)\b\s*\(?(?<what>[^\n]{0,2000})/giu;
const SHELL = /\b(?:WScript\.Shell|Shell\.Application)\b/iu;
const RUNS = /(?:^|[\s:;{=])(?:Execute(?:Global)?|eval)\b\s*\(?(?<what>[^\n]{0,400})/gimu;
const DECODES = /\bbin\.base64\b|\bChrW?\s*\(|fromCharCode|unescape\s*\(|StrReverse\s*\(/iu;

/** What a VBScript or JScript of the Windows script host does: it reaches everything through a few objects that it must name. */
export function windowsScriptActs(text: string, commands: CommandReader, line = 1): readonly ContentAct[] {
  const code = blanked(text.slice(0, MAX_TEXT), /^[ \t]*(?:'|rem\b|\/\/)[^\n]*/gimu);
  const place = placesOf({ code, language: 'wscript', firstLine: line });
  const fetches = [...code.matchAll(HTTP)].slice(0, MAX_HITS).map(({ index }) => fetchAct(code, place(index)));
  const before = fetches[0]?.steps ?? [];
  const inputs: readonly Provenance[] =
    fetches.length === 0 ? [] : STREAM.test(code) ? ['downloaded-file'] : ['network'];
  return [
    ...fetches,
    ...startActs(code, place, inputs, before).flatMap((act) => [
      act,
      ...(act.act === 'run-process' ? commands(act.target ?? '', act.at.line ?? 1) : []),
    ]),
    ...codeActs(code, place, inputs, before),
  ];
}

function fetchAct(code: string, at: ContentPlace): ContentAct {
  const url = urlIn([code]);
  return makeAct({
    act: 'fetch',
    callee: 'wscript:xmlhttp',
    at,
    what: `fetches ${url ?? 'from the network'}`,
    target: url,
  });
}

/** Programs that the script host starts. A script that fetches and saves a file starts that file. */
function startActs(
  code: string,
  place: (offset: number) => ContentPlace,
  inputs: readonly Provenance[],
  before: readonly ContentStep[],
): readonly ContentAct[] {
  if (!SHELL.test(code)) return [];
  const started = [...code.matchAll(STARTS)].slice(0, MAX_HITS).map(({ index, groups }) => {
    const at = place(index);
    const target = /"(?<text>[^"\n]{3,2000})"/u.exec(groups?.['what'] ?? '')?.groups?.['text'] ?? null;
    return makeAct({
      act: 'run-process',
      callee: 'wscript:shell.run',
      at,
      what: `starts ${target ?? 'a program'}`,
      target,
      inputs,
      before,
    });
  });
  const lasting = [...code.matchAll(/RegWrite\b\s*\(?\s*"(?<key>[^"\n]{1,300})"/giu)].filter(({ groups }) =>
    isLastingPath(groups?.['key'] ?? ''),
  );
  return [
    ...started,
    ...lasting.slice(0, MAX_HITS).map(({ index, groups }) => {
      const target = groups?.['key'] ?? null;
      return makeAct({
        act: 'write-file',
        callee: 'wscript:regwrite',
        at: place(index),
        what: `writes ${target ?? 'a key'}`,
        target,
      });
    }),
  ];
}

function codeActs(
  code: string,
  place: (offset: number) => ContentPlace,
  inputs: readonly Provenance[],
  before: readonly ContentStep[],
): readonly ContentAct[] {
  const isDecoding = DECODES.test(code);
  if (!isDecoding && inputs.length === 0) return [];
  return [...code.matchAll(RUNS)].slice(0, MAX_HITS).map(({ index }) => {
    const at = place(index);
    const decoding: ContentStep = { what: 'decodes a text', at };
    return makeAct({
      act: 'run-code',
      callee: 'wscript:execute',
      at,
      what: 'runs it as a script',
      inputs: [...inputs, ...(isDecoding ? ['decoded' as const] : [])],
      before: [...before, ...(isDecoding ? [decoding] : [])],
    });
  });
}
