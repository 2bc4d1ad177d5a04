import { printable } from '../model/text.js';
import type { Call } from './call.js';
import { HOLE } from './constants.js';
import { nameTraits, record } from './record.js';
import type { Frame } from './state.js';
import { commandText, pieceOf } from './texts.js';
import { flowOf, UNKNOWN, type Value } from './value.js';

const INSTALLER =
  /(?:(?:^|[\s/\\;&|"'(])(?:pip[\d.]*|uv\s+pip|uv\s+tool|pipx|conda|mamba|npm|pnpm|yarn|bun|gem|cargo)(?:\.exe)?['"]?|-m\s+pip)\s+(?:-\S+\s+)*(?:install|add|i)\b(?<rest>[^;|&\n]*)|easy_install\S*\s(?<easy>[^;|&\n]*)/iu;

/** Options that take a value which names no package. */
const WITH_VALUE =
  /^(?:-[ctpd]|--(?:constraint|target|prefix|root|python|platform|python-version|implementation|abi|progress-bar|proxy|cache-dir|timeout|retries|log|only-binary|no-binary|trusted-host|channel|upgrade-strategy|src|report|exists-action))$/u;
const INDEX = /^(?:-i|-f|--(?:index-url|extra-index-url|index|find-links|pypi-url|registry))(?:=(?<url>.*))?$/u;

/**
 * What a command installs, for a reader and for judging: `numpy`, `-r requirements.txt`, `demo from https://…` for another index,
 * `…` where it is not known. Null when the text names nothing.
 */
export function installTarget(command: string): string | null {
  const groups = INSTALLER.exec(command)?.groups;
  const rest = groups?.['rest'] ?? groups?.['easy'];
  if (rest === undefined) return null;
  const words = rest
    .replaceAll(HOLE, '…')
    .split(/[\s"']+/u)
    .filter((word) => word !== '');
  const packages: string[] = [];
  const indexes: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const index = INDEX.exec(word);
    if (index !== null) indexes.push(index.groups?.['url'] ?? words[++at] ?? '…');
    else if (word === '-r' || word === '--requirement' || word === '-e' || word === '--editable') {
      packages.push(`${word} ${words[++at] ?? '…'}`);
    } else if (WITH_VALUE.test(word)) at += 1;
    else if (!word.startsWith('-')) packages.push(word);
  }
  const what = packages.slice(0, 4).join(' ');
  const source = indexes.length === 0 ? '' : `${what === '' ? '' : ' '}from ${indexes.slice(0, 2).join(' ')}`;
  return what + source === '' ? null : printable(what + source, 100);
}

/** `pip.main(['install', …])` and its like; other commands of an installer install nothing. */
export function installs(frame: Frame, call: Call, ref: string, values: readonly Value[]): Value {
  const [list = UNKNOWN] = values;
  const text = commandText(list) ?? pieceOf(list);
  const program = /easy_install/u.test(ref) ? 'easy_install' : 'pip';
  const named = /^\s*(?:-\S+\s+)*(?<command>[a-z]+)\b/u.exec(text)?.groups?.['command'];
  const isCommand = program === 'pip' && named !== undefined;
  if (
    isCommand &&
    /^(?:list|freeze|show|download|wheel|check|search|config|cache|debug|hash|help|index|inspect|uninstall)$/u.test(
      named,
    )
  ) {
    return UNKNOWN;
  }
  const target = installTarget(`${program} ${isCommand && named === 'install' ? '' : 'install '}${text}`);
  record(frame, call.node, { act: 'install-package', callee: ref, values, tags: 0, traits: nameTraits(call), target });
  return flowOf(values);
}
