/**
 * The documents that `npm run generate` writes from the code: the policy's JSON schema and the tables of docs/configuration.md from the
 * schema of the policy file, and docs/rules/README.md from the rules. Run on Node 24 with scripts/typescript.mjs; `--check` only compares.
 */

import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';

const ROOT = new URL('../', import.meta.url);
const SCHEMA = 'schema/policy.schema.json';
const DOC = 'docs/configuration.md';

/**
 * The JSON schema of the policy file.
 * @param {any} PolicyFile the valibot schema
 */
export function policySchemaText(PolicyFile) {
  // Dates are a TOML type; as JSON they are text, which is how the schema sees them.
  const { $schema, ...schema } = toJsonSchema(PolicyFile, { typeMode: 'input', errorMode: 'ignore' });
  const head = {
    $schema,
    $id: 'https://github.com/lockgate/lockgate/blob/main/schema/policy.schema.json',
    title: 'Lockgate policy',
  };
  return `${shortArrays(JSON.stringify({ ...head, ...schema }, null, 2))}\n`;
}

/**
 * Arrays of texts on one line, as the formatter wants them.
 * @param {string} json
 */
const shortArrays = (json) =>
  json.replaceAll(/\[\s+("[^"]*"(?:,\s+"[^"]*")*)\s+\]/gu, (_, items) => `[${items.replaceAll(/,\s+/gu, ', ')}]`);

const RULES = 'docs/rules/README.md';

/**
 * The index of the rules, heaviest first.
 * @param {readonly {readonly id: string, readonly level: string, readonly headline: string, readonly summary: string}[]} rules
 */
export function rulesIndex(rules) {
  const weight = ['block', 'warn', 'note'];
  const rows = rules
    .toSorted((a, b) => weight.indexOf(a.level) - weight.indexOf(b.level) || a.id.localeCompare(b.id))
    .map(({ id, level, headline, summary }) => `| [${id}](${id}.md) | ${level} | … ${headline} | ${summary} |`);
  return [
    '# Rules',
    '',
    'Each page says what the rule flags, why it matters, what to do, and when it is wrong. The level is the one with full evidence;',
    'a rule lowers it itself where the evidence is weaker, and [policy](../configuration.md) can set another.',
    '',
    '| Rule | Level | A report begins with | Sees |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

const TABLES = ['', 'override', 'licences', 'sources', 'allow', 'deny', 'index'];

/**
 * The document with its tables, which stand between `<!-- keys:NAME -->` and `<!-- /keys -->`, made anew.
 * @param {string} document
 * @param {any} PolicyFile the valibot schema
 */
export function withTables(document, PolicyFile) {
  const schema = JSON.parse(policySchemaText(PolicyFile));
  return TABLES.reduce((text, name) => {
    const table = keyTable(name === '' ? schema : (schema.properties[name].items ?? schema.properties[name]));
    const place = new RegExp(`(<!-- keys:${name} -->)[^]*?(<!-- /keys -->)`, 'u');
    if (!place.test(text)) throw new Error(`${DOC} has no place "<!-- keys:${name} -->" for a table.`);
    return text.replace(place, (_, open, close) => `${open}\n${table}\n${close}`);
  }, document);
}

/** @param {any} schema */
function keyTable(schema) {
  const rows = Object.entries(schema.properties).map(([key, value]) => {
    const needed = schema.required?.includes(key)
      ? 'required'
      : value.default === undefined
        ? ''
        : `\`${JSON.stringify(value.default)}\``;
    return `| \`${key}\` | ${valuesOf(value)} | ${needed} | ${value.description ?? ''} |`;
  });
  return ['| Key | Value | Default | Meaning |', '|---|---|---|---|', ...rows].join('\n');
}

/** @param {any} value */
function valuesOf(value) {
  if (value.anyOf) return value.anyOf.map(valuesOf).join(', ');
  if ('const' in value) return `\`"${value.const}"\``;
  if (value.enum) return value.enum.map((/** @type {string} */ item) => `\`"${item}"\``).join(', ');
  if (value.type === 'array') return value.items.type === 'object' ? 'tables' : 'list of texts';
  if (value.type === 'object') return 'table';
  if (value.format === 'date') return 'date';
  return value.type === 'boolean' ? '`true`, `false`' : 'text';
}

/** @param {readonly string[]} args */
async function main(args) {
  const { PolicyFile } = await import(new URL('src/policy/schema.ts', ROOT).href);
  const { rules } = await import(new URL('src/rules/catalog.ts', ROOT).href);
  const wanted = {
    [SCHEMA]: policySchemaText(PolicyFile),
    [DOC]: withTables(readFileSync(new URL(DOC, ROOT), 'utf8'), PolicyFile),
    [RULES]: rulesIndex(rules),
  };
  let stale = 0;
  for (const [path, text] of Object.entries(wanted)) {
    if (!args.includes('--check')) writeFileSync(new URL(path, ROOT), text);
    else if (readFileSync(new URL(path, ROOT), 'utf8') !== text) {
      console.error(`${path} is not what the code says. Run \`npm run generate\` and commit the result.`);
      stale += 1;
    }
  }
  return stale === 0 ? 0 : 1;
}

const [, entry, ...rest] = process.argv;
if (entry !== undefined && realpathSync(entry) === fileURLToPath(import.meta.url)) process.exitCode = await main(rest);
