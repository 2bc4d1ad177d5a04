import type { CredentialUrl } from '../model/lockfile.js';

/**
 * URLs in a lockfile's text that carry a user name or password, in any format. The formats drop credentials from what they read,
 * so that no report repeats them; that they stand in the file is told here.
 */
export function credentialUrls(text: string): readonly CredentialUrl[] {
  const found: CredentialUrl[] = [];
  let sign = text.indexOf('@');
  for (let at = text.indexOf('://'); at !== -1 && found.length < MAX_FOUND; at = text.indexOf('://', at + 3)) {
    // Most locks hold thousands of URLs and hardly an `@`.
    if (sign < at && sign !== -1) sign = text.indexOf('@', at);
    if (sign === -1) break;
    if (sign > at + MAX_AUTHORITY) continue;
    // Only a short piece on each side is looked at, so that the work stays linear in the text.
    const scheme = /[a-z][a-z0-9+.-]*$/iu.exec(text.slice(Math.max(0, at - MAX_SCHEME), at))?.[0].toLowerCase();
    const authority = /^[^\s/?#"'<>`,;]*/u.exec(text.slice(at + 3, at + MAX_AUTHORITY))?.[0] ?? '';
    const split = authority.lastIndexOf('@');
    if (scheme === undefined || split === -1) continue;
    const [user, host] = [authority.slice(0, split), authority.slice(split + 1).toLowerCase()];
    if (host === '' || isOrdinary(scheme, user)) continue;
    found.push({ origin: `${scheme}://${host}`, deceptive: looksLikeHost(user), line: lineAt(text, at) });
  }
  return found;
}

const MAX_FOUND = 100;
const MAX_SCHEME = 24;
const MAX_AUTHORITY = 512;

/** `ssh://git@host` names an account everybody uses; `${NAME}` is filled in by the environment and is no secret. */
function isOrdinary(scheme: string, user: string): boolean {
  const [name = '', password = ''] = user.split(':', 2);
  if (/(?:^|\+)ssh$/u.test(scheme)) return password === '' || isVariable(password);
  return [name, password].every((part) => part === '' || isVariable(part)) || (isVariable(password) && password !== '');
}

const isVariable = (text: string): boolean => /^\$\{[A-Z0-9_]+\}$/u.test(text) || /^\$[A-Z0-9_]+$/u.test(text);

const looksLikeHost = (user: string): boolean => /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::\d+)?$/iu.test(user);

/** 1-based; called for the few URLs with credentials alone. */
function lineAt(text: string, at: number): number {
  let line = 1;
  for (let end = text.indexOf('\n'); end !== -1 && end < at; end = text.indexOf('\n', end + 1)) line += 1;
  return line;
}
