import type { DomainRegistration, MailDomain } from '../../src/model/domains.js';
import { DAY } from '../../src/model/policy.js';
import { maintainerDomain } from '../../src/rules/maintainer-domain.js';
import { version } from '../support/model.js';
import { metadataWith } from './addresses.js';
import { delta, profile } from './deltas.js';
import { changed, demoFile, demoProject } from './facts.js';
import { NOW, ruleTest } from './harness.js';

const DOMAIN = 'demo-mail.net';

const facts = (before: readonly string[], now: readonly string[], ages: readonly number[] = [10, 60, 400]) => ({
  change: changed({}),
  project: demoProject(
    ages.map((days, index) => {
      const of = ['1.0', '0.9', '0.8'][index] ?? '0.1';
      return demoFile({ filename: `demo-${of}-py3-none-any.whl`, version: version(of), uploadedAt: NOW - days * DAY });
    }),
  ),
  profiles: [profile({ metadata: metadataWith(now) })],
  delta: { ...delta({}), metadata: { from: metadataWith(before), to: metadataWith(now) } },
});

const told = (about: Partial<MailDomain>, before: readonly string[] = [`ada@${DOMAIN}`]) => ({
  ...facts(before, [`ada@${DOMAIN}`]),
  domains: [{ domain: DOMAIN, exists: true, registration: null, ...about }],
});

const registered = (daysAgo: number, status: DomainRegistration['status'] = 'registered'): DomainRegistration => ({
  name: DOMAIN,
  status,
  registeredAt: NOW - daysAgo * DAY,
});

ruleTest(maintainerDomain, {
  flags: [
    {
      name: 'a disposable address of a young project',
      given: facts([], ['x@mailinator.com'], [10, 20]),
      level: 'warn',
      says: 'mailinator.com',
    },
    { name: 'one below a disposable domain', given: facts([], ['x@eu.yopmail.com'], [10]), level: 'warn' },
    {
      name: 'a disposable address that is new to an old project',
      given: facts(['ada@demo.invalid'], ['x@yopmail.com']),
      level: 'note',
    },
    {
      name: 'a domain that nobody has registered',
      given: told({ exists: false, registration: { name: DOMAIN, status: 'unregistered', registeredAt: null } }),
      level: 'warn',
      says: 'nobody has registered',
    },
    {
      name: 'a domain that is about to be given back',
      given: told({ registration: registered(900, 'ending') }),
      level: 'warn',
    },
    {
      name: 'a name that the DNS does not know, without a registry’s word',
      given: told({ exists: false }),
      level: 'warn',
    },
    {
      name: 'a registered name that the DNS does not know',
      given: told({ exists: false, registration: registered(900) }),
      level: 'note',
    },
    {
      name: 'a domain registered after the release that gave it',
      given: told({ registration: registered(30) }),
      level: 'warn',
      says: 'after the release of',
    },
    { name: 'a new address at a new domain', given: told({ registration: registered(5) }, []), level: 'note' },
  ],
  allows: [
    { name: 'a domain older than the releases', given: told({ registration: registered(900) }) },
    { name: 'a domain whose registry does not tell', given: told({}) },
    { name: 'a new address at an old domain', given: told({ registration: registered(900) }, []) },
    {
      name: 'a disposable address that the release before had too',
      given: facts(['x@yopmail.com'], ['x@yopmail.com']),
    },
    { name: 'an address at a mail service', given: facts([], ['ada@gmail.com'], [10]) },
    { name: 'no address', given: facts([], []) },
  ],
});
