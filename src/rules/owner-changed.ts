import { domainsOf } from '../model/domains.js';
import { MAIL_SERVICES } from '../model/mail-services.js';
import { describeBaseline } from '../model/profile.js';
import { listOf, printable } from '../model/text.js';
import { rule } from './rule.js';
import { signalsOf } from './support/signals.js';
import { releaseName } from './support/words.js';

/**
 * A release none of whose addresses stood in the release before.
 *
 * Four projects were handed to strangers in November 2023, and a bought or stolen project is often signed with the new owner's address. No
 * index tells who owned a project at an earlier release, so the addresses in the metadata stand for it; whoever writes them may keep the old.
 */
export const ownerChanged = rule({
  id: 'owner-changed',
  level: 'warn',
  confidence: 'low',
  needs: ['delta'],
  capec: [538],
  aliases: ['unstable ownership', 'new author'],
  headline: 'had all addresses of its maintainers replaced',
  summary: 'All addresses of authors and maintainers in the metadata were replaced by others.',
  remedy: 'Look in the project’s repository for the handover, and wait with the update until it is confirmed there.',

  check(facts) {
    const { baseline, metadata } = facts.delta;
    if (baseline.kind !== 'locked' && baseline.kind !== 'earlier-release') return [];
    const [from, to] = [metadata.from?.emails ?? [], metadata.to?.emails ?? []];
    if (from.length === 0 || to.length === 0 || to.some((address) => from.includes(address))) return [];
    if (shareHouse(from, to)) return [];
    // Nobody has relied on a new project's owner yet.
    const company = signalsOf(facts).filter(({ id, kind }) => kind === 'rare' && id !== 'new-project');
    const beside = company.length === 0 ? '' : ` With it goes that ${listOf(company.map(({ text }) => text))}.`;
    return [
      {
        message: `${releaseName(facts.entry)} names ${shown(to)} where ${printable(describeBaseline(baseline) ?? '')} named ${shown(from)}.${beside}`,
        at: [],
        level: company.length > 0 ? 'warn' : 'note',
        key: 'addresses',
      },
    ];
  },
});

const shown = (addresses: readonly string[]): string =>
  listOf(
    addresses.map((address) => printable(address, 80)),
    3,
  );

/** Colleagues follow each other at one address of a company or project; at a mail service everyone is a stranger. */
function shareHouse(from: readonly string[], to: readonly string[]): boolean {
  const houses = new Set(domainsOf(from).filter((domain) => !MAIL_SERVICES.has(domain)));
  return domainsOf(to).some((domain) => houses.has(domain));
}
