import type { SchemaNode } from './json-schema';

/** The widths of Hinton, Vinyals, Dean 2015, section 3. */
const widths = [30, 300, 800, 1200];

/** Items to begin a list with, by the list's key: widths for `hidden`, none for others. */
export function itemsOf(key: string): readonly number[] {
  return key === 'hidden' ? widths : [];
}

/** Sizes of layers to begin with. */
const sizes: Readonly<Record<string, number>> = { units: 128, filters: 32 };

/** Half of the run, in whole epochs where there are several. */
export function halfOf(epochs: number): number {
  return epochs >= 2 && Number.isFinite(epochs) ? Math.round(epochs / 2) : 0.5;
}

/**
 * A value that a schema accepts, to begin with: its default, its first choice, or the least that must be written.
 * `epochs`, the length of the run, decides where a milestone lies.
 */
export function sampleOf(schema: SchemaNode, key: string, epochs = 10): unknown {
  if (schema.default !== undefined) return shortConstant(schema.default) ?? schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.enum) return schema.enum[0];
  const branch = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (branch) return sampleOf(branch, key, epochs);
  switch (schema.type) {
    case 'object':
      return sampleMap(schema, epochs);
    case 'array':
      if (key === 'hidden') return [800, 800];
      return key === 'milestones' ? [halfOf(epochs)] : [sampleOf(schema.items ?? {}, key, epochs)];
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return sizes[key] ?? schema.maximum ?? schema.minimum ?? 1;
    default:
      return key === 'name' ? 'experiment' : key;
  }
}

/** A map with its required keys, and for a strategy, loss or schedule with its numbers, which are what it is chosen for. */
function sampleMap(schema: SchemaNode, epochs: number): unknown {
  const { strategy, kind } = schema.properties ?? {};
  const hasNumbers = strategy !== undefined || kind !== undefined;
  const names = Object.entries(schema.properties ?? {}).filter(
    ([name, node]) =>
      schema.required?.includes(name) || (hasNumbers && (isScalarDefault(node) || isNumberToBeginWith(node))),
  );
  return Object.fromEntries(names.map(([name, node]) => [name, sampleOf(node, name, epochs)]));
}

function isScalarDefault({ default: value }: SchemaNode): boolean {
  return value !== undefined && typeof value !== 'object';
}

/** Whether an optional number is written with its kind: without it the kind would warn at once. */
function isNumberToBeginWith({ examples }: SchemaNode): boolean {
  return typeof examples?.[0] === 'number';
}

/** A constant temperature is written as a number. */
function shortConstant(value: unknown): unknown {
  const isConstant =
    typeof value === 'object' && value !== null && 'strategy' in value && value.strategy === 'constant';
  return isConstant && 'value' in value ? value.value : undefined;
}
