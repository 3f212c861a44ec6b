import * as z from 'zod/mini';
import { protocolCatalogue, type ProtocolEntry } from '../catalogue';
import { eventSchemas } from '../schemas/events';
import { unusualNumbers } from '../fields';
import type { Shape } from '../shape';

/** A node of a JSON Schema, as far as the protocol uses it. */
export interface JsonNode {
  readonly $schema?: string;
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonNode | boolean;
  readonly items?: JsonNode;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonNode[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
}

/** JSON Schemas of the protocol in draft 7, by name; unknown fields are allowed, since readers ignore them. */
export function protocolSchemas(): Record<string, object> {
  const head = ([name, { version, file }]: [string, ProtocolEntry]): object => ({
    title: `Distillery run protocol: ${name}`,
    $comment: `${file}, version ${version}`,
  });
  return Object.fromEntries(
    Object.entries(protocolCatalogue).map((entry) => [entry[0], { ...head(entry), ...jsonNode(entry[1].schema) }]),
  );
}

/** The JSON Schema of what a file holds, which is what a schema takes. */
export function jsonNode(schema: z.core.$ZodType): JsonNode {
  const made = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema: node }) => {
      delete node.readOnly;
      // Every whole number is one that JSON's readers keep.
      if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
      if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
    },
  });
  // zod writes a union of plain types as a list of types; one form is enough for those who read it here.
  return JSON.parse(JSON.stringify(made), (_key, node: unknown) => {
    if (typeof node !== 'object' || node === null || !('type' in node) || !Array.isArray(node.type)) return node;
    const { type: types, ...rest } = node;
    return { ...rest, anyOf: types.map((type: unknown) => ({ type })) };
  }) as JsonNode;
}

/** Whether a field is a number that may be NaN or infinite. */
export function isMeasured({ anyOf }: JsonNode): boolean {
  return anyOf?.some(({ enum: values }) => values?.join() === unusualNumbers.join()) ?? false;
}

/** Shapes of all files and events that a reader checks on arrival, by the names of the catalogue. */
export function protocolShapes(): Record<string, Shape> {
  return Object.fromEntries(
    Object.entries(protocolCatalogue).map(([name, { schema }]) => [name, shapeOf(jsonNode(schema))]),
  );
}

/** Values of the fields that writers of events may leave out, by the event's type. */
export function eventDefaults(): Record<string, Readonly<Record<string, unknown>>> {
  const entries = Object.entries(eventSchemas).map(([type, schema]) => {
    const fields = Object.entries(jsonNode(schema).properties ?? {});
    const values = fields.flatMap(([name, node]) =>
      node.default === undefined ? [] : [[name, node.default] as const],
    );
    return [type, Object.fromEntries(values)] as const;
  });
  return Object.fromEntries(entries);
}

/** Names of the fields of events that hold text, which may well read 'NaN'. */
export function eventTextFields(): string[] {
  const names = Object.values(eventSchemas).flatMap((schema) => textFields(jsonNode(schema)));
  return [...new Set(names)];
}

/**
 * The module of the shapes of files, or of those of events, as TypeScript: the extension's activation cannot afford the
 * schemas' library.
 */
export function shapesModule(of: 'files' | 'events'): string {
  const isWanted = ([name]: [string, Shape]): boolean => name.startsWith('event-') === (of === 'events');
  const shapes = JSON.stringify(Object.fromEntries(Object.entries(protocolShapes()).filter(isWanted)));
  const [title, name] =
    of === 'events' ? ['the events of a log', 'eventShapes'] : ['the files of a run folder', 'fileShapes'];
  return [
    '// Made from the schemas beside it by `npm run docs`; not to be edited.',
    "import type { Shape } from '../shape';",
    '',
    `/** Shapes of ${title}. */`,
    `export const ${name} = ${shapes} as const satisfies Record<string, Shape>;`,
    '',
  ].join('\n');
}

/** The module of what a reader of events needs beside their shapes, as TypeScript. */
export function eventFieldsModule(): string {
  return [
    '// Made from the schemas of events by `npm run docs`; not to be edited.',
    '',
    '/** Values of the fields that writers of events may leave out. */',
    `export const eventDefaults: Readonly<Record<string, object>> = ${JSON.stringify(eventDefaults())};`,
    '',
    "/** Names of the fields of events that hold text, which may well read 'NaN'. */",
    `export const eventTextFields: readonly string[] = ${JSON.stringify(eventTextFields())};`,
    '',
  ].join('\n');
}

/** The module of the quick check of a step, as TypeScript. */
export function plainStepModule(): string {
  return [
    '// Made from the schema of steps by `npm run docs`; not to be edited.',
    '',
    '/** Whether a value is a step of the plainest form, in a twentieth of the time of its check: nearly all lines are such. */',
    'export function isPlainStep(value: object): boolean {',
    '  const it = value as Readonly<Record<string, unknown>>;',
    `  return ${plainTests(protocolShapes()['event-step'] ?? {}, eventDefaults()['step'] ?? {}).join(' && ')};`,
    '}',
    '',
  ].join('\n');
}

/**
 * Conditions on `it` that an object meets only where it has the shape and all that has a default; a field that is optional
 * and no number is absent.
 */
function plainTests(fields: Shape, defaults: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(fields as Readonly<Record<string, Shape>>).map(([key, shape]) => {
    const name = key.replace('?', '');
    const isOptional = key.endsWith('?') && !(name in defaults);
    const field = `it['${name}']`;
    const [kind, ...rest]: readonly unknown[] = Array.isArray(shape)
      ? shape
      : [typeof shape === 'string' ? shape : 'map'];
    if (kind === 'number' || kind === 'integer') {
      const [min, max] = rest;
      const tests = [
        `typeof ${field} === 'number'`,
        ...(kind === 'integer' ? [`Number.isSafeInteger(${field})`] : []),
        ...(typeof min === 'number' ? [`${field} >= ${min}`] : []),
        ...(typeof max === 'number' ? [`${field} <= ${max}`] : []),
      ].join(' && ');
      return isOptional ? `(${field} === undefined || (${tests}))` : tests;
    }
    if (isOptional) return `${field} === undefined`;
    if (kind !== 'enum') throw new Error(`a plain step has no test for ${key}`);
    return `(${rest.map((value) => `${field} === ${JSON.stringify(value)}`).join(' || ')})`;
  });
}

function textFields({ type, properties = {}, items, additionalProperties }: JsonNode, name = ''): string[] {
  const inner = [items, typeof additionalProperties === 'object' ? additionalProperties : undefined];
  return [
    ...(type === 'string' && name !== '' ? [name] : []),
    ...inner.flatMap((node) => (node === undefined ? [] : textFields(node))),
    ...Object.entries(properties).flatMap(([key, node]) => textFields(node, key)),
  ];
}

/** Leaves the documentation out, and takes a measured number as it is once its text has been revived. */
function shapeOf(node: JsonNode): Shape {
  const { type, required, additionalProperties, items, anyOf, minimum = null, maximum = null, pattern } = node;
  if (isMeasured(node)) return 'number';
  if (anyOf !== undefined) return ['union', ...anyOf.map(shapeOf)];
  if (node.const !== undefined) return ['enum', node.const];
  if (node.enum !== undefined) return ['enum', ...node.enum];
  switch (type) {
    case 'object': {
      if (typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0)
        return ['map', shapeOf(additionalProperties)];
      const nameOf = (name: string): string => (required?.includes(name) === true ? name : `${name}?`);
      const fields = Object.entries(node.properties ?? {});
      return Object.fromEntries(fields.map(([name, field]) => [nameOf(name), shapeOf(field)]));
    }
    case 'array':
      return ['list', shapeOf(items ?? {})];
    case 'integer':
    case 'number':
      return minimum === null && maximum === null ? type : [type, minimum, maximum];
    case 'string':
      return pattern === undefined ? type : ['pattern', pattern];
    case 'boolean':
    case 'null':
      return type;
    case undefined:
    default:
      throw new Error(`the protocol has no shape for ${JSON.stringify(node)}`);
  }
}
