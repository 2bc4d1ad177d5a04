import type { Provenance } from '../model/profile.js';
import { printable } from '../model/text.js';
import { HOLE, placeOf, urlIn } from './command.js';
import { decodedText, isDecoder } from './command-decode.js';
import { add, type Call, EMPTY, type Flow, isTold, merge, secretsIn, shortName } from './command-flow.js';
import type { ContentStep } from './facts.js';

const DOWNLOADERS = /^(?:curl|wget|aria2c|axel|fetch|http|xh|certutil|bitsadmin|ftp|tftp|scp)$/u;
const UPLOAD = /^(?:-d|--data(?:-\w+)?|-F|--form|-T|--upload-file|--post-(?:data|file)(?:=.*)?|-d.+|-F.+|--json)$/u;

/** Fetches a file or text, or sends one. */
export function transfer(call: Call): Flow | null {
  const { program, words, piped, inner, command } = call;
  const host = urlIn(words);
  if (!DOWNLOADERS.test(program) || (program === 'certutil' && !/urlcache/iu.test(command.text))) return null;
  if (host === null && !words.some((word) => word.includes(HOLE))) return EMPTY;
  const carried = merge([piped, inner, secretsIn(call)]);
  const sends =
    words.some((word) => UPLOAD.test(word)) ||
    words.some((word) => /^-X(?:POST|PUT)?$/iu.test(word)) ||
    carried.inputs.includes('environment');
  const step: ContentStep = {
    what: printable(`fetches ${host ?? 'from the network'} with ${program}`),
    at: placeOf(command),
  };
  if (sends)
    add(call, 'send', {
      target: host,
      inputs: carried.inputs.filter(isTold),
      steps: carried.steps,
      what: `sends to ${host ?? 'the network'} with ${program}`,
    });
  else add(call, 'fetch', { target: host, what: step.what });
  const flow: Flow = { inputs: ['downloaded-file', 'network'], steps: [step], text: null };
  for (const file of savedAs(program, words)) call.state.files.set(shortName(file), flow);
  return flow;
}

/** Names under which a downloader saves: what its options say, else the last part of the address. */
function savedAs(program: string, words: readonly string[]): readonly string[] {
  const named = words.flatMap((word, index) => {
    if (/^(?:-o|-O|--output|--output-document|-OutFile|--out)$/u.test(word)) return [words[index + 1] ?? ''];
    return (
      /^(?:--output(?:-document)?|--out)=(?<to>.+)$/u.exec(word)?.groups?.['to'] ??
      /^-[a-zA-Z]*[oO](?<to>[^-\s]\S*)$/u.exec(word)?.groups?.['to'] ??
      (/^-[a-zA-Z]+[oO]$/u.test(word) ? [words[index + 1] ?? ''] : [])
    );
  });
  const last = words.at(-1) ?? '';
  const own = /:\/\//u.test(last) ? last.replace(/[?#].*$/u, '') : last;
  return [
    ...named,
    ...words.filter((word) => word.includes('://')).map((word) => word.replace(/[?#].*$/u, '')),
    ...(program === 'curl' || program === 'wget' ? [] : [own]),
  ].filter((name) => shortName(name).length > 0);
}

/** `base64 -d` and its kin: the text, when it is known, is read on. */
export function decode(call: Call): Flow | null {
  const { words, program, piped, inner, command } = call;
  if (!isDecoder(program, words)) return null;
  const from = merge([piped, inner]);
  const text = from.text === null ? null : decodedText(program, words, from.text);
  return {
    inputs: [...new Set<Provenance>([...from.inputs, 'decoded'])],
    steps: [...from.steps, { what: `decodes with ${program}`, at: placeOf(command) }],
    text,
  };
}
