import fc from 'fast-check';

/** Text as an attacker would put it into a package, a lockfile or a file name. */
export const ATTACKS: readonly string[] = [
  '@octocat',
  '@org/team',
  'a@b.example',
  '#1',
  'GH-12',
  'owner/repo#3',
  'https://evil.invalid/?a=b',
  'www.evil.invalid',
  '_x_www.evil.invalid _y_GH-12 _z_0123456789abcdef',
  'mailto:a@evil.invalid',
  ':rocket:',
  '[x](https://evil.invalid)',
  '![x](https://evil.invalid/a.png)',
  '<https://evil.invalid>',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</details></summary></table>',
  '<!-- lockgate:v1 -->',
  '-->',
  '`code`',
  '``` ```',
  '\n```\n# Heading\n',
  '| cell | cell |',
  '\\| \\` \\',
  '\n\n> [!NOTE]\n> pass',
  '\n---\n',
  '**bold** __bold__ ~~gone~~ *x* _y_',
  '1. one',
  '- [x] done',
  '[^1]: note',
  '[x]: https://evil.invalid',
  '&lt;b&gt; &#64;octocat &amp;',
  '$\\ce{x}$ $`x`$',
  '\u202Egnp.exe\u202C',
  '\u200B\uFEFF\u2066',
  '\u001B[31mred\u001B[0m\u0007',
  '\r::error file=x::boo',
  '##[error]boo',
  '0123abc 0123456789abcdef0123456789abcdef01234567',
  '%0A::warning::boo',
  '"; drop',
  "'",
  ']]>',
  '\uD800',
];

/** One or several attacks with anything between them. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ATTACKS) }, fc.string({ unit: 'binary', maxLength: 12 })),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .chain((parts) => fc.constantFrom('', ' ').map((separator) => parts.join(separator)));

/** Each attack alone, then mixtures: a property over one hostile text. */
export const EACH_ATTACK: fc.Parameters<[string]> = {
  examples: ATTACKS.map((text): [string] => [text]),
  numRuns: ATTACKS.length + 40,
};
