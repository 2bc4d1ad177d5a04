/** Tests against the live package index and advisory database: `npm run test:live`. */

import { shared } from './jest.config.mjs';

export default { ...shared, testMatch: ['<rootDir>/__tests__/live/**/*.test.ts'] };
