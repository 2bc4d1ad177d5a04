import { assign } from './environment.js';
import { noteOrigin } from './meetings.js';
import { canonicalName, normalizeIdentifier, resolveRelative } from './names.js';
import type { Frame } from './state.js';
import { child, childrenOf, type SyntaxNode } from './tree.js';
import { refValue, type Value, withOwnCell } from './value.js';

const textOf = (frame: Frame, node: SyntaxNode): string =>
  normalizeIdentifier(frame.state.text.slice(node.start, node.end).replaceAll(/\s|\\/gu, ''));

/** Names a module as imported: at module level that runs it; in a function it is something the function calls. */
function noteImport(frame: Frame, module: string): void {
  if (module === '') return;
  if (frame.scope.name === '') frame.state.imports.add(module);
  else frame.scope.calls.add(module);
}

interface ImportedName {
  readonly name: string;
  readonly alias: string | null;
}

function importedNames(frame: Frame, node: SyntaxNode): readonly ImportedName[] {
  return childrenOf(node, 'name').map((part) => {
    if (part.type !== 'aliased_import') return { name: textOf(frame, part), alias: null };
    const [name, alias] = [child(part, 'name'), child(part, 'alias')];
    return { name: name === null ? '' : textOf(frame, name), alias: alias === null ? null : textOf(frame, alias) };
  });
}

/** What an imported name stands for; its own name is kept, because that is where its code lies. */
function imported(frame: Frame, name: string): Value {
  const canonical = canonicalName(name);
  if (canonical !== name && frame.state.renamed.size < 1000) frame.state.renamed.set(canonical, name);
  return canonical.includes('.')
    ? noteOrigin(frame.state, withOwnCell(refValue(canonical)), canonical)
    : refValue(canonical);
}

/** `import a.b, c as d`. */
export function importStatement(frame: Frame, node: SyntaxNode): void {
  for (const { name, alias } of importedNames(frame, node)) {
    noteImport(frame, name);
    const [top = name] = name.split('.');
    if (alias !== null) assign(frame.env, alias, imported(frame, name));
    else assign(frame.env, top, imported(frame, top));
  }
}

/** `from a import b as c`, `from . import d`, `from e import *`. */
export function importFromStatement(frame: Frame, node: SyntaxNode): void {
  const moduleNode = child(node, 'module_name');
  if (moduleNode === null) return;
  const module = moduleOf(frame, moduleNode);
  noteImport(frame, module);
  if (node.children.some((part) => part.type === 'wildcard_import')) {
    if (frame.state.stars.length < 50) frame.state.stars.push(module);
    return;
  }
  for (const { name, alias } of importedNames(frame, node)) {
    const dotted = module === '' ? name : `${module}.${name}`;
    // The name may be a module of its own, which importing it runs.
    noteImport(frame, dotted);
    assign(frame.env, alias ?? name, imported(frame, dotted));
  }
}

function moduleOf(frame: Frame, node: SyntaxNode): string {
  const written = textOf(frame, node);
  const dots = /^\.+/u.exec(written)?.[0].length ?? 0;
  return dots === 0 ? written : resolveRelative(frame.state.path, dots, written.slice(dots));
}
