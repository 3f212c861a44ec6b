import { z } from 'zod';
import { strategies } from '../../distillation';
import { configSchema } from './schema';

/** What completion, hover, messages and the reference page need of a JSON Schema node. */
export interface SchemaNode {
  description?: string;
  markdownDescription?: string;
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
  items?: SchemaNode;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
}

let made: SchemaNode | undefined;

/** The config's JSON Schema, draft 7, for other tools. A copy: what is changed in it stays with the caller. */
export function jsonSchema(): object {
  return structuredClone(configNode());
}

/** The same, made once, with the fields that the editor's help reads. It must not be changed. */
export function configNode(): SchemaNode {
  made ??= makeSchema();
  return made;
}

function makeSchema(): SchemaNode {
  const root = z.toJSONSchema(configSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema: node }) => {
      // zod writes the safe-integer maximum for every integer without one; it says nothing to a person.
      if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
      if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
      if (node.description) node['markdownDescription'] = node.description;
    },
  }) as SchemaNode;
  const temperature = root.properties?.['temperature'];
  if (temperature) allowNumber(temperature);
  return root;
}

/** zod's preprocess step, which turns a number into a constant temperature, has no JSON Schema of its own. */
function allowNumber(temperature: SchemaNode): void {
  const branches = temperature.anyOf ?? temperature.oneOf ?? [];
  delete temperature.oneOf;
  for (const branch of branches) describeBranch(branch);
  const constant = branches.find((branch) => branch.properties?.['strategy']?.const === 'constant');
  const { type, exclusiveMinimum, minimum, maximum } = constant?.properties?.['value'] ?? {};
  const range = { type, exclusiveMinimum, minimum, maximum, description: 'A constant temperature.' };
  const number = Object.fromEntries(Object.entries(range).filter(([, value]) => value !== undefined));
  temperature.anyOf = [number, ...branches];
}

function describeBranch(branch: SchemaNode): void {
  const name = branch.properties?.['strategy'];
  const strategy = strategies.find((one) => one.name === name?.const);
  if (!name || !strategy) return;
  branch.description = `${strategy.summary} ${strategy.helps}`;
  name.description = 'How the temperature is decided.';
  name.markdownDescription = `${strategy.summary} \`T: ${strategy.formula}\``;
}
