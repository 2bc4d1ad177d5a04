import type { ContentPlace } from '../content/facts.js';
import { sourcePathOf } from '../model/bytecode.js';
import type { DistributionKind } from '../model/distributions.js';
import type { Act, Behaviour, MemberLocation, When } from '../model/profile.js';
import { behaviourOf } from './behaviours.js';
import { type MemberFacts, readBundle } from './content.js';
import { baseName, isImportable, isTestPath, isWheelLike } from './layout.js';
import { MOMENTS } from './reach.js';

/** What decides when a file that is no source runs: the distribution it lies in, and the Python that names it. */
export interface ContentContext {
  readonly artifact: string;
  readonly kind: DistributionKind;
  readonly packages: ReadonlySet<string>;
  readonly python: readonly Behaviour[];
}

/** Behaviours of the files that are no Python source, with the moments at which something runs or loads them. */
export function contentBehaviours(contents: readonly MemberFacts[], context: ContentContext): readonly Behaviour[] {
  const runners = context.python.filter(({ act, target }) => target !== null && STARTERS.has(act));
  const startsRuntime = runners.some(({ target }) => RUNTIME.test(target ?? ''));
  const isRun = ({ member: { path } }: MemberFacts): boolean =>
    JAVASCRIPT.test(path) && (startsRuntime || runners.some((runner) => names(runner, path)));
  return contents
    .map((content) => (isRun(content) ? readBundle(content) : content))
    .filter(({ acts }) => acts.length > 0)
    .flatMap((content) => {
      const when = whenOf(content, runners, context);
      return content.acts.map((act) => behaviourOf(act, when, locationIn(content.member.path, context.artifact)));
    });
}

/** A JavaScript runtime, told to run a file that may have any name. */
const RUNTIME = /(?:^|[\s/\\])(?:node|bun|bunx|deno|npx)(?:\.exe)?(?=$|\s)/u;

/** Files that were read in part only and that somebody may run or load: what only testers and builders meet is no gap. */
export function partlyRead(contents: readonly MemberFacts[], context: ContentContext): readonly MemberFacts[] {
  const runners = context.python.filter(({ act, target }) => target !== null && STARTERS.has(act));
  return contents.filter(
    (content) => content.partly !== null && whenOf(content, runners, context).some((moment) => moment !== 'test'),
  );
}

const STARTERS: ReadonlySet<Act> = new Set(['run-process', 'run-code', 'load-native', 'unpickle']);

const WHEEL_SCRIPT = /^[^/]+\.data\/scripts\/[^/]+$/u;

/**
 * When a file's code runs. Python that names the file decides; a script that nothing names waits for somebody who runs it by hand, and in a source
 * tree, or as a page's JavaScript, nobody who installs the package will.
 */
function whenOf(content: MemberFacts, runners: readonly Behaviour[], context: ContentContext): readonly When[] {
  const { path } = content.member;
  if (WHEEL_SCRIPT.test(path)) return ['command'];
  const named = runners.filter((runner) => names(runner, path)).flatMap(({ when }) => when);
  const imported = content.runs === 'imported' && isModule(path, context) ? (['import'] as const) : [];
  const when = MOMENTS.filter((moment) => named.includes(moment) || imported.some((other) => other === moment));
  if (when.length > 0) return when;
  if (isTestPath(path)) return ['test'];
  return content.runs === 'by-name' && (!isWheelLike(context.kind) || JAVASCRIPT.test(path)) ? ['test'] : ['call'];
}

const JAVASCRIPT = /\.[mc]?js$/iu;

/** Shorter names occur in any command. */
const SHORTEST_NAME = 4;

function names({ target }: Behaviour, path: string): boolean {
  const name = baseName(path);
  return name.length >= SHORTEST_NAME && (target ?? '').includes(name);
}

/** Whether `import` finds the bytecode by its name: another ending has to be loaded by its path. */
function isModule(path: string, { kind, packages }: ContentContext): boolean {
  const source = sourcePathOf(path);
  return source !== path && isImportable(source, kind, packages);
}

const locationIn =
  (path: string, artifact: string) =>
  ({ line, excerpt }: ContentPlace): MemberLocation => ({
    kind: 'member',
    artifact,
    path,
    line,
    column: null,
    excerpt,
  });
