import { HOLE } from './constants.js';
import { assign, body } from './environment.js';
import { isPackageInit, moduleName } from './names.js';
import { type Frame, type State, scopeOf } from './state.js';
import { constantValue, OWN_DATA } from './value.js';

/** Where a module's own statements are read, with the names that Python puts into every module. */
export function moduleFrame(state: State): Frame {
  const env = body(null);
  assign(env, '__file__', {
    ...constantValue(`${HOLE}/${state.path.split('/').at(-1) ?? ''}`, OWN_DATA),
    partial: true,
  });
  const name = moduleName(state.path);
  assign(env, '__name__', constantValue(name));
  const parent = isPackageInit(state.path) ? name : name.split('.').slice(0, -1).join('.');
  if (parent !== '') assign(env, '__package__', constantValue(parent));
  return {
    state,
    scope: scopeOf(state, ''),
    fn: null,
    owner: null,
    prefix: '',
    inlined: 0,
    env,
    returned: null,
    swallowed: false,
    globals: new Set(),
  };
}
