import { readFile } from 'node:fs/promises';

const ACTION = new URL('../../action.yml', import.meta.url);

/** The defaults of action.yml as the runner hands them on: `INPUT_<NAME>`, upper case, dashes kept. */
export async function defaultInputs(): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(ACTION, 'utf8');
  const inputs = /^inputs:\n(?<body>[\s\S]*?)(?=^\S)/mu.exec(text)?.groups?.['body'] ?? '';
  const entries = inputs.matchAll(/^ {2}(?<name>[\w-]+):\n(?:^ {4}.*\n)*?^ {4}default: (?<value>.*)$/gmu);
  return Object.fromEntries(
    [...entries].map(({ groups }) => [`INPUT_${groups?.['name']?.toUpperCase()}`, unquoted(groups?.['value'] ?? '')]),
  );
}

const unquoted = (value: string): string => value.replace(/^(['"])(?<text>.*)\1$/u, '$<text>');
