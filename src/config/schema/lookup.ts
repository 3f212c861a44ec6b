import { configNode, type SchemaNode } from './json-schema';

/** A schema with all of its branches, itself first. */
function branchesOf(node: SchemaNode): SchemaNode[] {
  return [node, ...(node.anyOf ?? node.oneOf ?? []).flatMap(branchesOf)];
}

/**
 * All schemas that a path of keys and list indices may mean. A union counts with every branch; where a branch belongs
 * to the written strategy, given as `strategy`, only that one of the branches counts.
 */
export function schemasAt(path: readonly PropertyKey[], strategy?: unknown): SchemaNode[] {
  let nodes = branchesOf(configNode());
  for (const part of path) {
    const key = String(part);
    const isIndex = /^\d+$/.test(key);
    nodes = ofStrategy(nodes, strategy).flatMap((node) => {
      const child = isIndex && node.items ? node.items : ownProperty(node.properties, key);
      return child ? branchesOf(child) : [];
    });
  }
  return nodes;
}

/** The schema of a value. The name of a strategy may be any strategy's, whichever is written. */
export function schemaAt(path: readonly PropertyKey[], strategy?: unknown): SchemaNode {
  const schemas = schemasAt(path, path.at(-1) === 'strategy' ? undefined : strategy);
  const names = schemas.flatMap(({ const: name }) => (name === undefined ? [] : [name]));
  const first = schemas[0] ?? {};
  if (names.length < 2) return first;
  const { description } = first;
  return { type: 'string', enum: [...new Set(names)], ...(description === undefined ? {} : { description }) };
}

/** The schemas at a path that describe a map, only the written strategy's if there is one. */
export function mapsAt(path: readonly PropertyKey[], strategy?: unknown): SchemaNode[] {
  return ofStrategy(schemasAt(path, strategy), strategy).filter(({ properties }) => properties !== undefined);
}

function ofStrategy(nodes: SchemaNode[], strategy: unknown): SchemaNode[] {
  const chosen = nodes.filter((node) => strategy !== undefined && node.properties?.['strategy']?.const === strategy);
  return chosen.length > 0 ? chosen : nodes;
}

/** A property of the object itself: a config may well hold the key `constructor`. */
export function ownProperty<Value>(
  object: Readonly<Record<string, Value>> | undefined,
  key: string,
): Value | undefined {
  return object && Object.hasOwn(object, key) ? object[key] : undefined;
}
