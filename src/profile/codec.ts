import * as v from 'valibot';
import { normalizeName } from '../model/names.js';
import type { Profile } from '../model/profile.js';
import { parseVersion } from '../model/versions.js';

const Text = v.string();
const Nullable = v.nullable(Text);
const Whole = v.nullable(v.number());

const MemberLocation = v.object({
  kind: v.literal('member'),
  artifact: Text,
  path: Text,
  line: Whole,
  column: Whole,
  excerpt: Nullable,
});

const When = v.picklist(['install', 'startup', 'import', 'command', 'plugin', 'call', 'test']);

const Surface = v.object({
  when: When,
  kind: v.picklist([
    'pth',
    'start',
    'sitecustomize',
    'setup-py',
    'build-backend',
    'build-hook',
    'package-init',
    'console-script',
    'script-file',
    'plugin-entry-point',
  ]),
  text: Text,
  at: MemberLocation,
  fingerprint: Text,
});

const Behaviour = v.object({
  act: v.picklist([
    'run-code',
    'run-process',
    'fetch',
    'send',
    'write-file',
    'read-secret',
    'load-native',
    'unpickle',
    'install-package',
    'look-up',
    'read-clipboard',
    'write-clipboard',
    'capture',
    'delete-files',
    'patch',
    'hook-imports',
    'probe',
  ]),
  inputs: v.array(
    v.picklist([
      'network',
      'downloaded-file',
      'decoded',
      'own-data',
      'environment',
      'secret-file',
      'host-facts',
      'user-input',
      'clipboard',
      'captured',
      'key-material',
    ]),
  ),
  callee: Text,
  target: Nullable,
  when: v.array(When),
  traits: v.array(
    v.picklist(['detached', 'hidden-window', 'silenced-output', 'tls-off', 'errors-swallowed', 'obscured-name']),
  ),
  steps: v.array(v.object({ what: Text, at: MemberLocation })),
  at: MemberLocation,
  fingerprint: Text,
});

const Sign = v.object({
  kind: v.picklist([
    'bidi-control',
    'invisible-characters',
    'pushed-statement',
    'confusable-identifier',
    'obfuscated-source',
    'suspicious-endpoint',
  ]),
  text: Text,
  when: v.array(When),
  at: MemberLocation,
  fingerprint: Text,
});

const Metadata = v.object({
  name: v.pipe(Text, v.transform(normalizeName)),
  version: v.pipe(
    Nullable,
    v.transform((version) => (version === null ? null : parseVersion(version))),
  ),
  summary: Nullable,
  licenceExpression: Nullable,
  licence: Nullable,
  classifiers: v.array(Text),
  emails: v.array(Text),
  projectUrls: v.record(Text, Text),
  requiresPython: Nullable,
  requiresDist: v.array(Text),
  descriptionLength: v.number(),
});

const ProfileSchema = v.object({
  analyser: Text,
  artifact: Text,
  kind: v.picklist(['wheel', 'sdist', 'egg', 'other']),
  sha256: Nullable,
  metadata: v.nullable(Metadata),
  inventory: v.array(
    v.object({
      path: Text,
      kind: v.picklist(['python', 'native', 'bytecode', 'script', 'archive', 'data']),
      size: v.number(),
      sha256: Nullable,
      gitId: Nullable,
      format: Nullable,
      traits: v.array(v.picklist(['high-entropy', 'trailing-data', 'disguised', 'sourceless'])),
    }),
  ),
  topLevelNames: v.array(Text),
  surfaces: v.array(Surface),
  behaviours: v.array(Behaviour),
  signs: v.array(Sign),
  buildRequires: v.array(Text),
  anomalies: v.array(v.object({ kind: Text, message: Text, path: Nullable })),
  gaps: v.array(
    v.object({
      stage: v.picklist([
        'lockfile',
        'index',
        'artifact',
        'profile',
        'baseline',
        'advisories',
        'repository',
        'rule',
        'policy',
      ]),
      subject: Text,
      message: Text,
    }),
  ),
});

/** A profile as bytes for the cache. */
export const encodeProfile = (profile: Profile): Uint8Array => new TextEncoder().encode(JSON.stringify(profile));

/** A profile from the cache; null for a miss, and for anything that is not exactly a profile: it is then made anew. */
export function decodeProfile(bytes: Uint8Array | null): Profile | null {
  if (bytes === null) return null;
  const result = v.safeParse(ProfileSchema, parseJson(new TextDecoder().decode(bytes)));
  return result.success ? result.output : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
