import * as z from 'zod';
import { sourceNamed } from '../../data-sources';
import { losses, strategies } from '../../distillation';
import { configSchema } from './schema';
import { scriptSchema } from './script';

/** A JSON Schema node, with the fields that completion, hover, messages and the reference page read. */
export interface SchemaNode {
  description?: string;
  markdownDescription?: string;
  /**
   * The meaning of a value beyond its type: a temperature, an expression, or the source of a model, for semantic tokens; arguments
   * of a callable, whose names are free.
   */
  role?: 'temperature' | 'expression' | 'source' | 'arguments';
  /** The present word for the same setting, where this is an older one that is still accepted. */
  olderWordFor?: string;
  type?: string;
  default?: unknown;
  const?: string | number | boolean | null;
  enum?: (string | number | boolean | null)[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  examples?: unknown[];
  items?: SchemaNode;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
}

/** Of a schema with branches the one that a map belongs to; else the schema itself. */
export function mapOfValue(schema: SchemaNode, value: object): SchemaNode {
  const branches = schema.anyOf ?? schema.oneOf;
  const isOf = ({ properties = {} }: SchemaNode): boolean =>
    Object.entries(value).every(([key, item]) => properties[key] && (properties[key].const ?? item) === item);
  return branches?.find(isOf) ?? schema;
}

let made: SchemaNode | undefined;

/** The config's JSON Schema, draft 7, for other tools. A copy: what is changed in it stays with the caller. */
export function jsonSchema(): object {
  // Roles are no word of JSON Schema; a setting of that name would be a map.
  const isOurs = (key: string, value: unknown): boolean =>
    (key === 'role' || key === 'olderWordFor') && typeof value === 'string';
  return JSON.parse(
    JSON.stringify(withOlderWords(withEitherForm(configNode())), (key, value: unknown) =>
      isOurs(key, value) ? undefined : value,
    ),
  ) as object;
}

/** The config's schema, made once, with the fields that the editor's help reads. It must not be changed. */
export function configNode(): SchemaNode {
  made ??= makeSchema();
  return made;
}

function makeSchema(): SchemaNode {
  const root = nodeOf(configSchema);
  root.properties = { ...root.properties, script: nodeOf(scriptSchema) };
  describeUnions(root);
  if (root.properties['temperature']) allowTuning(root.properties['temperature']);
  return root;
}

/** The config's own temperature may be searched, in place of a number or beside a strategy that has one. */
function allowTuning(temperature: SchemaNode): void {
  const branches = temperature.anyOf ?? [];
  for (const branch of branches) {
    const isSearched = Object.values(branch.properties ?? {}).some(({ role }) => role === 'temperature');
    if (!isSearched) continue;
    const description =
      'Whether a sweep searches the temperatures of this strategy, each from half to twice of what is written.';
    branch.properties = {
      ...branch.properties,
      tune: { type: 'boolean', description, markdownDescription: description },
    };
  }
  const description =
    'Searches the constant temperature between 1 and 20: a sweep of 60 runs near the best ones so far, and six fresh seeds of the best. What `sweep` says itself stays.';
  temperature.anyOf = [...branches, { const: 'tune', description, markdownDescription: description }];
}

function nodeOf(schema: z.ZodType): SchemaNode {
  const { $schema, ...node } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema: one }) => {
      // zod writes the safe-integer maximum for every integer without one; it says nothing to a person.
      if (one.maximum === Number.MAX_SAFE_INTEGER) delete one.maximum;
      if (one.minimum === Number.MIN_SAFE_INTEGER) delete one.minimum;
      if (one.description) one['markdownDescription'] = one.description;
    },
  });
  return { ...(schema === configSchema && { $schema }), ...node } as SchemaNode;
}

/** The same root, which asks for data and student only where no script is the training. */
function withEitherForm(root: SchemaNode): SchemaNode {
  const { required = [], ...rest } = root;
  const asksFor = (keys: string[]): SchemaNode => ({
    properties: Object.fromEntries(keys.map((key) => [key, {}])),
    required: keys,
  });
  const inBoth = required.filter((key) => !ofTraining.includes(key));
  return { ...rest, required: inBoth, anyOf: [asksFor(ofTraining), asksFor(['script'])] };
}

/** Required keys that a script makes optional or takes the place of. */
const ofTraining = ['data', 'student'];

/** The same schema, in which a branch with an older word for a required key has a second form that takes that word. */
function withOlderWords(root: SchemaNode): object {
  return JSON.parse(JSON.stringify(root), (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('oneOf' in value)) return value;
    return { ...value, oneOf: (value as SchemaNode).oneOf?.flatMap(formsOf) };
  }) as object;
}

function formsOf(branch: SchemaNode): SchemaNode[] {
  const { properties = {}, required = [] } = branch;
  const older = Object.entries(properties).find(([, { olderWordFor }]) => required.includes(olderWordFor ?? ''));
  if (older === undefined) return [branch];
  const [word, { olderWordFor: present = '' }] = older;
  const without = (key: string): Record<string, SchemaNode> =>
    Object.fromEntries(Object.entries(properties).filter(([name]) => name !== key));
  return [
    { ...branch, properties: without(word) },
    { ...branch, properties: without(present), required: required.map((key) => (key === present ? word : key)) },
  ];
}

/** Adds to unions the values that zod's preprocess steps allow and the catalogues' descriptions, which zod does not know. */
function describeUnions(node: SchemaNode): void {
  const branches = node.anyOf ?? node.oneOf ?? [];
  if (branches.some(({ properties }) => properties?.['strategy']?.const !== undefined)) allowNumber(node, branches);
  if (branches.some(({ properties }) => properties?.['format']?.const !== undefined)) branches.forEach(describeFormat);
  if (branches.some(({ properties }) => isLoss(properties?.['kind']?.const))) branches.forEach(describeLoss);
  for (const branch of branches) {
    // A model with `python` needs no preset.
    if (branch.properties?.['preset']?.const === 'python') allowWithout(branch, 'preset');
  }
  for (const child of [...branches, ...Object.values(node.properties ?? {})]) describeUnions(child);
  if (node.items) describeUnions(node.items);
}

/** A bare number is a constant temperature. */
function allowNumber(temperature: SchemaNode, branches: SchemaNode[]): void {
  delete temperature.oneOf;
  for (const branch of branches) describeStrategy(branch);
  const constant = branches.find((branch) => branch.properties?.['strategy']?.const === 'constant');
  const { type, exclusiveMinimum, minimum, maximum } = constant?.properties?.['value'] ?? {};
  const description = 'A constant temperature.';
  const range = { type, exclusiveMinimum, minimum, maximum, role: 'temperature', description };
  const number = Object.fromEntries(Object.entries(range).filter(([, value]) => value !== undefined));
  temperature.anyOf = [number, ...branches];
}

/** A format of data, with the older words that it still accepts. */
function describeFormat(branch: SchemaNode): void {
  const { format, ...others } = branch.properties ?? {};
  const source = sourceNamed(format?.const);
  if (!format || !source) return;
  branch.description = source.summary;
  format.description = source.summary;
  format.markdownDescription = source.summary;
  const older = Object.entries(source.olderWords ?? {}).map(([word, present]): [string, SchemaNode] => {
    const node = { ...branch.properties?.[present] };
    delete node.default;
    const isFormat = node.const !== undefined;
    const description = `An older word for \`${present}\`.${isFormat ? ` ${source.summary}` : ''}`;
    return [word, { ...node, description, markdownDescription: description, olderWordFor: present }];
  });
  branch.properties = { format, ...others, ...Object.fromEntries(older) };
  if (source.impliedBy !== undefined) allowWithout(branch, 'format');
}

function describeStrategy(branch: SchemaNode): void {
  const name = branch.properties?.['strategy'];
  const strategy = strategies.find((one) => one.name === name?.const);
  if (!name || !strategy) return;
  branch.description = `${strategy.summary} ${strategy.helps}`;
  name.description = 'How the temperature is decided.';
  name.markdownDescription = `${strategy.summary} \`T: ${strategy.formula}\``;
}

/** Lets a branch that another key tells be written without the key that tells the others. */
function allowWithout(branch: SchemaNode, telling: string): void {
  branch.required = branch.required?.filter((key) => key !== telling) ?? [];
}

function isLoss(name: unknown): boolean {
  return losses.some((loss) => loss.name === name);
}

function describeLoss(branch: SchemaNode): void {
  const name = branch.properties?.['kind'];
  const loss = losses.find((one) => one.name === name?.const);
  if (!name || !loss) return;
  branch.description = loss.summary;
  name.description = 'How student and teacher are compared.';
  name.markdownDescription = `${loss.summary} \`${loss.formula}\``;
  // Without a kind the loss is Hinton's.
  if (loss.name !== 'kl') return;
  name.default = loss.name;
  const required = branch.required?.filter((key) => key !== 'kind') ?? [];
  if (required.length > 0) branch.required = required;
  else delete branch.required;
}
