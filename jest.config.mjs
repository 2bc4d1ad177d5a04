/** Unit, architecture, docs and end-to-end tests. Nothing here needs the network; see jest.live.config.mjs for what does. */

/** @type {import('jest').Config} */
export const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // Sources import './x.js' as Node wants it; what lies on disk is './x.ts'.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/(dist|lib)/'],
  setupFiles: ['<rootDir>/__tests__/support/property-seed.ts'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  // A slow shared machine must not turn a passing test red; nothing measures time here.
  testTimeout: 60_000,
};

export default { ...shared, testPathIgnorePatterns: ['/node_modules/', '<rootDir>/__tests__/live/'] };
