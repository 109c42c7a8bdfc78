import type { Schema } from './specification.ts';

/**
 * Where a value has properties that its schema doesn't name, `*` for each entry of a list. JSON Schema lets them pass, so
 * that a misspelled property which isn't required would look right.
 */
export function findUnnamed(schema: Schema, value: unknown): readonly string[] {
  return [...new Set(find([schema], value, ''))];
}

function* find(schemas: readonly Schema[], value: unknown, at: string): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  const parts = schemas.flatMap(listParts);
  if (Array.isArray(value)) {
    const items = parts.flatMap((part) => part.items ?? []);
    for (const entry of value) yield* find(items, entry, `${at}/*`);
    return;
  }
  const isOpen = parts.every((part) => part.properties === undefined) || parts.some(isFree);
  for (const [name, entry] of Object.entries(value)) {
    const named = parts.flatMap((part) => nameProperty(part, name));
    if (named.length > 0) yield* find(named, entry, `${at}/${name}`);
    else if (!isOpen) yield `${at}/${name}`;
  }
}

function nameProperty({ properties, discriminator }: Schema, name: string): readonly Schema[] {
  const property = properties?.[name];
  if (property !== undefined) return [property];
  return discriminator?.propertyName === name ? [{}] : [];
}

/** A schema and all those that it is put together from; of alternatives each counts. */
function listParts(schema: Schema): readonly Schema[] {
  const { allOf = [], anyOf = [], oneOf = [] } = schema;
  return [schema, ...[...allOf, ...anyOf, ...oneOf].flatMap(listParts)];
}

function isFree({ additionalProperties }: Schema): boolean {
  return additionalProperties !== undefined && additionalProperties !== false;
}
