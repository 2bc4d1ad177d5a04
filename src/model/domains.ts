/** What is known of the domain of a maintainer's address. All of it is of today, not of the day of the release. */
export interface MailDomain {
  /** Lower case, as in the address. */
  readonly domain: string;
  /** Whether the DNS knows the name: a name that it does not know takes no mail. */
  readonly exists: boolean;
  /** null: the registry was not asked, or did not tell. */
  readonly registration: DomainRegistration | null;
}

export interface DomainRegistration {
  /** The name that is registered: `example.org` of `mail.example.org`. */
  readonly name: string;
  /** `ending`: its time is up and it is about to be given back. */
  readonly status: 'registered' | 'ending' | 'unregistered';
  /** When its present registration began, milliseconds since the epoch; null when the registry does not tell. */
  readonly registeredAt: number | null;
}

/** Lower-case domains of e-mail addresses, each once. */
export const domainsOf = (emails: readonly string[]): readonly string[] => [
  ...new Set(emails.flatMap((address) => address.split('@').at(-1)?.toLowerCase().replace(/\.$/u, '') || [])),
];
