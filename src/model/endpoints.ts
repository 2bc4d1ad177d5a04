import { parseUrl } from './urls.js';

/** Kinds of places on the network that anybody can have in a minute and leave as fast, or that say nothing about who is behind them. */
export type EndpointKind =
  | 'paste'
  | 'file-drop'
  | 'messenger'
  | 'callback'
  | 'tunnel'
  | 'dynamic-dns'
  | 'onion'
  | 'free-hosting'
  | 'shortener'
  | 'chain-rpc'
  | 'mining-pool'
  | 'program'
  | 'address';

/** For messages: `an address on …`. */
export const ENDPOINT_WORDS: Readonly<Record<EndpointKind, string>> = {
  paste: 'a paste',
  'file-drop': 'a file on a share for anybody',
  messenger: 'a messenger’s webhook or bot',
  callback: 'a service that logs whoever calls',
  tunnel: 'a tunnel to somebody’s machine',
  'dynamic-dns': 'a dynamic name',
  onion: 'a hidden service',
  'free-hosting': 'a page on free hosting',
  shortener: 'a shortened address',
  'chain-rpc': 'a look-alike of a blockchain’s node',
  'mining-pool': 'a mining pool',
  program: 'a program or script',
  address: 'a bare address',
};

/** Domains by kind, subdomains included. Known from published reports and the services' own pages; honest tools use some of them too. */
const DOMAINS: readonly (readonly [kind: EndpointKind, domains: string])[] = [
  [
    'paste',
    'pastebin.com paste.ee pastes.io rentry.co rentry.org hastebin.com toptal.com/developers/hastebin ghostbin.com dpaste.com dpaste.org 0bin.net controlc.com paste.rs termbin.com ' +
      'ix.io sprunge.us textbin.net justpaste.it privatebin.net snippet.host bpa.st paste.c-net.org telegra.ph gist.githubusercontent.com gist.github.com',
  ],
  [
    'file-drop',
    'transfer.sh file.io anonfiles.com bayfiles.com gofile.io catbox.moe 0x0.st bashupload.com temp.sh oshi.at mediafire.com mega.nz send.cm filebin.net uguu.se pixeldrain.com ' +
      'tmpfiles.org filetransfer.io wetransfer.com ufile.io dropmefiles.com cdn.discordapp.com media.discordapp.net dl.dropboxusercontent.com drive.google.com/uc',
  ],
  [
    'messenger',
    'discord.com/api/webhooks discordapp.com/api/webhooks api.telegram.org/bot hooks.slack.com/services hooks.slack.com/workflows hooks.slack.com/triggers',
  ],
  [
    'callback',
    'webhook.site oast.pro oast.live oast.site oast.online oast.fun oast.me oastify.com burpcollaborator.net interact.sh interactsh.com requestbin.com requestbin.net ' +
      'pipedream.net requestcatcher.com requestrepo.com dnslog.cn dnslog.pw ceye.io eyes.sh canarytokens.com canarytokens.org beeceptor.com hookbin.com postb.in ptsv2.com ptsv3.com ' +
      'xss.ht bxss.me bxss.in dnsbin.zhack.ca iplogger.org iplogger.com iplogger.ru 2no.co grabify.link typedwebhook.tools webhook.cool hkdk.events',
  ],
  [
    'tunnel',
    'ngrok.io ngrok.app ngrok.dev ngrok-free.app ngrok-free.dev trycloudflare.com serveo.net localhost.run lhr.life lhr.rocks loca.lt localtunnel.me portmap.io portmap.host ' +
      'pagekite.me bore.pub tunnelmole.net playit.gg ply.gg pinggy.link pinggy.online share.zrok.io devtunnels.ms',
  ],
  [
    'dynamic-dns',
    'duckdns.org ddns.net hopto.org zapto.org sytes.net myftp.biz myftp.org no-ip.org no-ip.biz no-ip.info servegame.com serveftp.com servehttp.com redirectme.net bounceme.net ' +
      'myvnc.com gotdns.ch dynu.net ddnsfree.com freeddns.org kozow.com accesscam.org giize.com gleeze.com dyndns.org mooo.com chickenkiller.com ignorelist.com strangled.net ' +
      'nip.io sslip.io xip.io ddns.us changeip.com 3322.org f3322.net dynv6.net ddnss.de',
  ],
  ['onion', 'onion i2p onion.to onion.ws onion.ly onion.pet tor2web.org'],
  [
    'free-hosting',
    'pythonanywhere.com glitch.me repl.co replit.dev replit.app vercel.app netlify.app herokuapp.com onrender.com up.railway.app workers.dev pages.dev r2.dev 000webhostapp.com ' +
      'web.app surge.sh deno.dev fly.dev koyeb.app cyclic.app',
  ],
  [
    'mining-pool',
    'minexmr.com supportxmr.com nanopool.org moneroocean.stream hashvault.pro 2miners.com f2pool.com ethermine.org nicehash.com minergate.com herominers.com unmineable.com xmrpool.eu ' +
      'c3pool.com c3pool.org dwarfpool.com antpool.com viabtc.com hiveon.net flexpool.io woolypooly.com zergpool.com prohashing.com monerohash.com xmrvsbeast.com kryptex.network ' +
      'crypto-pool.fr slushpool.com miningpoolhub.com rplant.xyz coinhive.com coin-hive.com coinimp.com crypto-loot.com',
  ],
  [
    'shortener',
    'bit.ly tinyurl.com goo.gl t.co is.gd v.gd cutt.ly rb.gy ow.ly shorturl.at t.ly tiny.cc rebrand.ly s.id git.io clck.ru u.to shrtco.de urlz.fr gg.gg soo.gd',
  ],
];

interface Row {
  readonly kind: EndpointKind;
  /** What the path begins with; empty for any. */
  readonly path: string;
}

const ROWS: ReadonlyMap<string, readonly Row[]> = readRows();

function readRows(): ReadonlyMap<string, readonly Row[]> {
  const rows = new Map<string, Row[]>();
  for (const [kind, domains] of DOMAINS) {
    for (const entry of domains.split(' ')) {
      const slash = entry.indexOf('/');
      const domain = slash === -1 ? entry : entry.slice(0, slash);
      rows.set(domain, [...(rows.get(domain) ?? []), { kind, path: slash === -1 ? '' : entry.slice(slash) }]);
    }
  }
  return rows;
}

/** What a host, given without its port, and the path behind it are; null for nothing that stands out by its name. */
function namedKind(host: string, path: string): EndpointKind | null {
  for (let domain = host; domain !== ''; domain = domain.slice(domain.indexOf('.') + 1)) {
    const row = ROWS.get(domain)?.find((each) => path.startsWith(each.path));
    if (row !== undefined) return row.kind;
    if (!domain.includes('.')) return null;
  }
  return null;
}

/** One endpoint that stands out. */
export interface Endpoint {
  readonly kind: EndpointKind;
  /** Lower case, without port. */
  readonly host: string;
  /** Host, port and path, for a reader; not yet printable. */
  readonly title: string;
}

/**
 * What stands out about a URL, or about a host with or without port and path; null when nothing does. A host alone counts by its
 * name only: four numbers with dots are as often a version.
 */
export function endpointOf(text: string): Endpoint | null {
  const hasScheme = /^[a-z][a-z\d+.-]*:\/\//iu.test(text);
  const url = parseUrl(hasScheme ? text.replace(/^[a-z\d+.-]+:/iu, 'http:') : `http://${text.replace(/^[.@]+/u, '')}`);
  if (url === null) return null;
  const host = url.hostname.replace(/\.$/u, '').toLowerCase();
  const named = /^stratum\d?\+/iu.test(text) ? 'mining-pool' : namedKind(host, url.pathname);
  const kind = named ?? (hasScheme ? shapeKind(host, url.pathname) : null);
  return kind === null ? null : { kind, host, title: (url.host + url.pathname).replace(/\/$/u, '') };
}

function shapeKind(host: string, path: string): EndpointKind | null {
  if (isPublicAddress(host)) return 'address';
  if (CHAIN_RPC.test(host) && !GENUINE_RPC.test(host)) return 'chain-rpc';
  // A page of a repository is not a file, `github.com/demo/demo.py` is a project, and a raw file has a host or folder of its own.
  const isPage =
    /^(?:www\.)?(?:github|gitlab)\.com$/u.test(host) && !/\/(?:raw|releases\/download|archive)\//u.test(path);
  return PROGRAM.test(path) && !isPage && !isReserved(host) && !/^[\d.]+$|^\[/u.test(host) ? 'program' : null;
}

const PROGRAM =
  /[^/]\.(?:exe|msi|bat|cmd|ps1|psm1|vbs|vbe|scr|hta|lnk|sh|bash|elf|dll|so|dylib|jar|pyz|pyw?|apk|dmg|pkg|deb|rpm|run|appimage)$/iu;

/** Public nodes are named after the network that they serve; `mainnet-beta` is Solana's own name for its main one. */
const CHAIN_RPC =
  /mainnet-beta|(?:^|[.-])(?:solana|polygon|ethereum|bsc|tron)[a-z\d-]*[.-](?:rpc|mainnet|validator|node)|(?:^|[.-])(?:rpc|mainnet|validator)[.-](?:solana|polygon|ethereum|bsc|tron)/u;
const GENUINE_RPC =
  /(?:^|\.)(?:solana\.com|polygon\.technology|polygon-rpc\.com|ethereum\.org|bnbchain\.org|binance\.org|trongrid\.io|ankr\.com|alchemy\.com|infura\.io|quiknode\.pro|quicknode\.com|helius-rpc\.com|publicnode\.com|drpc\.org|llamarpc\.com|blastapi\.io|nodereal\.io|chainstack\.com|getblock\.io)$/u;

const isReserved = (host: string): boolean =>
  !host.includes('.') ||
  /(?:^|\.)(?:localhost|local|internal|invalid|test|example|example\.(?:com|net|org))$/u.test(host);

/** An IPv4 or IPv6 address that belongs to somebody: not private, loopback, documentation (RFC 5737, 3849) or a well-known resolver. */
export function isPublicAddress(host: string): boolean {
  if (host.startsWith('[')) return !/^\[(?:::|f[cdef]|2001:db8|64:ff9b|2606:4700:4700:|2001:4860:4860:)/u.test(host);
  const parts = /^(?<a>\d{1,3})\.(?<b>\d{1,3})\.(?<c>\d{1,3})\.(?<d>\d{1,3})$/u.exec(host)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return false;
  const [a = 0, b = 0, c = 0] = parts;
  if (a === 0 || a === 10 || a === 127 || a >= 224 || RESOLVERS.has(host)) return false;
  if ((a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254)) return false;
  if ((a === 100 && b >= 64 && b < 128) || (a === 198 && (b === 18 || b === 19))) return false;
  return !DOCUMENTATION.has(`${a}.${b}.${c}`);
}

const DOCUMENTATION: ReadonlySet<string> = new Set(['192.0.2', '198.51.100', '203.0.113', '192.0.0']);

/** Name servers that code connects to in order to learn its own address, and the address that everybody makes up. */
const RESOLVERS: ReadonlySet<string> = new Set(
  (
    '8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 149.112.112.112 208.67.222.222 208.67.220.220 4.2.2.1 4.2.2.2 114.114.114.114 223.5.5.5 223.6.6.6 119.29.29.29 ' +
    '1.2.3.4 4.3.2.1 5.6.7.8 1.1.1.2 1.1.1.3 2.2.2.2 3.3.3.3 4.4.4.4 5.5.5.5 6.6.6.6 7.7.7.7 12.34.56.78 123.123.123.123 111.111.111.111'
  ).split(' '),
);
