import { ActionError } from '../model/error.js';
import { absent, type Fetched, found, unavailable } from '../model/fetched.js';
import type { Gap } from '../model/gap.js';
import { DEFAULT_POLICY, describeShared, type Policy, type ProposedPolicy } from '../model/policy.js';
import { extendPolicy } from '../policy/extend.js';
import { looseningsOf, type OwnLevels } from '../policy/loosening.js';
import { type ParsedPolicy, parsePolicy } from '../policy/parse.js';
import type { Repository, Tree, TreeEntry } from '../ports.js';

export interface PolicyRequest {
  /** Repository path of the policy file. */
  readonly configPath: string;
  readonly overrides: {
    readonly failOn: Policy['failOn'] | null;
    readonly audit: boolean | null;
  };
}

export interface PolicyReading {
  /** Judges the change: the base's. */
  readonly policy: Policy;
  /** What the change would make of it; null when it leaves the file alone. */
  readonly proposed: ProposedPolicy | null;
  readonly gaps: readonly Gap[];
}

/**
 * The policy that stands at the tip of the base branch: a pull request can propose another one, and can begin at a commit that had
 * another one, but is judged by this. A policy that cannot be read stops the review, because what it forbids would otherwise go unseen; one that is
 * only proposed never does.
 */
export async function readPolicy(
  request: PolicyRequest,
  repository: Repository,
  rules: OwnLevels,
): Promise<PolicyReading> {
  const { configPath: path } = request;
  const tree = await repository.policyTree();
  if (tree.kind === 'unavailable') throw unreadable(path, tree.reason);
  const entry = tree.kind === 'absent' ? absent : entryIn(tree.value, path);
  if (entry.kind === 'unavailable') throw unreadable(path, entry.reason);

  const policy = overridden(await standingPolicy(entry, path, repository, rules), request);
  const unasked = { policy, proposed: null, gaps: [] };
  const [base, head] = await Promise.all([repository.tree('base'), repository.tree('head')]);
  if (base.kind !== 'found' || head.kind !== 'found') return unasked; // what of the head could not be listed is told with its lockfiles
  const next = entryIn(head.value, path);
  if (idOf(next) === idOf(entryIn(base.value, path)) || idOf(next) === idOf(entry)) return unasked;

  const proposed = await proposedPolicy(next, path, repository, rules);
  if (proposed.kind !== 'found')
    return { ...unasked, gaps: proposed.kind === 'absent' ? [] : [notCompared(path, proposed.reason)] };
  if (proposed.value.kind === 'unusable') return { ...unasked, proposed: proposed.value };
  // Inputs of the workflow hold for both, so that only what the file changes differs.
  const becoming = overridden(proposed.value.policy, request);
  const loosenings = looseningsOf(policy, becoming, rules);
  return { ...unasked, proposed: { ...proposed.value, policy: becoming, loosenings } };
}

const overridden = (policy: Policy, { overrides }: PolicyRequest): Policy => ({
  ...policy,
  failOn: overrides.failOn ?? policy.failOn,
  audit: overrides.audit ?? policy.audit,
});

function entryIn(tree: Tree, path: string): Fetched<TreeEntry> {
  const entry = tree.entries.find((candidate) => candidate.path === path);
  if (entry !== undefined) return found(entry);
  return tree.truncated
    ? unavailable('the commit has too many files to list, so it is not known to be absent')
    : absent;
}

const idOf = (entry: Fetched<TreeEntry>): string =>
  entry.kind === 'found' ? `${entry.value.type} ${entry.value.id}` : entry.kind;

async function standingPolicy(
  entry: Fetched<TreeEntry>,
  path: string,
  repository: Repository,
  rules: OwnLevels,
): Promise<Policy> {
  if (entry.kind !== 'found') return DEFAULT_POLICY;
  const text = await textOf(entry.value, repository);
  if (text.kind !== 'found') throw unreadable(path, text.kind === 'absent' ? MISSING : text.reason);

  const parsed = await parseWhole(text.value, path, repository, rules);
  if (parsed.kind !== 'found') throw unreadable(path, parsed.kind === 'absent' ? MISSING : parsed.reason);
  const { policy, problems } = parsed.value;
  if (problems.length > 0) {
    const lines = problems.map(({ line, message }) => `${path}${line === null ? '' : `:${line}`}: ${message}`);
    throw new ActionError('policy', lines.join('\n'), `Mend ${path} on the base branch; until then nothing is judged.`);
  }
  return policy;
}

/** The file with the shared policy that it extends, if it does. */
async function parseWhole(
  text: string,
  path: string,
  repository: Repository,
  rules: OwnLevels,
): Promise<Fetched<ParsedPolicy>> {
  const own = parsePolicy(text, path, rules);
  const shared = own.policy.extends;
  if (own.problems.length > 0 || shared === null) return found(own);
  const bytes = await repository.shared(shared);
  if (bytes.kind === 'found') {
    const sharedText = new TextDecoder().decode(bytes.value);
    return found(extendPolicy({ text, path, shared, sharedText }, rules));
  }
  const reason = bytes.kind === 'absent' ? 'it is not there, or the token may not read that repository' : bytes.reason;
  return unavailable(`the policy ${describeShared(shared)} that it extends could not be read (${reason})`);
}

async function proposedPolicy(
  entry: Fetched<TreeEntry>,
  path: string,
  repository: Repository,
  rules: OwnLevels,
): Promise<Fetched<ProposedPolicy>> {
  if (entry.kind === 'unavailable') return entry;
  if (entry.kind === 'absent') return found({ kind: 'policy', path, policy: DEFAULT_POLICY, loosenings: [] });
  if (entry.value.type !== 'file')
    return found({ kind: 'unusable', path, line: null, reason: `It is a ${entry.value.type}, not a file.` });
  const text = await textOf(entry.value, repository);
  if (text.kind !== 'found') return text.kind === 'absent' ? unavailable(MISSING) : text;

  const parsed = await parseWhole(text.value, path, repository, rules);
  if (parsed.kind !== 'found') return parsed;
  const { policy, problems } = parsed.value;
  const [first] = problems;
  return found(
    first === undefined
      ? { kind: 'policy', path, policy, loosenings: [] }
      : { kind: 'unusable', path, line: first.line, reason: first.message },
  );
}

const MISSING = 'its content is missing';

async function textOf(entry: TreeEntry, repository: Repository): Promise<Fetched<string>> {
  if (entry.type !== 'file') return unavailable(`it is a ${entry.type}, not a file`);
  const blob = await repository.blob(entry);
  return blob.kind === 'found' ? found(new TextDecoder().decode(blob.value)) : blob;
}

const unreadable = (path: string, reason: string): ActionError =>
  new ActionError(
    'policy',
    `The policy ${path} of the base commit could not be read: ${reason}.`,
    'Run the job again; if it stays, check that the token may read the repository (permissions: contents: read).',
  );

const notCompared = (path: string, reason: string): Gap => ({
  stage: 'policy',
  subject: path,
  message: `The policy ${path} that this change proposes could not be read (${reason}), so it is not known whether it loosens the one that stands.`,
});
