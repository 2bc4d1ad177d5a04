import { ActionError } from '../model/error.js';
import type { Policy } from '../model/policy.js';
import type { Command } from './command.js';

type Options = Command['options'];

/** Where to ask, shared by every command that goes to the network. */
export const NETWORK_OPTIONS = {
  'pypi-url': { type: 'string', default: 'https://pypi.org' },
  'osv-url': { type: 'string', default: 'https://api.osv.dev' },
  'github-api': { type: 'string' },
  'cache-dir': { type: 'string' },
  'no-cache': { type: 'boolean', default: false },
  deadline: { type: 'string', default: '600' },
} satisfies Options;

/** How results are shown, shared by every command that judges. */
export const OUTPUT_OPTIONS = {
  json: { type: 'boolean', default: false },
  markdown: { type: 'boolean', default: false },
  sarif: { type: 'string' },
  html: { type: 'string' },
} satisfies Options;

/** Reads `--fail-on`; null when it was not given. */
export function failOnOf(value: string | null): Policy['failOn'] | null {
  if (value === null || value === 'block' || value === 'warn' || value === 'never') return value;
  throw new ActionError(
    'usage',
    `--fail-on is "${value}"; it takes block, warn or never.`,
    'See `lockgate review --help`.',
  );
}
