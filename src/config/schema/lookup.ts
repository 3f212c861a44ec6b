import { configNode, type SchemaNode } from './json-schema';

/** A schema with all of its branches, itself first. */
function branchesOf(node: SchemaNode): SchemaNode[] {
  return [node, ...(node.anyOf ?? node.oneOf ?? []).flatMap(branchesOf)];
}

/** Gives the value that is written at a key of the map at a path; undefined where there is none. */
export type Written = (path: readonly PropertyKey[], key: string) => unknown;

const nothing: Written = () => undefined;

/**
 * All schemas that a path of keys and list indices may mean. A union counts with every branch; where the written value
 * of the key that tells the branches apart, such as `strategy`, belongs to one of them, only that one counts.
 */
export function schemasAt(path: readonly PropertyKey[], written = nothing): SchemaNode[] {
  let nodes = branchesOf(configNode());
  path.forEach((part, depth) => {
    const key = String(part);
    const isIndex = /^\d+$/.test(key);
    const before = path.slice(0, depth);
    // The key that tells the branches apart may be any branch's, whichever is written.
    const chosen = discriminatorOf(nodes) === key ? nodes : chosenOf(nodes, before, written);
    nodes = chosen.flatMap((node) => {
      const child = isIndex && node.items ? node.items : ownProperty(node.properties, key);
      return child ? branchesOf(child) : [];
    });
  });
  return nodes;
}

/** The schema of a value. Names that tell branches apart become one choice among them. */
export function schemaAt(path: readonly PropertyKey[], written = nothing): SchemaNode {
  const schemas = schemasAt(path, written);
  const names = schemas.flatMap(({ const: name }) => (name === undefined ? [] : [name]));
  const first = schemas[0] ?? {};
  if (names.length < 2) return first;
  const { description } = first;
  return { type: 'string', enum: [...new Set(names)], ...(description === undefined ? {} : { description }) };
}

/** The schemas at a path that describe a map, only the written branch if there is one. */
export function mapsAt(path: readonly PropertyKey[], written = nothing): SchemaNode[] {
  const maps = schemasAt(path, written).filter(({ properties }) => properties !== undefined);
  return chosenOf(maps, path, written);
}

/** The key whose fixed value tells the branches of a union apart; undefined where there is no union. */
export function discriminatorOf(branches: readonly SchemaNode[]): string | undefined {
  const fixed = branches.map(({ properties }) =>
    Object.keys(properties ?? {}).filter((key) => properties?.[key]?.const !== undefined),
  );
  return fixed.flat().find((key) => fixed.filter((keys) => keys.includes(key)).length >= 2);
}

function chosenOf(nodes: SchemaNode[], path: readonly PropertyKey[], written: Written): SchemaNode[] {
  const key = discriminatorOf(nodes);
  if (key === undefined || written === nothing) return nodes;
  const value = written(path, key) ?? impliedBy(nodes, key);
  const chosen = nodes.filter((node) => node.properties?.[key]?.const === value);
  return value !== undefined && chosen.length > 0 ? chosen : nodes;
}

/** The value of the key that tells branches apart where it is not written and a branch has it by default. */
function impliedBy(nodes: readonly SchemaNode[], key: string): unknown {
  return nodes.map(({ properties }) => properties?.[key]?.default).find((value) => value !== undefined);
}

/** A property of the object itself: a config may well hold the key `constructor`. */
export function ownProperty<Value>(
  object: Readonly<Record<string, Value>> | undefined,
  key: string,
): Value | undefined {
  return object && Object.hasOwn(object, key) ? object[key] : undefined;
}
