/** A pair of uv.locks of any size, made of the entries of a real one under new names, with one release in a hundred updated. */
export function syntheticPair(real: string, count: number): { readonly base: string; readonly head: string } {
  const [head = '', ...blocks] = real.split(/^(?=\[\[package\]\]$)/mu);
  const ordinary = blocks.filter((block) => /^source = \{ registry/mu.test(block) && !block.includes('[package.'));
  const entries = Array.from({ length: count - 1 }, (_, index) =>
    renamed(ordinary[index % ordinary.length] ?? '', Math.floor(index / ordinary.length)),
  );
  const names = entries.map((entry) => /^name = "(.+)"$/mu.exec(entry)?.[1] ?? '');
  const asked = [...new Set(names)].map((name) => `    { name = "${name}" },\n`).join('');
  const root = `[[package]]\nname = "synthetic"\nversion = "0.1.0"\nsource = { virtual = "." }\ndependencies = [\n${asked}]\n\n`;
  const updated = entries.map((entry, index) =>
    index % 100 === 50 ? entry.replace(/^version = "(.+)"$/mu, 'version = "$1.post1"') : entry,
  );
  return { base: head + root + entries.join(''), head: head + root + updated.join('') };
}

/** The entry and what it depends on, all in the namespace of one copy. */
const renamed = (block: string, copy: number): string =>
  copy === 0 ? block : block.replaceAll(/\bname = "([^"]+)"/gu, `name = "$1-${copy}"`);
