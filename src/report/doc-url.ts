/** Where the documentation lies; every link of a report is made from this one constant. */
export const REPOSITORY_URL = 'https://github.com/lockgate/lockgate';

const DOCS_URL = `${REPOSITORY_URL}/blob/main/docs`;

/** Page of a rule, derived from its id. */
export const ruleDocUrl = (ruleId: string): string => `${DOCS_URL}/rules/${encodeURIComponent(ruleId)}.md`;

/** Page on the policy file. */
export const CONFIGURATION_URL = `${DOCS_URL}/configuration.md`;
