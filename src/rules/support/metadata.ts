import type { CoreMetadata } from '../../model/metadata.js';
import type { DistributionMetadata, Profile } from '../../model/profile.js';

/** A profiled distribution that tells what it is. */
export interface ToldProfile extends Profile {
  readonly metadata: DistributionMetadata;
}

/** Wheels first: they are what gets installed. */
export const toldProfiles = (profiles: readonly Profile[]): readonly ToldProfile[] =>
  profiles
    .filter((profile): profile is ToldProfile => profile.metadata !== null)
    .toSorted((a, b) => Number(b.kind === 'wheel') - Number(a.kind === 'wheel'));

/** What templates and tutorials put in, and what nobody filled in, in words; empty for ordinary metadata. */
export function placeholdersIn(metadata: CoreMetadata): readonly string[] {
  const { summary, emails, projectUrls, descriptionLength } = metadata;
  const example = emails.find((email) => EXAMPLE_DOMAIN.test(email));
  const template = summary !== null && TEMPLATES.has(summary.toLowerCase().replace(/[.!\s]+$/u, ''));
  const empty = [
    ...(summary === null ? ['no summary'] : []),
    ...(descriptionLength === 0 ? ['no description'] : []),
    ...(Object.keys(projectUrls).length === 0 ? ['no link to a repository or home page'] : []),
  ];
  return [
    ...(template ? [`the summary of a template, "${summary}"`] : []),
    ...(example === undefined ? [] : [`the author’s address ${example}`]),
    // One or two of these are missing from many an honest package; all three from next to none.
    ...(empty.length === 3 || ((template || example !== undefined) && empty.length > 0) ? empty : []),
  ];
}

const EXAMPLE_DOMAIN = /@(?:[\w-]+\.)*(?:example\.(?:com|org|net)|example|test|invalid|localhost)$/u;

/** Summaries of packaging tutorials and of the templates of build tools. */
const TEMPLATES: ReadonlySet<string> = new Set([
  'a small example package',
  'a sample python project',
  'add your description here',
  'add a short description here',
  'my package description',
  'my package',
  'python boilerplate contains all the boilerplate you need to create a python package',
  'a short description',
  'short description',
  'description',
  'package description',
  'project description',
  'test package',
  'a test package',
  'todo',
  'default template for pdm package',
  'a python package',
]);
