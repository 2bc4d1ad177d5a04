import * as v from 'valibot';
import { ActionError } from '../model/error.js';
import type { Policy } from '../model/policy.js';
import { count } from '../model/text.js';
import { parseUrl } from '../model/urls.js';

/** The Action's inputs, as action.yml declares them. */
export interface Inputs {
  readonly token: string;
  readonly config: string;
  readonly lockfiles: readonly string[];
  /** null: the policy decides. */
  readonly failOn: Policy['failOn'] | null;
  readonly comment: 'always' | 'on-findings' | 'never';
  readonly commentAs: 'review' | 'sticky';
  /** `auto`: beside a review. */
  readonly inlineComments: 'auto' | 'true' | 'false';
  readonly checkRun: 'auto' | 'true' | 'false';
  readonly issue: 'auto' | 'true' | 'false';
  /** Whether comments may ask for acceptances; an `issue_comment` event does nothing else. */
  readonly commands: boolean;
  /** null: the policy decides. */
  readonly audit: boolean | null;
  readonly pypiUrl: string;
  readonly osvUrl: string;
  /** Paths relative to the workspace; null where none was given. */
  readonly reportFile: string | null;
  readonly sarifFile: string | null;
  readonly htmlFile: string | null;
  readonly cache: string | null;
}

export const DEFAULT_CONFIG = '.github/lockgate.toml';

/**
 * Reads and checks every input.
 * @throws {ActionError} naming the input, its value and what is allowed.
 */
export function readInputs(getInput: (name: string) => string): Inputs {
  const raw = Object.fromEntries(Object.keys(Schema.entries).map((name) => [name, getInput(name).trim()]));
  const read = v.safeParse(Schema, raw);
  if (!read.success) throw unusable(read.issues[0]);
  const inputs = named(read.output);
  rejectContradictions(inputs);
  return inputs;
}

/**
 * What can be made of inputs of which one cannot be used, to tell that failure where a report would be: each bad one at its default. Null where
 * one of those that say who writes, and for which job, is bad.
 */
export function salvageInputs(getInput: (name: string) => string): Inputs | null {
  const raw = Object.entries(Schema.entries).map(([name, schema]) => {
    const text = getInput(name).trim();
    return [name, v.safeParse(schema, text).success ? text : (DEFAULTS[name] ?? '')];
  });
  const read = v.safeParse(Schema, Object.fromEntries(raw));
  const same = IDENTITY.every((name) => v.safeParse(Schema.entries[name], getInput(name).trim()).success);
  return read.success && same ? named(read.output) : null;
}

const IDENTITY = ['token', 'config', 'lockfiles'] as const;

/** As action.yml has them; all others are empty there. */
const DEFAULTS: Readonly<Record<string, string>> = {
  comment: 'always',
  'comment-as': 'review',
  'inline-comments': 'auto',
  'check-run': 'auto',
  issue: 'auto',
  commands: 'false',
  'pypi-url': 'https://pypi.org',
  'osv-url': 'https://api.osv.dev',
};

const oneOf = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  v.picklist(values, `one of: ${values.join(', ')}`);

const orNull = <const Schema extends v.GenericSchema>(schema: Schema) =>
  v.union(
    [
      v.pipe(
        v.literal(''),
        v.transform(() => null),
      ),
      schema,
    ],
    ({ issues }) => issues?.at(-1)?.message ?? '',
  );

const Bool = v.pipe(
  oneOf('true', 'false'),
  v.transform((text) => text === 'true'),
);

// A repository path is compared with paths of git trees, which are never absolute and hold no dots.
const RepositoryPath = v.pipe(
  v.string(),
  v.check(
    (path) => path !== '' && !path.startsWith('/') && !path.split('/').includes('..'),
    'a path relative to the root of the repository',
  ),
);

const Globs = v.pipe(
  v.string(),
  v.transform((text) => text.split(/\r?\n/u).map((line) => line.trim())),
  v.transform((lines) => lines.filter((line) => line !== '')),
  v.array(RepositoryPath),
);

const ServiceUrl = v.pipe(
  v.string(),
  v.check(isServiceUrl, 'an https URL without user name and password (http only on this machine)'),
);

const Path = orNull(v.pipe(v.string(), v.minLength(1)));

const Schema = v.object({
  token: v.pipe(v.string(), v.minLength(1, 'a token; the default is the job’s own')),
  config: RepositoryPath,
  lockfiles: Globs,
  'fail-on': orNull(oneOf('block', 'warn', 'never')),
  comment: oneOf('always', 'on-findings', 'never'),
  'comment-as': oneOf('review', 'sticky'),
  'inline-comments': oneOf('auto', 'true', 'false'),
  'check-run': oneOf('auto', 'true', 'false'),
  issue: oneOf('auto', 'true', 'false'),
  commands: Bool,
  audit: orNull(Bool),
  'pypi-url': ServiceUrl,
  'osv-url': ServiceUrl,
  'report-file': Path,
  'sarif-file': Path,
  'html-file': Path,
  cache: Path,
});

function isServiceUrl(text: string): boolean {
  const url = parseUrl(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
}

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/u;

const named = (read: v.InferOutput<typeof Schema>): Inputs => ({
  token: read.token,
  config: read.config,
  lockfiles: read.lockfiles,
  failOn: read['fail-on'],
  comment: read.comment,
  commentAs: read['comment-as'],
  inlineComments: read['inline-comments'],
  checkRun: read['check-run'],
  issue: read.issue,
  commands: read.commands,
  audit: read.audit,
  pypiUrl: read['pypi-url'],
  osvUrl: read['osv-url'],
  reportFile: read['report-file'],
  sarifFile: read['sarif-file'],
  htmlFile: read['html-file'],
  cache: read.cache,
});

function unusable(issue: v.BaseIssue<unknown>): ActionError {
  const [key, line] = issue.path ?? [];
  const name = String(key?.key ?? '');
  // A token must not reach the log, not even a wrong one.
  const shown = name === 'token' ? '' : ` ${JSON.stringify(line?.value ?? key?.value ?? issue.input)}`;
  return new ActionError(
    'input',
    `The input "${name}" is${shown === ' ""' || shown === '' ? ' empty' : shown}, which it cannot be.`,
    `Allowed: ${issue.message}.`,
  );
}

function rejectContradictions({
  audit,
  failOn,
  comment,
  inlineComments,
  reportFile,
  sarifFile,
  htmlFile,
}: Inputs): void {
  if (audit === true && failOn !== null && failOn !== 'never') {
    throw new ActionError(
      'input',
      `The inputs "audit: true" and "fail-on: ${failOn}" contradict each other: an audit never fails the job.`,
      'Leave one of the two out.',
    );
  }
  if (comment === 'never' && inlineComments === 'true') {
    throw new ActionError(
      'input',
      'The inputs "comment: never" and "inline-comments: true" contradict each other: inline comments go with the report.',
      'Leave one of the two out.',
    );
  }
  const files = [reportFile, sarifFile, htmlFile].filter((path) => path !== null);
  const twice = files.find((path, index) => files.indexOf(path) !== index);
  if (twice !== undefined) {
    throw new ActionError(
      'input',
      `The file "${twice}" is named by ${count(files.filter((path) => path === twice).length, 'input')}: each would overwrite the other.`,
      'Give report-file, sarif-file and html-file paths of their own.',
    );
  }
}
