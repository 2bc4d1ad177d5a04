import type { Command } from './command.js';

type Options = Command['options'];

/** Where to ask, shared by every command that goes to the network. */
export const NETWORK_OPTIONS = {
  'pypi-url': { type: 'string', default: 'https://pypi.org' },
  'osv-url': { type: 'string', default: 'https://api.osv.dev' },
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
