import { createHash } from 'node:crypto';
import { versionKey } from '../model/versions.js';
import { commitMessage, type ProposedEntry, pullBody, titleOf } from './acceptance-replies.js';
import type { GitHub } from './client.js';
import { refusalOf } from './permissions.js';
import type { Place } from './place.js';

export interface Proposal {
  readonly proposed: ProposedEntry;
  /** The whole policy file with the entry. */
  readonly text: string;
  /** Branch that the entry is to be merged into, and its tip. */
  readonly base: { readonly ref: string; readonly sha: string };
}

export type Proposed =
  | { readonly kind: 'opened' | 'already-open'; readonly url: string }
  /** The branch is there, and GitHub does not let workflows open pull requests here. */
  | { readonly kind: 'branch-only'; readonly branch: string };

/**
 * Opens the pull request. The same request has the same branch, so that asking twice finds what is open instead of opening another. An open
 * one is never written again: somebody may have edited the entry there.
 */
export async function proposeEntry(github: GitHub, place: Place, proposal: Proposal): Promise<Proposed> {
  const { proposed, base } = proposal;
  const branch = branchOf(proposal);
  const open = await findOpen(github, place, branch, base.ref);
  if (open !== null) return { kind: 'already-open', url: open };

  await moveBranch(github, place, branch, await commitFile(github, place, proposal));
  try {
    const { data } = await github.rest.pulls.create({
      ...place,
      head: branch,
      base: base.ref,
      title: titleOf(proposed),
      body: pullBody(proposed),
    });
    return { kind: 'opened', url: data.html_url };
  } catch (error) {
    const { status, message } = refusalOf(error);
    if (status === 403 && /not permitted to create/iu.test(message)) return { kind: 'branch-only', branch };
    // 422 "A pull request already exists": another run for the same request came first.
    const other = status === 422 ? await findOpen(github, place, branch, base.ref) : null;
    if (other === null) throw error;
    return { kind: 'already-open', url: other };
  }
}

/** `lockgate/allow-NAME-` and a hash of all that tells one request from another; the reason does not. */
function branchOf({ proposed: { command, configPath }, base }: Proposal): string {
  const key = JSON.stringify([base.ref, configPath, command.name, versionKey(command.version), command.rule]);
  return `lockgate/allow-${command.name.slice(0, 40)}-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
}

async function findOpen({ rest }: GitHub, place: Place, branch: string, base: string): Promise<string | null> {
  const { data } = await rest.pulls.list({ ...place, state: 'open', head: `${place.owner}:${branch}`, base });
  // A fork of the same owner could have a branch of this name too.
  const own = `${place.owner}/${place.repo}`.toLowerCase();
  const pull = data.find(({ head }) => head.ref === branch && head.repo?.full_name.toLowerCase() === own);
  return pull?.html_url ?? null;
}

/** One commit on the tip, made whole before any branch shows it. */
async function commitFile({ rest }: GitHub, place: Place, { proposed, text, base }: Proposal): Promise<string> {
  const parent = await rest.git.getCommit({ ...place, commit_sha: base.sha });
  const blob = await rest.git.createBlob({
    ...place,
    content: Buffer.from(text).toString('base64'),
    encoding: 'base64',
  });
  const tree = await rest.git.createTree({
    ...place,
    base_tree: parent.data.tree.sha,
    tree: [{ path: proposed.configPath, mode: '100644', type: 'blob', sha: blob.data.sha }],
  });
  const { data } = await rest.git.createCommit({
    ...place,
    message: commitMessage(proposed),
    tree: tree.data.sha,
    parents: [base.sha],
  });
  return data.sha;
}

/** A branch of an earlier request, closed or merged since, starts anew at the tip. */
async function moveBranch({ rest }: GitHub, place: Place, branch: string, sha: string): Promise<void> {
  try {
    await rest.git.createRef({ ...place, ref: `refs/heads/${branch}`, sha });
  } catch (error) {
    // 422 "Reference already exists"
    if (refusalOf(error).status !== 422) throw error;
    await rest.git.updateRef({ ...place, ref: `heads/${branch}`, sha, force: true });
  }
}
