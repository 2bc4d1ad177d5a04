import { joined, NOTHING_READ, specifierWishes, type Wishes } from './wishes.js';

/** setup.cfg: `install_requires` and `[options.extras_require]`; https://setuptools.pypa.io/en/latest/userguide/declarative_config.html */
export function setupCfgWishes(text: string): Wishes {
  const values = new Map<string, string>();
  let [section, key] = ['', ''];
  for (const line of text.split(/\r\n|\r|\n/u)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    const heading = /^\[(?<name>[^\]]*)\]/u.exec(line)?.groups?.['name'];
    if (heading !== undefined) [section, key] = [heading.trim(), ''];
    else if (/^\s/u.test(line) && key !== '') values.set(key, `${values.get(key) ?? ''}\n${trimmed}`);
    else {
      const at = trimmed.search(/[=:]/u);
      key = at > 0 ? `${section}\n${trimmed.slice(0, at).trim()}` : '';
      if (key !== '') values.set(key, trimmed.slice(at + 1).trim());
    }
  }
  return joined([...values].map(([name, value]) => wishesOf(name, value)));
}

function wishesOf(key: string, value: string): Wishes {
  const [section = '', name = ''] = key.split('\n', 2);
  const isWish = section === 'options.extras_require' || (section === 'options' && name === 'install_requires');
  if (!isWish) return { dependencies: [], complete: true };
  // `file:` takes the list from another file.
  if (/^(?:file|attr):/u.test(value)) return NOTHING_READ;
  const lines = value.split('\n').map((line) => line.replace(/(?:^|\s)#.*$/u, '').trim());
  return specifierWishes(
    lines.filter((line) => line !== ''),
    section === 'options' ? '' : name,
  );
}
