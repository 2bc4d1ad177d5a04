import type { Provenance } from '../model/profile.js';

/** What a file without any act may still give to others that have one, by the words that stand in it. */
export const hintsIn = (text: string): readonly Provenance[] =>
  HINTS.filter(({ words }) => words.test(text)).map(({ gives }) => gives);

const HINTS: readonly { readonly gives: Provenance; readonly words: RegExp }[] = [
  {
    gives: 'decoded',
    words:
      /\b(?:(?:standard_|urlsafe_)?b64decode|b(?:32|16|85)decode|a85decode|unhexlify|a2b_(?:hex|base64|uu)|fromhex|decompress|decrypt)\b/u,
  },
  { gives: 'environment', words: /\b(?:environb?|getenv)\b/u },
  { gives: 'host-facts', words: /\b(?:gethostname|getfqdn|getuser|getlogin|getnode|uname)\b|\bplatform\.node\b/u },
];

/** All variables at once: neither one that is named nor one that is asked for. */
export const namesWholeEnvironment = (text: string): boolean =>
  /\benvironb?\b(?!\s*(?:\[|\.(?:get|setdefault|pop|update|__getitem__)\b))/u.test(text);
