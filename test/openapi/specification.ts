import { readFileSync } from 'node:fs';
import formats from 'ajv-formats';
import { OpenAPIBackend, OpenAPIValidator } from 'openapi-backend';
import { parse } from 'yaml';
import { isParsed } from './exchange.ts';

type Definition = ConstructorParameters<typeof OpenAPIValidator>[0]['definition'];

/** A schema without references, which may hold itself. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly discriminator?: { readonly propertyName: string };
}

type Content = Readonly<Record<string, { readonly schema?: Schema } | undefined>>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly explode?: boolean;
  readonly schema: Schema;
}

/** An operation as the specification has it, its path's parameters among its own. */
export interface Operation {
  readonly operationId: string;
  readonly method: string;
  /** With `{name}` for a parameter. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
  /** Parameters of the path that take several values, with commas between them. */
  readonly lists: readonly string[];
}

/** What the validator finds wrong, in its own words: where, and what. */
export type Complaint = readonly [where: string, what: string];

export interface Specification {
  readonly operations: readonly Operation[];
  /** The operation that a method and a path without a query are about. */
  find(method: string, path: string): Operation | null;
  checkRequest(operation: Operation, request: CheckedRequest): readonly Complaint[];
  /** @param type one of the media types that the operation lists for the status */
  checkReply(operation: Operation, status: number, type: string, body: unknown): readonly Complaint[];
}

export interface CheckedRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The media type of the body, as the operation lists it; null without a body. */
  readonly type: string | null;
  readonly body: unknown;
}

/**
 * Reads an OpenAPI document, JSON or YAML, for checking.
 *
 * @throws Error when it can't be read, or has no operations
 */
export async function readSpecification(file: string): Promise<Specification> {
  const text = readFileSync(file, 'utf8');
  return openSpecification((text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text)) as object);
}

/**
 * Opens an OpenAPI document for checking (openapi-backend, which compiles its schemas with Ajv).
 *
 * @throws Error when it has no operations
 */
export async function openSpecification(document: object): Promise<Specification> {
  const options = { strict: true, validate: false };
  const backend = new OpenAPIBackend({ definition: document as Definition, ...options });
  // The whole of RingCentral's document isn't valid by itself, in a schema that is nothing to us.
  backend.validateDefinition = () => backend.document;
  await backend.init();
  const operations = Object.entries((backend.definition.paths ?? {}) as Paths).flatMap(listOperations);
  if (operations.length === 0) throw new Error('this is no specification: it has no operations');
  const validators = new Map<string, OpenAPIValidator>();
  const open = (type: string): OpenAPIValidator => {
    const validator = validators.get(type) ?? createValidator(backend.definition, operations, type);
    validators.set(type, validator);
    return validator;
  };
  const { router } = open('application/json');
  const found = new Map<string, Operation | null>();
  return {
    operations,
    find(method, path) {
      const key = `${method} ${path}`;
      // The router tries a pattern for each operation of the document.
      const known = found.get(key);
      if (known !== undefined) return known;
      const match = router.matchOperation({ method, path, headers: {} });
      const operation = operations.find(({ operationId }) => operationId === match?.operationId) ?? null;
      found.set(key, operation);
      return operation;
    },
    checkRequest({ operationId, method }, { type, path, query, headers, body }) {
      const request = { method, path, query: query as Record<string, string>, headers, body };
      const { errors } = open(type ?? 'application/json').validateRequest(request, operationId);
      return (errors ?? []).map(toComplaint);
    },
    checkReply({ operationId }, status, type, body) {
      return (open(type).validateResponse(body, operationId, status).errors ?? []).map(toComplaint);
    },
  };
}

type Paths = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const METHODS = ['get', 'put', 'post', 'patch', 'delete'];

function listOperations([path, item]: readonly [string, Readonly<Record<string, unknown>>]): Operation[] {
  const shared = (item['parameters'] ?? []) as readonly Parameter[];
  return METHODS.filter((method) => method in item).map((method) => {
    const operation = item[method] as Omit<Operation, 'parameters'> & Partial<Pick<Operation, 'parameters'>>;
    const given = [...(operation.parameters ?? []), ...shared];
    const isList = (parameter: Parameter): boolean =>
      parameter.in === 'path' && parameter.schema.type === 'array';
    const lists = given.filter(isList).map(({ name }) => name);
    return { ...operation, method, path, parameters: given.map(toPlain), lists };
  });
}

/**
 * The validator hands over a path's parameter as one text, and splits every value that is not `explode`, also one that
 * is no list: an id is checked for itself, and only lists are split.
 */
function toPlain(parameter: Parameter): Parameter {
  const { schema, explode, ...rest } = parameter;
  if (schema.type !== 'array') return { ...rest, schema };
  if (parameter.in === 'path') return { ...rest, schema: schema.items ?? {} };
  return explode === undefined ? { ...rest, schema } : { ...rest, explode, schema };
}

/** The validator knows one media type of a body: here it is the one that is asked for. */
function createValidator(
  definition: Definition,
  operations: readonly Operation[],
  type: string,
): OpenAPIValidator {
  const choose = (content: Content): Content =>
    content[type] === undefined || !isParsed(type) ? {} : { 'application/json': content[type] };
  const paths: Record<string, Record<string, object> | undefined> = {};
  for (const { requestBody, responses, method, path, ...operation } of operations) {
    const replies = Object.entries(responses).map(([status, { content, ...response }]) => [
      status,
      content === undefined ? response : { ...response, content: choose(content) },
    ]);
    (paths[path] ??= {})[method] = {
      ...operation,
      responses: Object.fromEntries(replies) as object,
      ...(requestBody === undefined
        ? {}
        : { requestBody: { ...requestBody, content: choose(requestBody.content) } }),
    };
  }
  return new OpenAPIValidator({
    definition: { ...definition, paths },
    lazyCompileValidators: true,
    // The fields of a form are texts, whatever they say.
    ajvOpts: { allErrors: true, coerceTypes: type === 'application/x-www-form-urlencoded' },
    customizeAjv: (ajv) => {
      formats.default(ajv);
      return ajv;
    },
  });
}

function toComplaint({ instancePath, message = 'is wrong', params }: RawError): Complaint {
  const where = instancePath.replace(/^\/requestBody/, '/body').replaceAll(/\/\d+(?=\/|$)/g, '/*');
  const { additionalProperty, allowedValues } = params;
  const words = [additionalProperty, allowedValues?.join(', ')].filter((word) => word !== undefined);
  return [where === '' ? '/' : where, [message, ...words].join(': ')];
}

interface RawError {
  readonly instancePath: string;
  readonly message?: string | undefined;
  /** What some of its keywords say, `additionalProperties` and `enum`. */
  readonly params: {
    readonly additionalProperty?: string;
    readonly allowedValues?: readonly unknown[];
  };
}
