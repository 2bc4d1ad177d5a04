import * as v from 'valibot';
import type { DomainRegistration } from '../model/domains.js';
import { type Fetched, found, mapFetched, unavailable } from '../model/fetched.js';
import { hostOf, withoutTrailingSlashes } from '../model/urls.js';
import type { Http } from '../ports.js';
import { fetched, readJson } from './answers.js';
import { issueOf } from './simple-json.js';

/** RFC 9083 §5.3; of its many fields the two that tell since when and how long still. */
const DomainObject = v.object({
  objectClassName: v.literal('domain'),
  ldhName: v.nullish(v.string()),
  status: v.nullish(v.array(v.string())),
  events: v.nullish(v.array(v.object({ eventAction: v.string(), eventDate: v.nullish(v.string()) }))),
});

export interface RdapClient {
  /** `found` also for a name that nobody has registered: its status says so. `absent`: never. */
  readonly registration: (name: string) => Promise<Fetched<DomainRegistration>>;
}

export interface RdapClientOptions {
  readonly http: Http;
  /** Root of an RDAP service, e.g. `https://rdap.org`. */
  readonly url: string;
}

const OBJECT_BYTES = 512 * 1024;

/**
 * Registries that the bootstrap service sends us to (https://data.iana.org/rdap/dns.json): those of the suffixes that most addresses of
 * maintainers have. A redirect to any other host is refused, and the registration is then not known.
 */
export const RDAP_REGISTRIES: readonly string[] = [
  'rdap.verisign.com', // com, net
  'rdap.publicinterestregistry.org', // org
  'pubapi.registry.google', // dev, app
  'rdap.identitydigital.services', // io, ai, me, and hundreds more
  'rdap.centralnic.com',
  'rdap.nic.io',
  'rdap.nominet.uk',
  'rdap.sidn.nl',
  'rdap.nic.fr',
  'rdap.nic.cz',
];

export function createRdapClient({ http, url }: RdapClientOptions): RdapClient {
  const root = withoutTrailingSlashes(url);
  const asked = new Map<string, Promise<Fetched<DomainRegistration>>>();
  return {
    registration: (name) => {
      const answer = asked.get(name) ?? fetchRegistration(name, root, http);
      asked.set(name, answer);
      return answer;
    },
  };
}

async function fetchRegistration(name: string, root: string, http: Http): Promise<Fetched<DomainRegistration>> {
  const what = `the registration of ${name}`;
  const sent = await http.send({
    method: 'GET',
    url: `${root}/domain/${encodeURIComponent(name)}`,
    headers: { accept: 'application/rdap+json, application/json;q=0.5' },
    body: null,
    maxBytes: OBJECT_BYTES,
    range: null,
  });
  const answer = fetched(sent, what);
  if (answer.kind === 'absent') {
    // The bootstrap service answers 404 as well for suffixes whose registry has no RDAP: only a registry's own word counts.
    const registry = sent.kind === 'answer' ? hostOf(sent.url) : null;
    return registry === null || registry === hostOf(root)
      ? unavailable(`${hostOf(root)} knows no registry that would tell ${what}`)
      : found({ name, status: 'unregistered', registeredAt: null });
  }
  const json = answer.kind === 'found' ? readJson(answer.value, what) : answer;
  if (json.kind !== 'found') return json;
  const parsed = v.safeParse(DomainObject, json.value);
  if (!parsed.success)
    return unavailable(`${hostOf(root)} answered in a form that RFC 9083 does not set (${issueOf(parsed.issues[0])})`);
  const { ldhName } = parsed.output;
  if (ldhName != null && ldhName.toLowerCase().replace(/\.$/u, '') !== name)
    return unavailable(`${hostOf(root)} told of another domain than ${name}`);
  return mapFetched(found(parsed.output), (domain) => registrationOf(name, domain));
}

/** RFC 8056: what EPP calls redemptionPeriod and pendingDelete. */
const ENDING: ReadonlySet<string> = new Set(['redemption period', 'pending delete']);

function registrationOf(name: string, { status, events }: v.InferOutput<typeof DomainObject>): DomainRegistration {
  const began = events?.find(({ eventAction }) => eventAction === 'registration')?.eventDate ?? null;
  const time = began === null ? Number.NaN : Date.parse(began);
  return {
    name,
    status: status?.some((one) => ENDING.has(one.toLowerCase())) === true ? 'ending' : 'registered',
    registeredAt: Number.isNaN(time) ? null : time,
  };
}
