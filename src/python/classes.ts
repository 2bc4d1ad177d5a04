import type { ClassInfo, Frame, State } from './state.js';
import { join, refValue, type Value } from './value.js';

// `@Name` is something of this file, `@Name()` an instance of its class `Name`.

/** The class that `@Name` or `@Name()` stands for. */
export function classOf(state: State, ref: string): ClassInfo | null {
  const name = ref.slice(ref.startsWith('@') ? 1 : 0, ref.endsWith('()') ? -2 : ref.length);
  return state.classes.get(name) ?? null;
}

/** The class and its bases of this file, nearest first; and the bases that lie elsewhere. */
export function lineage(
  state: State,
  from: ClassInfo,
): { readonly own: readonly ClassInfo[]; readonly foreign: readonly string[] } {
  const own: ClassInfo[] = [];
  const foreign: string[] = [];
  const waiting: ClassInfo[] = [from];
  for (let next = waiting.shift(); next !== undefined && own.length < 20; next = waiting.shift()) {
    if (own.includes(next)) continue;
    own.push(next);
    for (const base of next.bases) {
      const known = base.startsWith('@') ? classOf(state, base) : null;
      if (known !== null) waiting.push(known);
      else foreign.push(base);
    }
  }
  return { own, foreign };
}

/** Qualified name of the method that a class or its bases in this file define. */
export function methodOf(state: State, from: ClassInfo, name: string): string | null {
  for (const each of lineage(state, from).own) {
    const method = each.methods.get(name);
    if (method !== undefined) return method;
  }
  return null;
}

/** Whether a class of this file, or a base of it here, has a method or attribute of that name. */
export const definesMember = (state: State, from: ClassInfo, name: string): boolean =>
  lineage(state, from).own.some((each) => each.methods.has(name) || each.attributes.has(name));

/** An attribute of a class or instance of this file; null when the file does not tell. */
export function attributeOf(frame: Frame, ref: string, name: string): Value | null {
  const { state } = frame;
  const from = classOf(state, ref);
  if (from === null) return null;
  const method = methodOf(state, from, name);
  if (method !== null) {
    frame.scope.calls.add(method);
    // The instance is kept in the name, so that `self` can be bound when it is called.
    return refValue(ref.endsWith('()') ? `@${from.name}().${name}` : `@${method}`);
  }
  const { own, foreign } = lineage(state, from);
  for (const each of own) {
    const value = each.attributes.get(name);
    if (value !== undefined) return value;
  }
  const suffix = ref.endsWith('()') ? '()' : '';
  if (suffix !== '' && name === 'start' && methodOf(state, from, 'run') !== null)
    return refValue(`@${from.name}().run`);
  return foreign.length === 0 ? null : { ...refValue(''), refs: foreign.map((base) => `${base}${suffix}.${name}`) };
}

/** Adds to what an attribute of a class may be. */
export function widenAttribute(state: State, from: ClassInfo, { name, value }: { name: string; value: Value }): void {
  const before = from.attributes.get(name);
  if (isMore(value, before)) from.grownAt = state.notes.readings + 1;
  from.attributes.set(name, before === undefined ? value : join(value, before));
}

/** Whether a value adds anything that a method read before would have acted on. */
const isMore = (value: Value, before: Value | undefined): boolean =>
  (value.tags & ~(before?.tags ?? 0)) !== 0 ||
  (value.cells.length > 0 && (before?.cells.length ?? 0) === 0) ||
  value.refs.some((ref) => before?.refs.includes(ref) !== true);

/** Whether an attribute that the class's methods see became more after a body was read. */
export function grewSince(state: State, owner: string, readAt: number): boolean {
  const from = state.classes.get(owner);
  return from !== undefined && lineage(state, from).own.some((each) => each.grownAt > readAt);
}
