/** Version of Lockgate itself, as in package.json (a test compares them): a bundle has no package.json beside it. */
export const TOOL_VERSION = '0.1.0';
