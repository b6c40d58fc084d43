import document from '../generated/schemas.json';

/** As much of JSON schema as the API's document has. */
export interface Schema {
  $ref?: string;
  type?: string;
  title?: string;
  description?: string;
  enum?: string[];
  default?: unknown;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  nullable?: boolean;
  readOnly?: boolean;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  discriminator?: { propertyName: string; mapping: Record<string, string> };
}

const SCHEMAS = document.schemas as unknown as Record<string, Schema>;
const BODIES = document.bodies as unknown as Record<string, Schema>;

/** Schemas that name another entity, and where that kind of entity is. */
const REFERENCES: Record<string, string> = {
  BackendClusterReferenceModify: 'backend-clusters',
  VirtualClusterReference: 'virtual-clusters',
  TLSTrustBundleReference: 'tls-trust-bundles',
  SchemaRegistryReference: 'schema-registries',
  EncryptionKeyStaticReference: 'static-keys',
};

/** What a field is, once references are followed. */
export type Field =
  | { kind: 'object'; schema: Schema }
  | { kind: 'union'; schema: Schema; by: string; options: Record<string, Schema> }
  | { kind: 'reference'; schema: Schema; collection: string }
  | { kind: 'list'; schema: Schema; items: Schema }
  | { kind: 'map'; schema: Schema }
  | { kind: 'choice'; schema: Schema; values: string[] }
  | { kind: 'flag' | 'number' | 'text' | 'json'; schema: Schema };

/** The schema of a request's body; the path is as in the document. */
export function bodyOf(operation: string): Schema {
  const schema = BODIES[operation];
  if (!schema) throw new Error(`${operation} has no body`);
  return schema;
}

function named(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

/** The schema behind a reference; what stands beside a reference, such as a description, wins. */
export function resolve(schema: Schema): Schema {
  if (!schema.$ref) return schema;
  const { $ref, ...beside } = schema;
  return { ...resolve(SCHEMAS[named($ref)] ?? {}), ...beside };
}

export function fieldOf(schema: Schema): Field {
  const collection = schema.$ref ? REFERENCES[named(schema.$ref)] : undefined;
  const resolved = resolve(schema);
  if (collection) return { kind: 'reference', schema: resolved, collection };
  if (resolved.discriminator) {
    const options = Object.entries(resolved.discriminator.mapping).map(([value, $ref]) => [value, { $ref }] as const);
    return { kind: 'union', schema: resolved, by: resolved.discriminator.propertyName, options: Object.fromEntries(options) };
  }
  const alternatives = resolved.oneOf ?? resolved.anyOf;
  if (alternatives) {
    const scalars = alternatives.every((option) => ['string', 'integer', 'number'].includes(resolve(option).type ?? ''));
    return { kind: scalars ? 'text' : 'json', schema: resolved };
  }
  if (resolved.enum) return { kind: 'choice', schema: resolved, values: resolved.enum };
  switch (resolved.type) {
    case 'object':
      if (resolved.properties) return { kind: 'object', schema: resolved };
      return { kind: typeof resolved.additionalProperties === 'object' ? 'map' : 'json', schema: resolved };
    case 'array':
      return resolved.items ? { kind: 'list', schema: resolved, items: resolved.items } : { kind: 'json', schema: resolved };
    case 'boolean':
      return { kind: 'flag', schema: resolved };
    case 'integer':
    case 'number':
      return { kind: 'number', schema: resolved };
    case 'string':
      return { kind: 'text', schema: resolved };
    default:
      return { kind: 'json', schema: resolved };
  }
}

/** What a form begins with: whatever is required, as far as it can be known. */
export function initial(schema: Schema): unknown {
  const field = fieldOf(schema);
  switch (field.kind) {
    case 'object':
      return Object.fromEntries(
        (field.schema.required ?? []).map((name) => [name, initial(field.schema.properties?.[name] ?? {})]),
      );
    case 'union':
      return initialOption(field, Object.keys(field.options)[0] ?? '');
    case 'list':
      return (field.schema.minItems ?? 0) > 0 ? [initial(field.items)] : [];
    case 'choice':
      return field.values.length === 1 ? field.values[0] : (field.schema.default ?? undefined);
    case 'flag':
      return field.schema.default ?? false;
    default:
      return field.schema.default;
  }
}

/** What a union begins with when one of its kinds is chosen. */
export function initialOption(field: Extract<Field, { kind: 'union' }>, chosen: string): Record<string, unknown> {
  const option = field.options[chosen];
  return { ...(option ? (initial(option) as Record<string, unknown>) : {}), [field.by]: chosen };
}

/** What is sent: nothing that was left empty, and numbers where the API takes numbers. */
export function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned).filter((item) => item !== undefined);
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .map(([name, item]) => [name, cleaned(item)] as const)
      .filter(([, item]) => item !== undefined);
    return Object.fromEntries(entries);
  }
  return value === '' ? undefined : value;
}

/** Of what the API shows of an entity, what a change of it takes. */
export function writable(shown: unknown, schema: Schema): unknown {
  const field = fieldOf(schema);
  if (field.kind === 'union' && isObject(shown)) {
    const option = field.options[String(shown[field.by])];
    return option ? writable(shown, option) : shown;
  }
  if (field.kind === 'object' && isObject(shown)) {
    const known = Object.entries(field.schema.properties ?? {}).filter(([name]) => name in shown && shown[name] !== null);
    return Object.fromEntries(known.map(([name, property]) => [name, writable(shown[name], property)]));
  }
  if (field.kind === 'reference' && isObject(shown)) return { id: shown.id };
  if (field.kind === 'list' && Array.isArray(shown)) return shown.map((item) => writable(item, field.items));
  return shown;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const ABBREVIATIONS = new Set(['acl', 'aws', 'ca', 'dns', 'id', 'jwks', 'kms', 'sni', 'tls', 'url']);

/** A property's name as a label. */
export function labelOf(name: string): string {
  const words = name.split('_').map((word) => (ABBREVIATIONS.has(word) ? word.toUpperCase() : word)).join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The path of a property, as the API's errors spell it. */
export function at(path: string, name: string | number): string {
  if (typeof name === 'number') return `${path}[${name}]`;
  return path === '' ? name : `${path}.${name}`;
}
