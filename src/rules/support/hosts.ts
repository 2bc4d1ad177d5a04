import { distance } from 'fastest-levenshtein';
import type { Policy } from '../../model/policy.js';
import { skeleton } from '../../model/resemblance.js';
import { hostOf, parseUrl } from '../../model/urls.js';

/** Where PyPI answers and where its files lie. */
export const PYPI_HOSTS = ['pypi.org', 'files.pythonhosted.org'];

const CODE_HOSTS = ['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org'];

/** Hosts that the policy's indexes answer from or keep their files on. */
export const policyHosts = ({ indexes }: Pick<Policy, 'indexes'>): readonly string[] =>
  indexes.flatMap(({ url, fileHosts }) => [hostOf(url) ?? '', ...fileHosts.map((host) => host.toLowerCase())]);

/** What is wrong with a host that no policy vouches for, as the rest of a sentence; null for nothing. */
export function suspicionOf(host: string, policy: Pick<Policy, 'indexes'>): string | null {
  const name = host.replace(/:\d+$/u, '');
  const trusted = policyHosts(policy);
  if (trusted.includes(host) || isLoopback(name)) return null;
  if (name.split('.').some((label) => label.startsWith('xn--')))
    return 'is written in letters outside ASCII, which can look like another name';
  const imitated = imitatedHost(name, [...PYPI_HOSTS, ...CODE_HOSTS, ...trusted]);
  if (imitated !== null) return `looks like ${imitated} and is not`;
  return isAddress(name) ? 'is a bare address, which no certificate ties to a name' : null;
}

/** Whether a URL's way to its host can be read and changed by anyone on it. */
export function isCleartext(url: string): boolean {
  const parsed = parseUrl(url);
  return parsed !== null && CLEARTEXT.has(parsed.protocol) && !isLoopback(parsed.hostname);
}

const CLEARTEXT: ReadonlySet<string> = new Set(['http:', 'ftp:', 'git:', 'svn:', 'rsync:', 'ws:']);

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127\./u.test(host);

/** URLs of web schemes turn every spelling of an IPv4 address (`0x7f.1`, `2130706433`) into four numbers. */
const isAddress = (host: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/u.test(host) || host.startsWith('[');

function imitatedHost(host: string, genuine: readonly string[]): string | null {
  const targets = genuine.map((target) => target.replace(/:\d+$/u, '')).filter((target) => !isAddress(target));
  if (targets.includes(host)) return null;
  const others = targets.filter((target) => !isWithin(host, registrable(target)));
  return others.find((target) => embeds(host, target) || resembles(host, target)) ?? null;
}

const isWithin = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

/** The last two labels: near enough for the hosts that are compared with here. */
const registrable = (host: string): string => host.split('.').slice(-2).join('.');

/** `files.pythonhosted.org.x.invalid`, `pypi-org.invalid`, `pythonhosted.invalid`, `pypi.example`. */
function embeds(host: string, target: string): boolean {
  const domain = registrable(target);
  const [brand = ''] = domain.split('.');
  if (`.${host.replaceAll('-', '.')}.`.includes(`.${domain}.`)) return true;
  // Labels such as `pypi` or `gitlab` head the names of many private hosts; only another public ending of the whole name counts.
  if (brand !== 'pythonhosted')
    return registrable(host) === host && host.startsWith(`${brand}.`) && !PRIVATE.test(host);
  return host.includes(brand);
}

const PRIVATE = /\.(?:corp|home|internal|intranet|lan|local|localdomain|localhost|private|test)$/u;

function resembles(host: string, target: string): boolean {
  const pairs = [
    [host, target],
    [registrable(host), registrable(target)],
  ] as const;
  return pairs.some(([a, b]) => near(a, b));
}

function near(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false;
  const steps = distance(skeleton(a), skeleton(b));
  const swapped = steps === 2 && a.length === b.length && [...a].toSorted().join('') === [...b].toSorted().join('');
  return steps <= (b.length < 12 ? 1 : 2) || swapped;
}
