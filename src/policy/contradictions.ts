import { type AllowEntry, type DenyEntry, type Policy, type PolicyIndex, subjectOfAllow } from '../model/policy.js';
import { versionSatisfies } from '../model/versions.js';
import type { Complaint } from './complaint.js';

/** Entries that cannot both be meant. Choosing one in silence would surprise whoever wrote the other. */
export const contradictions = (policy: Policy): readonly Complaint[] => [
  ...(policy.licences.allow ?? [])
    .filter((id) => policy.licences.deny.includes(id))
    .map((id) => ({
      message: `"${id}" is both allowed and denied in [licences]. Take it out of one of the lists.`,
      at: ['licences', 'deny'],
    })),
  ...policy.allow.flatMap((allow) =>
    policy.deny.filter((deny) => clash(allow, deny)).map((deny) => allowedAndDenied(allow, deny)),
  ),
  ...policy.indexes.flatMap((index, at) => sharedIndex(index, policy.indexes.slice(0, at), at)),
];

/** A denied release may still have other findings accepted only by ending the denial: `deny` means "not in this repository". */
const clash = (allow: AllowEntry, deny: DenyEntry): boolean =>
  allow.name === deny.name &&
  (deny.versions === null || (allow.version !== null && versionSatisfies(allow.version, deny.versions)));

const allowedAndDenied = (allow: AllowEntry, deny: DenyEntry): Complaint => ({
  message: `${subjectOfAllow(allow)} is allowed here and denied ${deny.line === null ? 'elsewhere' : `on line ${deny.line}`} ("${deny.reason}"). Remove one of the two entries, or narrow \`versions\` of [[deny]].`,
  at: allow.line,
});

function sharedIndex(index: PolicyIndex, earlier: readonly PolicyIndex[], at: number): readonly Complaint[] {
  const taken = new Set(earlier.flatMap(({ packages }) => packages));
  const names = earlier.some(({ name }) => name === index.name)
    ? [`Two [[index]] entries are called "${index.name}". Give each a name of its own.`]
    : [];
  const patterns = index.packages
    .filter((pattern) => taken.has(pattern))
    .map(
      (pattern) =>
        `"${pattern}" is listed by two [[index]] entries, but a package can come from one index only. Take it out of one of them.`,
    );
  return [...names, ...patterns].map((message) => ({ message, at: ['index', at] }));
}
