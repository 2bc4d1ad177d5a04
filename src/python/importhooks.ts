import { record } from './record.js';
import type { Frame } from './state.js';
import type { SyntaxNode } from './tree.js';
import type { Value } from './value.js';

/** What every import goes through: finders, loaders' caches, the import function, and importlib's own code. */
const MACHINERY =
  /^(?:sys\.(?:meta_path|path_hooks)|builtins\.__import__|importlib\.(?:import_module|reload|_bootstrap[\w.]*|util\.(?:find_spec|module_from_spec|spec_from_file_location)|machinery\.[\w.]+\.\w+)|zipimport\.[\w.]+|pkgutil\.(?:get_data|find_loader|get_loader)|runpy\.run_\w+|site\.(?:addpackage|main|addsitedir|execsitecustomize)|_imp\.\w+|imp\.\w+|sys\.path_importer_cache)$/u;

/** Whether assigning to a dotted name changes how other modules are imported. */
export const isImportMachinery = (target: string): boolean => MACHINERY.test(target);

/** Tells of a replaced part of the import system. A setting of constants or what was there before is none. */
export function noteHook(frame: Frame, node: SyntaxNode, { target, value }: { target: string; value: Value }): void {
  const inside = [value, ...(value.items ?? []).slice(0, 20)];
  const isOwn = inside.some((each) => each.refs.some((ref) => ref !== target && !ref.startsWith(`${target}.`)));
  if (!isOwn) return;
  record(frame, node, { act: 'hook-imports', callee: target, values: inside, tags: 0, traits: [], target: null });
}
