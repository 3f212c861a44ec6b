import { formatCountOf } from '../../wording';
import type { SchemaNode } from './json-schema';

/** A schema as a phrase: `a whole number from 1 to 32`, `one of sgd, momentum, adam`, `true or false`. */
export function describeType(schema: SchemaNode): string {
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return [...new Set(branches.map(describeType))].reduce((before, last) => `${before}, or ${last}`);
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum) return `one of ${schema.enum.map(String).join(', ')}`;
  switch (schema.type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `a whole number${rangeOfNumber(schema)}`;
    case 'number':
      return `a number${rangeOfNumber(schema)}`;
    case 'string':
      return `a text${between(schema.minLength, schema.maxLength, (count) => formatCountOf(count, 'character'))}`;
    case 'array': {
      // A tuple has a list of schemas here, which are all alike in a config.
      const [item] = schema.items === undefined ? [] : [schema.items].flat();
      const items = item === undefined ? '' : `, each ${describeType(item)}`;
      return `a list${between(schema.minItems, schema.maxItems, (count) => formatCountOf(count, 'item'))}${items}`;
    }
    default:
      return schema.properties?.['strategy'] ? 'a map with strategy' : 'a map';
  }
}

function rangeOfNumber(schema: SchemaNode): string {
  const isInteger = schema.type === 'integer';
  const above = schema.exclusiveMinimum;
  const from = schema.minimum ?? (isInteger && above !== undefined ? above + 1 : undefined);
  const below = schema.exclusiveMaximum;
  const to = schema.maximum ?? (isInteger && below !== undefined ? below - 1 : undefined);
  if (to === undefined && below !== undefined) {
    const start = from === undefined ? (above === undefined ? '' : ` above ${above} and`) : ` from ${from} to`;
    return `${start} below ${below}`;
  }
  if (from !== undefined) return to === undefined ? ` of at least ${from}` : ` from ${from} to ${to}`;
  if (above !== undefined) return to === undefined ? ` above ${above}` : ` above ${above}, at most ${to}`;
  return to === undefined ? '' : ` of at most ${to}`;
}

function between(min: number | undefined, max: number | undefined, counted: (count: number) => string): string {
  if (max === undefined) return min === undefined ? '' : ` of at least ${counted(min)}`;
  if (min === max) return ` of ${counted(max)}`;
  return min === undefined ? ` of at most ${counted(max)}` : ` of ${min} to ${counted(max)}`;
}
