import { type Marker, parseMarker } from './markers.js';

type Comparison = Extract<Marker, { kind: 'compare' }>;

/** One place where a package may be installed: a value for each marker variable. */
type Environment = Readonly<Record<string, string>>;

// Beyond this many sample environments two markers count as different unless they read the same.
const MAX_ENVIRONMENTS = 4_000;

/**
 * Whether two markers hold in the same environments that `requiresPython` admits; null stands for "everywhere".
 * False when it cannot be told: a change that is shown without need costs less than one that is missed.
 */
export function sameMarker(a: string | null, b: string | null, requiresPython: string | null): boolean {
  if (a === b) return true;
  const [left, right] = [a === null ? EVERYWHERE : parseMarker(a), b === null ? EVERYWHERE : parseMarker(b)];
  if (left === null || right === null) return false;
  const samples = environments([...comparisons(left), ...comparisons(right)], requiresPython);
  return samples?.every((environment) => holds(left, environment) === holds(right, environment)) ?? false;
}

const EVERYWHERE: Marker = { kind: 'and', parts: [] };

function holds(marker: Marker, environment: Environment): boolean {
  switch (marker.kind) {
    case 'and':
      return marker.parts.every((part) => holds(part, environment));
    case 'or':
      return marker.parts.some((part) => holds(part, environment));
    case 'compare':
      return compares(marker, environment[marker.variable] ?? '');
  }
}

function compares({ variable, operator, value, flipped }: Comparison, actual: string): boolean {
  if (operator === 'in' || operator === 'not in') {
    const contained = flipped ? actual.includes(value) : value.includes(actual);
    return contained === (operator === 'in');
  }
  if (isPythonVersion(variable)) return admits(actual, flipped ? (FLIPPED[operator] ?? operator) : operator, value);
  if (operator === '==' || operator === '===') return actual === value;
  if (operator === '!=') return actual !== value;
  return flipped
    ? orderHolds(value < actual ? -1 : Number(value > actual), operator)
    : orderHolds(actual < value ? -1 : Number(actual > value), operator);
}

const FLIPPED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

const isPythonVersion = (variable: string): boolean =>
  variable === 'python_version' || variable === 'python_full_version' || variable === 'implementation_version';

/** PEP 440 for release numbers only: enough for Python's own versions, and much faster than the general case. */
function admits(actual: string, operator: string, wanted: string): boolean {
  if (operator === '~=')
    return admits(actual, '>=', wanted) && admits(actual, '==', `${wanted.split('.').slice(0, -1).join('.')}.*`);
  if (wanted.endsWith('.*')) {
    const starts = `${actual}.`.startsWith(wanted.slice(0, -1));
    return operator === '!=' ? !starts : starts;
  }
  return orderHolds(compareReleases(actual, wanted), operator);
}

function orderHolds(order: number, operator: string): boolean {
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '!=':
      return order !== 0;
    default:
      return order === 0;
  }
}

function compareReleases(a: string, b: string): number {
  const [left, right] = [releaseParts(a), releaseParts(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = (left[index] ?? 0) - (right[index] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

const releaseParts = (text: string): readonly number[] => text.split('.').map((part) => Number.parseInt(part, 10) || 0);

function comparisons(marker: Marker): readonly Comparison[] {
  return marker.kind === 'compare' ? [marker] : marker.parts.flatMap(comparisons);
}

/** Sample environments that tell the comparisons apart; null when there would be too many. */
function environments(terms: readonly Comparison[], requiresPython: string | null): readonly Environment[] | null {
  const named = (variable: string) => terms.filter((term) => term.variable === variable).map(({ value }) => value);
  const others = [...new Set(terms.map(({ variable }) => variable))].filter((variable) => !JOINT.has(variable));
  const axes: (readonly Environment[])[] = [
    pythons(terms, requiresPython),
    joint(PLATFORMS, named),
    joint(IMPLEMENTATIONS, named),
    ...others.map((variable) => [...new Set([...named(variable), 'other'])].map((value) => ({ [variable]: value }))),
  ];
  if (axes.reduce((product, axis) => product * axis.length, 1) > MAX_ENVIRONMENTS) return null;
  return axes.reduce<readonly Environment[]>(
    (rows, axis) => rows.flatMap((row) => axis.map((more) => ({ ...row, ...more }))),
    [{}],
  );
}

/** Values that occur together, so that `sys_platform == 'win32'` and `os_name == 'nt'` mean the same. */
const PLATFORMS: readonly Environment[] = [
  { sys_platform: 'linux', os_name: 'posix', platform_system: 'Linux' },
  { sys_platform: 'darwin', os_name: 'posix', platform_system: 'Darwin' },
  { sys_platform: 'win32', os_name: 'nt', platform_system: 'Windows' },
];
const IMPLEMENTATIONS: readonly Environment[] = [
  { implementation_name: 'cpython', platform_python_implementation: 'CPython' },
  { implementation_name: 'pypy', platform_python_implementation: 'PyPy' },
];
const PYTHON: Environment = { python_version: '', python_full_version: '', implementation_version: '' };
const JOINT: ReadonlySet<string> = new Set(
  [PYTHON, ...PLATFORMS, ...IMPLEMENTATIONS].flatMap((row) => Object.keys(row)),
);

/** Known rows, plus one for each further value that a comparison names, plus one that nothing names. */
function joint(known: readonly Environment[], named: (variable: string) => readonly string[]): readonly Environment[] {
  const variables = Object.keys(known[0] ?? {});
  const mentioned = variables.flatMap((variable) => named(variable).map((value) => ({ variable, value })));
  if (mentioned.length === 0) return [{}];
  const other = Object.fromEntries(variables.map((variable) => [variable, 'other']));
  const further = mentioned.filter(({ variable, value }) => !known.some((row) => row[variable] === value));
  const rows = new Map(further.map(({ variable, value }) => [`${variable}=${value}`, { ...other, [variable]: value }]));
  return [...known, ...rows.values(), other];
}

/** Releases on both sides of every bound that a comparison names. */
function pythons(terms: readonly Comparison[], requiresPython: string | null): readonly Environment[] {
  const bounds = terms
    .filter(({ variable }) => isPythonVersion(variable))
    .flatMap(({ value }) => value.match(/\d+(?:\.\d+)*/gu) ?? []);
  if (bounds.length === 0) return [{}];
  const required = requiresPython?.match(/\d+(?:\.\d+)*/gu) ?? [];
  const releases = new Set([...bounds, ...required].flatMap(neighbours));
  const admitted = [...releases].filter((release) => clausesAdmit(release, requiresPython));
  return (admitted.length === 0 ? [...releases] : admitted).map((release) => ({
    python_version: releaseParts(release).slice(0, 2).join('.'),
    python_full_version: release,
    implementation_version: release,
  }));
}

function neighbours(bound: string): readonly string[] {
  const [major = 3, minor = 0, patch = 0] = releaseParts(bound);
  const releases = [
    [major, minor - 1, 99],
    [major, minor, patch - 1],
    [major, minor, patch],
    [major, minor, patch + 1],
    [major, minor, 99],
    [major, minor + 1, 0],
  ];
  return releases.filter((parts) => parts.every((part) => part >= 0)).map((parts) => parts.join('.'));
}

function clausesAdmit(release: string, requiresPython: string | null): boolean {
  const clauses = (requiresPython ?? '')
    .split(',')
    .map((clause) => /^\s*(<=|>=|===|==|!=|~=|<|>)\s*(\S+)\s*$/u.exec(clause));
  return clauses.every((match) => match === null || admits(release, match[1] ?? '', match[2] ?? ''));
}
