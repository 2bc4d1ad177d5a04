/**
 * The source that compiled Python comes from (PEP 3147): `pkg/mod.py` for `pkg/__pycache__/mod.cpython-312.opt-1.pyc` and for the older
 * `pkg/mod.pyc`. A path of another kind is its own source.
 */
export const sourcePathOf = (path: string): string =>
  path
    .replace(/(?<folder>^|\/)__pycache__\/(?<module>[^/.]+)\.[^/]*\.py[co]$/u, '$<folder>$<module>.py')
    .replace(/\.py[co]$/u, '.py');
