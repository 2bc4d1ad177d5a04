import * as v from 'valibot';
import { absent, type Fetched, found, mapFetched, unavailable } from '../model/fetched.js';
import { pageHostOf, type RepositoryRef, type RepositoryState } from '../model/repository.js';
import type { Http, SourceHostAnswer, SourceHostApi } from '../ports.js';
import { fetched, readJson } from './answers.js';

/** A tag, and the commit or tag object that it points to. */
export interface Tag {
  readonly name: string;
  /** What to ask a tree for: the commit, or for an annotated tag its name. */
  readonly treeish: string;
}

export interface SourceTree {
  /** Path → blob id; links and submodules are left out. */
  readonly blobs: ReadonlyMap<string, string>;
  /** GitHub listed only the first 100,000 entries or 7 MB. */
  readonly truncated: boolean;
}

/** Questions about repositories, each one request. */
export interface SourceHost {
  readonly host: string;
  readonly repository: (ref: RepositoryRef) => Promise<Fetched<RepositoryState>>;
  readonly tags: (ref: RepositoryRef) => Promise<Fetched<readonly Tag[]>>;
  readonly tree: (ref: RepositoryRef, treeish: string) => Promise<Fetched<SourceTree>>;
  /** Text of a blob; `unavailable` for one that is no text. */
  readonly blob: (ref: RepositoryRef, id: string) => Promise<Fetched<string>>;
  /** Whether everything up to `commit` lies in the history of `tip`. `absent`: the network of forks has no such commit. */
  readonly isBehind: (ref: RepositoryRef, tip: string, commit: string) => Promise<Fetched<boolean>>;
  /** Branches whose last commit it is. */
  readonly branchesAt: (ref: RepositoryRef, commit: string) => Promise<Fetched<readonly string[]>>;
  /** `absent`: the network of forks has no such commit. */
  readonly hasCommit: (ref: RepositoryRef, commit: string) => Promise<Fetched<true>>;
  /** When the account was made, milliseconds since the epoch. */
  readonly accountSince: (login: string) => Promise<Fetched<number>>;
}

const Time = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text)),
  v.number(),
);

const RepositoryAnswer = v.object({
  full_name: v.pipe(v.string(), v.regex(/^[^/\s]+\/[^/\s]+$/u)),
  archived: v.optional(v.boolean(), false),
  disabled: v.optional(v.boolean(), false),
  stargazers_count: v.number(),
  created_at: Time,
  pushed_at: v.optional(v.nullable(Time), null),
  default_branch: v.pipe(v.string(), v.minLength(1)),
  parent: v.optional(v.nullable(v.object({ full_name: v.string() })), null),
});

const RefsAnswer = v.array(
  v.object({ ref: v.string(), object: v.object({ type: v.string(), sha: v.pipe(v.string(), v.hexadecimal()) }) }),
);

const TreeAnswer = v.object({
  tree: v.array(v.object({ path: v.string(), mode: v.string(), type: v.string(), sha: v.string() })),
  truncated: v.boolean(),
});

const BlobAnswer = v.object({ content: v.string(), encoding: v.literal('base64') });
const CompareAnswer = v.object({ status: v.picklist(['diverged', 'ahead', 'behind', 'identical']) });
const BranchesAnswer = v.array(v.object({ name: v.string() }));
const CommitAnswer = v.object({ sha: v.string() });
const AccountAnswer = v.object({ created_at: Time });

/**
 * GitHub's REST API as far as releases need it (https://docs.github.com/rest). Each question is asked once a run; that a repository moved
 * is told by its `full_name`, because the API follows the move by itself.
 */
export function createSourceHost(api: SourceHostApi): SourceHost {
  const asked = new Map<string, Promise<Fetched<SourceHostAnswer>>>();
  const get = (path: string): Promise<Fetched<SourceHostAnswer>> => {
    const answer = asked.get(path) ?? api.get(path);
    asked.set(path, answer);
    return answer;
  };
  const ask = async <const S extends v.GenericSchema>(path: string, schema: S): Promise<Fetched<v.InferOutput<S>>> =>
    parsed(await get(path), schema, api.host);

  return {
    host: api.host,
    repository: async (ref) => mapFetched(await ask(rootOf(ref), RepositoryAnswer), stateOf),
    tags: async (ref) => {
      const answer = await get(`${rootOf(ref)}/git/matching-refs/tags`);
      // An empty repository has a conflict instead of a list.
      if (answer.kind === 'found' && answer.value.status === 409) return found([]);
      return mapFetched(parsed(answer, RefsAnswer, api.host), (refs) => refs.flatMap(tagOf));
    },
    tree: async (ref, treeish) =>
      mapFetched(await ask(`${rootOf(ref)}/git/trees/${part(treeish)}?recursive=1`, TreeAnswer), treeOf),
    blob: async (ref, id) => {
      const answer = await ask(`${rootOf(ref)}/git/blobs/${part(id)}`, BlobAnswer);
      return answer.kind === 'found' ? textOf(answer.value.content) : answer;
    },
    // The second page leaves out the files, of which the first lists up to 300 with their patches.
    isBehind: async (ref, tip, commit) =>
      mapFetched(
        await ask(`${rootOf(ref)}/compare/${part(tip)}...${part(commit)}?per_page=1&page=2`, CompareAnswer),
        ({ status }) => status === 'behind' || status === 'identical',
      ),
    branchesAt: async (ref, commit) =>
      mapFetched(await ask(`${rootOf(ref)}/commits/${part(commit)}/branches-where-head`, BranchesAnswer), (branches) =>
        branches.map(({ name }) => name),
      ),
    hasCommit: async (ref, commit) => {
      const answer = await ask(`${rootOf(ref)}/git/commits/${part(commit)}`, CommitAnswer);
      return answer.kind === 'found' ? found(true) : answer;
    },
    accountSince: async (login) =>
      mapFetched(await ask(`/users/${part(login)}`, AccountAnswer), ({ created_at }) => created_at),
  };
}

const part = (text: string): string => encodeURIComponent(text);

const rootOf = ({ owner, name }: RepositoryRef): string => `/repos/${part(owner)}/${part(name)}`;

function parsed<const S extends v.GenericSchema>(
  answer: Fetched<SourceHostAnswer>,
  schema: S,
  host: string,
): Fetched<v.InferOutput<S>> {
  if (answer.kind !== 'found') return answer;
  const { status, json } = answer.value;
  // A commit that does not exist is "not processable" to some of the endpoints, and a name that is none too.
  if (status === 422) return absent;
  if (status !== 200) return unavailable(`${host} answered with status ${status}`);
  const read = v.safeParse(schema, json);
  return read.success ? found(read.output) : unavailable(`${host} answered in a form that it does not document`);
}

const stateOf = (answer: v.InferOutput<typeof RepositoryAnswer>): RepositoryState => ({
  fullName: answer.full_name,
  archived: answer.archived,
  disabled: answer.disabled,
  forkOf: answer.parent?.full_name ?? null,
  stars: answer.stargazers_count,
  createdAt: answer.created_at,
  pushedAt: answer.pushed_at,
  defaultBranch: answer.default_branch,
  ownerSince: null,
});

const TAGS = 'refs/tags/';

const tagOf = ({ ref, object }: v.InferOutput<typeof RefsAnswer>[number]): readonly Tag[] => {
  if (!ref.startsWith(TAGS)) return [];
  const name = ref.slice(TAGS.length);
  // A tree is had by a commit or by a ref's name; the object of an annotated tag is neither.
  return [{ name, treeish: object.type === 'commit' ? object.sha : name }];
};

const treeOf = ({ tree, truncated }: v.InferOutput<typeof TreeAnswer>): SourceTree => ({
  blobs: new Map(
    tree.filter(({ type, mode }) => type === 'blob' && mode !== '120000').map(({ path, sha }) => [path, sha]),
  ),
  truncated,
});

function textOf(base64: string): Fetched<string> {
  try {
    return found(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64')));
  } catch {
    return unavailable('the file is no text');
  }
}

export interface HttpSourceHostOptions {
  /** Opens the network to the API's host alone. */
  readonly http: Http;
  /** Root of the API: `https://api.github.com`, or `https://HOST/api/v3` of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  /** null asks as anybody may: 60 requests an hour. */
  readonly token: string | null;
}

const MAX_BYTES = 16 * 1024 * 1024;
const API_VERSION = '2022-11-28';

/** A source host over plain HTTP, for where no GitHub client is at hand. */
export const httpSourceHost = ({ http, apiUrl, token }: HttpSourceHostOptions): SourceHostApi => ({
  host: pageHostOf(apiUrl),
  get: async (path) => {
    const answer = await http.send({
      method: 'GET',
      url: `${apiUrl}${path}`,
      headers: {
        accept: 'application/vnd.github+json',
        'x-github-api-version': API_VERSION,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: null,
      maxBytes: MAX_BYTES,
      range: null,
    });
    if (answer.kind === 'answer' && (answer.status === 409 || answer.status === 422))
      return found({ status: answer.status, json: null });
    const good = fetched(answer, 'a repository');
    if (good.kind !== 'found') return good;
    return mapFetched(readJson(good.value, 'a repository'), (json) => ({ status: 200, json }));
  },
});
