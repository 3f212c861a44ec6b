import type { SchemaNode } from './json-schema';

/** Lists have no default; these are what a person could begin with. */
const lists: Readonly<Record<string, readonly number[]>> = { hidden: [800, 800], milestones: [5] };

/** A value that a schema accepts, to begin with: its default, its first choice, or the least that must be written. */
export function sampleOf(schema: SchemaNode, key: string): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const branch = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (branch) return sampleOf(branch, key);
  switch (schema.type) {
    case 'object': {
      const required = (schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name] ?? {}, name)]);
      return Object.fromEntries(required) as unknown;
    }
    case 'array':
      return lists[key] ?? [sampleOf(schema.items ?? {}, key)];
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return schema.maximum ?? schema.minimum ?? 1;
    default:
      return key === 'name' ? 'experiment' : key;
  }
}
