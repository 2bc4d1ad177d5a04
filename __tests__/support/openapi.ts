import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** One operation of GitHub's REST API, as its OpenAPI description has it. */
export interface Operation {
  /** `GET /repos/{owner}/{repo}/git/blobs/{file_sha}`. */
  readonly name: string;
  /** What of a request the description does not allow; empty for a good one. */
  readonly check: (query: URLSearchParams, body: unknown) => readonly string[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: object;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly parameters: Readonly<Record<string, Parameter>> };
}

interface OperationObject {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
}

/** Finds the operation that a request means; null when GitHub has none such. Schemas are compiled when first asked for. */
export type FindOperation = (method: string, path: string) => Operation | null;

/** Reads GitHub's own description (13 MB), so that a request it would refuse cannot pass for a good one. */
export function loadOperations(): FindOperation {
  const require = createRequire(import.meta.url);
  const path = require.resolve('@octokit/openapi').replace(/index\.js$/u, 'generated/api.github.com.json');
  const description = JSON.parse(readFileSync(path, 'utf8')) as Description;
  const ajv = new Ajv({ strict: false, validateSchema: false, validateFormats: true, coerceTypes: false });
  addFormats.default(ajv);
  ajv.addFormat('repo.nwo', /^[^/]+\/[^/]+$/u); // GitHub's own: `owner/repository`
  ajv.addSchema({ $id: 'github', components: description.components });

  const routes = Object.keys(description.paths).map((template) => ({ template, pattern: patternOf(template) }));
  const compiled = new Map<string, Operation>();
  return (method, path_) => {
    const route = routes.find(
      ({ template, pattern }) => pattern.test(path_) && description.paths[template]?.[method.toLowerCase()],
    );
    const operation = route && description.paths[route.template]?.[method.toLowerCase()];
    if (!operation) return null;
    const name = `${method} ${route.template}`;
    const known = compiled.get(name) ?? compile(name, operation, description, ajv);
    compiled.set(name, known);
    return known;
  };
}

const patternOf = (template: string): RegExp =>
  new RegExp(`^${template.replaceAll(/[.*+?^$()|[\]\\]/gu, '\\$&').replaceAll(/\{[^}]+\}/gu, '[^/]+')}$`, 'u');

function compile(name: string, operation: OperationObject, description: Description, ajv: Ajv): Operation {
  const parameters = (operation.parameters ?? []).map((parameter) => resolve(parameter, description));
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const checks = new Map(query.map(({ name: key, schema }) => [key, validator(ajv, schema)]));
  const schema = operation.requestBody?.content['application/json']?.schema;
  // GitHub ignores fields that it does not know; here one is a mistake of ours.
  const body = schema === undefined ? null : validator(ajv, { ...schema, additionalProperties: false });
  return {
    name,
    check: (given, content) => [
      ...[...given].flatMap(([key, value]) => checkQuery(checks.get(key), key, value)),
      ...checkBody(body, content),
    ],
  };
}

function resolve(parameter: Parameter | { readonly $ref: string }, { components }: Description): Parameter {
  if (!('$ref' in parameter)) return parameter;
  const found = components.parameters[parameter.$ref.replace('#/components/parameters/', '')];
  if (found === undefined) throw new Error(`unknown parameter ${parameter.$ref}`);
  return found;
}

const validator = (ajv: Ajv, schema: object): ValidateFunction =>
  ajv.compile(
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"github#/components/'), (_, value) =>
      withoutBareNullable(value),
    ),
  );

/** OpenAPI 3.0 has `nullable` beside `oneOf` too; the validator takes it beside `type` only. */
function withoutBareNullable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('nullable' in value) || 'type' in value) return value;
  const { nullable, ...rest } = value;
  return nullable === true ? { anyOf: [{ type: 'null' }, rest] } : rest;
}

function checkQuery(check: ValidateFunction | undefined, key: string, value: string): readonly string[] {
  if (check === undefined) return [`unknown query parameter "${key}"`];
  return check(value) || check(Number(value)) ? [] : [`query parameter "${key}" may not be "${value}"`];
}

function checkBody(check: ValidateFunction | null, content: unknown): readonly string[] {
  if (content === null) return [];
  if (check === null) return ['a body where none belongs'];
  if (check(content)) return [];
  return (check.errors ?? []).map(
    (error) => `body${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`,
  );
}
