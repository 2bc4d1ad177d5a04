import { sign } from 'node:crypto';
import { Octokit } from '@octokit/rest';
import { createEmulator } from 'emulate';

/** Text, bytes, or something that is no file; by path. */
export type FileMap = Readonly<Record<string, string | Uint8Array | SpecialEntry>>;

export type SpecialEntry =
  | { readonly kind: 'symlink'; readonly target: string }
  | { readonly kind: 'submodule'; readonly commit: string };

/** As under `permissions:` of a workflow; what is not named is none. */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

export const FULL_PERMISSIONS: Permissions = { contents: 'read', pull_requests: 'write', checks: 'write' };
/** What `pull_request` gives to a pull request from a fork, whatever the workflow asks for. */
export const FORK_PERMISSIONS: Permissions = { contents: 'read', pull_requests: 'read', checks: 'read' };

export interface GitHubServer {
  readonly url: string;
  readonly owner: string;
  readonly repo: string;
  /** The API with the owner's rights: to prepare and to look at what was written. */
  readonly api: Octokit;
  /** The API as another person, without any rights of the owner. */
  readonly stranger: Octokit;
  /** A job's token: acts as github-actions[bot] and may do what the permissions say. */
  readonly token: (permissions: Permissions) => Promise<string>;
  /** Makes a commit of exactly these files and moves the branch to it. */
  readonly commit: (branch: string, files: FileMap, parents: readonly string[]) => Promise<string>;
  /** Opens a pull request from `head` into `base`. */
  readonly openPull: (head: string, base: string) => Promise<number>;
  readonly close: () => Promise<void>;
}

export interface GitHubServerOptions {
  /** Only in a private repository does reading need a permission. */
  readonly private?: boolean;
}

const OWNER = 'octocat';
const REPO = 'hello';
const APP_ID = 15368;
const GRANTABLE = { contents: 'write', metadata: 'read', pull_requests: 'write', issues: 'write', checks: 'write' };

/** An embedded GitHub with one repository. State is kept, and a token without a permission is refused, as on the real one. */
export async function startGitHubServer(options: GitHubServerOptions = {}): Promise<GitHubServer> {
  const emulator = await createEmulator({ service: 'github', port: 0, seed: seed(options.private ?? false) });
  const octokit = (auth: string): Octokit => new Octokit({ auth, baseUrl: emulator.url, log: SILENT });
  const api = octokit('owner-token');
  const place = { owner: OWNER, repo: REPO };
  const key = emulator.generatedSecrets.find(({ value }) => value.includes('PRIVATE KEY'))?.value ?? '';

  return {
    url: emulator.url,
    ...place,
    api,
    stranger: octokit('stranger-token'),
    token: (permissions) => installationToken(emulator.url, key, permissions),
    commit: (branch, files, parents) => commitFiles(api, branch, files, parents),
    async openPull(head, base) {
      const { data } = await api.pulls.create({ ...place, head, base, title: 'Update dependencies' });
      return data.number;
    },
    close: () => emulator.close(),
  };
}

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const seed = (isPrivate: boolean) => ({
  tokens: {
    'owner-token': { login: OWNER, scopes: ['repo'] },
    'stranger-token': { login: 'stranger', scopes: ['repo'] },
  },
  github: {
    users: [{ login: OWNER }, { login: 'stranger' }],
    repos: [{ owner: OWNER, name: REPO, auto_init: true, private: isPrivate }],
    apps: [
      {
        app_id: APP_ID,
        slug: 'github-actions',
        name: 'GitHub Actions',
        permissions: GRANTABLE,
        events: [],
        installations: [{ installation_id: 1, account: OWNER, repository_selection: 'all', permissions: GRANTABLE }],
      },
    ],
  },
});

async function installationToken(url: string, key: string, permissions: Permissions): Promise<string> {
  // GitHub lets `pull-requests` write comments of pull requests; the embedded one asks for `issues`.
  const pulls = permissions['pull_requests'];
  const wanted = { metadata: 'read', ...permissions, ...(pulls === undefined ? {} : { issues: pulls }) };
  const answer = await fetch(`${url}/app/installations/1/access_tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${appJwt(key)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ permissions: wanted }),
  });
  const { token } = (await answer.json()) as { readonly token?: string };
  if (token === undefined) throw new Error(`no token: ${answer.status}`);
  return token;
}

function appJwt(key: string): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss: String(APP_ID), iat: now - 30, exp: now + 300 })}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
}

async function commitFiles(api: Octokit, branch: string, files: FileMap, parents: readonly string[]): Promise<string> {
  const place = { owner: OWNER, repo: REPO };
  const tree = await Promise.all(Object.entries(files).map(([path, content]) => treeItem(api, path, content)));
  const { data: made } = await api.git.createTree({ ...place, tree });
  const message = `Commit to ${branch}`;
  const { data: commit } = await api.git.createCommit({ ...place, message, tree: made.sha, parents: [...parents] });
  const ref = { ...place, sha: commit.sha };
  await api.git
    .updateRef({ ...ref, ref: `heads/${branch}`, force: true })
    .catch(() => api.git.createRef({ ...ref, ref: `refs/heads/${branch}` }));
  return commit.sha;
}

interface TreeItem {
  readonly path: string;
  readonly mode: '100644' | '120000' | '160000';
  readonly type: 'blob' | 'commit';
  readonly sha: string;
}

async function treeItem(api: Octokit, path: string, content: FileMap[string]): Promise<TreeItem> {
  const blob = async (bytes: string | Uint8Array): Promise<string> => {
    const encoded = { content: Buffer.from(bytes).toString('base64'), encoding: 'base64' };
    return (await api.git.createBlob({ owner: OWNER, repo: REPO, ...encoded })).data.sha;
  };
  if (typeof content === 'string' || content instanceof Uint8Array) {
    return { path, mode: '100644', type: 'blob', sha: await blob(content) };
  }
  if (content.kind === 'submodule') return { path, mode: '160000', type: 'commit', sha: content.commit };
  return { path, mode: '120000', type: 'blob', sha: await blob(content.target) };
}
