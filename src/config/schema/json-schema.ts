import { z } from 'zod';
import { configSchema } from './schema';

/** What completion and hover need of a JSON Schema node. */
export interface SchemaNode {
  description?: string;
  markdownDescription?: string;
  type?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  properties?: Record<string, SchemaNode>;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
}

/** The config's JSON Schema, draft 7, for other tools and for the editor's own help. */
export function jsonSchema(): object {
  return configNode();
}

/** The same with the fields that completion and hover read. */
export function configNode(): SchemaNode {
  return z.toJSONSchema(configSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema: node, path }) => {
      if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
      if (node.description) node['markdownDescription'] = node.description;
      if (path.join('.') === 'properties.temperature') {
        const choices = node.anyOf ?? node.oneOf ?? node.allOf;
        if (choices) node.anyOf = [{ type: 'number', exclusiveMinimum: 0, maximum: 1000 }, ...choices];
        delete node.oneOf;
      }
    },
  }) as SchemaNode;
}
