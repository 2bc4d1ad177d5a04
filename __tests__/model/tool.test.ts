import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { TOOL_VERSION } from '../../src/model/tool.js';

test('the version is package.json’s', () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(manifest).toMatchObject({ version: TOOL_VERSION });
});
