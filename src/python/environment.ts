import { join, type Value } from './value.js';

/** Names and what they may be. A branch writes into an overlay of its own, which is merged when the branch ends. */
export interface Environment {
  readonly names: Map<string, Value>;
  readonly parent: Environment | null;
  /** A branch of the same body of code, or the body of a function or module. */
  readonly kind: 'branch' | 'body';
}

export const body = (parent: Environment | null): Environment => ({ names: new Map(), parent, kind: 'body' });

export const branch = (parent: Environment): Environment => ({ names: new Map(), parent, kind: 'branch' });

export function lookup(environment: Environment, name: string): Value | null {
  for (let at: Environment | null = environment; at !== null; at = at.parent) {
    const value = at.names.get(name);
    if (value !== undefined) return value;
  }
  return null;
}

export function assign(environment: Environment, name: string, value: Value): void {
  environment.names.set(name, value);
}

/** Adds to what a name may be. */
export function widen(environment: Environment, name: string, value: Value): void {
  const before = lookup(environment, name);
  assign(environment, name, before === null ? value : join(value, before));
}

/** Ends branches of which one ran, or none when `optional`: each name may be what any of them made of it. */
export function merge(target: Environment, branches: readonly Environment[], optional: boolean): void {
  const [only] = branches;
  if (only === undefined) return;
  const names = branches.length === 1 ? only.names.keys() : new Set(branches.flatMap((each) => [...each.names.keys()]));
  for (const name of names) {
    const before = lookup(target, name);
    let value: Value | null = optional ? before : null;
    for (const each of branches) {
      const after = each.names.get(name) ?? before;
      if (after !== null) value = value === null ? after : join(after, value);
    }
    if (value !== null) assign(target, name, value);
  }
}

/** The module's own environment. */
export function moduleOf(environment: Environment): Environment {
  let at = environment;
  while (at.parent !== null) at = at.parent;
  return at;
}
