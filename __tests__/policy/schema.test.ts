import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse as parseToml } from 'smol-toml';
import { policySchemaText, withTables } from '../../scripts/generated-docs.mjs';
import type { OwnLevels } from '../../src/policy/loosening.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { PolicyFile } from '../../src/policy/schema.js';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('schema/policy.schema.json is what the schema gives', () => {
  expect(read('schema/policy.schema.json')).toBe(policySchemaText(PolicyFile));
});

test('the tables of docs/configuration.md are what the schema gives', () => {
  expect(read('docs/configuration.md')).toBe(withTables(read('docs/configuration.md'), PolicyFile));
});

const LEVELS: OwnLevels = new Map([
  ['fresh-release', 'warn'],
  ['install-time-execution', 'block'],
]);

const validate = addFormats.default(new Ajv({ strict: false })).compile(JSON.parse(read('schema/policy.schema.json')));
/** As an editor sees it: TOML dates as text. */
const asJson = (toml: string): unknown => JSON.parse(JSON.stringify(parseToml(toml)));

const examples = [...read('docs/configuration.md').matchAll(/```toml\n(?<text>[\s\S]+?)```/gu)].map(
  ({ groups }) => groups?.['text'] ?? '',
);

test.each(examples)('each example of the docs is a policy, for the parser and for the JSON schema', (example) => {
  expect(parsePolicy(example, 'p', LEVELS).problems).toEqual([]);
  expect(validate(asJson(example))).toBe(true);
});

test.each([
  { name: 'an unknown key', text: 'fail_on = "block"' },
  { name: 'a bad value', text: 'fail-on = "blokc"' },
  { name: 'a missing key', text: '[[deny]]\nname = "x"' },
  { name: 'a bad duration', text: 'min-age = "soon"' },
])('the JSON schema refuses $name, as the parser does', ({ text }) => {
  expect(validate(asJson(text))).toBe(false);
  expect(parsePolicy(text, 'p', LEVELS).problems).not.toEqual([]);
});
