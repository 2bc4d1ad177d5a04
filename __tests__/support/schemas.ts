import { readdirSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

const FOLDER = new URL('../../schema/', import.meta.url);

const readJson = (name: string) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));

/** The check of one of the repository's JSON schemas, such as `review`. */
export function schemaCheck(name: string): ValidateFunction {
  const ajv = addFormats.default(new Ajv({ allErrors: true, strictTypes: false }));
  for (const file of readdirSync(FOLDER)) if (!file.startsWith('policy')) ajv.addSchema(readJson(file));
  const check = ajv.getSchema(readJson(`${name}.schema.json`).$id);
  if (check === undefined) throw new Error(`no schema ${name}`);
  return check as ValidateFunction;
}
