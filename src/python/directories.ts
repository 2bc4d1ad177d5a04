import { argument, type Model, shared } from './call.js';
import { charactersOf, HOLE } from './constants.js';
import { UNKNOWN, type Value, withOwnCell } from './value.js';

/** A directory whose name depends on the machine, in the spelling that rules know. */
const directory = (text: string, refs: readonly string[] = []): Value => ({
  ...withOwnCell(UNKNOWN),
  constant: text,
  partial: true,
  refs,
});

const sitePackages = (): Value => directory(`${HOLE}/site-packages`);

const named: Model = (_, call) =>
  /^(?:pure|plat)lib$/u.test(charactersOf(argument(call, 0, 'name').constant) ?? '') ? sitePackages() : null;

const byName: Model = () => ({
  ...UNKNOWN,
  fields: new Map(['purelib', 'platlib'].map((name) => [name, sitePackages()])),
});

/** Callables that name the user's home, or where Python keeps installed packages. */
export const DIRECTORY_MODELS: readonly (readonly [string, Model])[] = [
  ['pathlib.Path.home', () => directory('~', ['pathlib.Path()'])],
  ['site.getsitepackages', () => ({ ...UNKNOWN, items: [sitePackages()] })],
  ...shared('site.getusersitepackages distutils.sysconfig.get_python_lib', sitePackages),
  ['sysconfig.get_path', named],
  ['sysconfig.get_paths', byName],
];
