import { configNode, type SchemaNode } from './json-schema';

/** A schema with all of its branches, itself first: the same list each time, since every key of every map asks. */
function branchesOf(node: SchemaNode): readonly SchemaNode[] {
  const known = branches.get(node) ?? [node, ...(node.anyOf ?? node.oneOf ?? []).flatMap(branchesOf)];
  branches.set(node, known);
  return known;
}

const branches = new WeakMap<SchemaNode, readonly SchemaNode[]>();

/** Gives the value that is written at a key of the map at a path; undefined where there is none. */
export type Written = (path: readonly PropertyKey[], key: string) => unknown;

const nothing: Written = () => undefined;

/**
 * All schemas that a path of keys and list indices may mean. A union counts with every branch; where the written value
 * of the key that tells the branches apart, such as `strategy`, belongs to one of them, only that one counts.
 */
export function schemasAt(path: readonly PropertyKey[], written = nothing): readonly SchemaNode[] {
  return path.reduce<readonly SchemaNode[]>((nodes, part, depth) => {
    const before = path.slice(0, depth);
    return schemasBelow(nodes, String(part), written === nothing ? undefined : (key) => written(before, key));
  }, rootSchemas());
}

/** The schemas of a whole config. */
export function rootSchemas(): readonly SchemaNode[] {
  return branchesOf(configNode());
}

/** The schemas of what stands at a key or index in a value with one of these; `written` gives that value's entries. */
export function schemasBelow(
  nodes: readonly SchemaNode[],
  key: string,
  written: ((key: string) => unknown) | undefined,
): readonly SchemaNode[] {
  const isIndex = /^\d+$/.test(key);
  const telling = discriminatorOf(nodes);
  // The key that tells the branches apart may be any branch's, whichever is written.
  const chosen = telling === undefined || telling === key ? nodes : chosenOf(nodes, telling, written);
  const children = chosen.flatMap((node) => {
    const child = isIndex && node.items ? node.items : (ownProperty(node.properties, key) ?? anyKeyOf(node));
    return child ? [child] : [];
  });
  const [only] = children;
  return only !== undefined && children.length === 1 ? branchesOf(only) : children.flatMap(branchesOf);
}

/** The schema of an argument of a callable, which is any value; undefined where names of keys are fixed. */
function anyKeyOf({ role }: SchemaNode): SchemaNode | undefined {
  return role === 'arguments' ? {} : undefined;
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
export function mapsAt(path: readonly PropertyKey[], written = nothing): readonly SchemaNode[] {
  const schemas = schemasAt(path, written);
  const maps = mapsAmong.get(schemas) ?? schemas.filter(({ properties }) => properties !== undefined);
  mapsAmong.set(schemas, maps);
  const telling = discriminatorOf(maps);
  if (telling === undefined || written === nothing) return maps;
  return chosenOf(maps, telling, (key) => written(path, key));
}

/** Those of a list of schemas that describe a map. */
const mapsAmong = new WeakMap<readonly SchemaNode[], readonly SchemaNode[]>();

/** The key whose fixed value tells the branches of a union apart; undefined where there is no union. */
export function discriminatorOf(branches: readonly SchemaNode[]): string | undefined {
  if (!discriminators.has(branches)) discriminators.set(branches, findDiscriminator(branches));
  return discriminators.get(branches);
}

/** The items of a list share their branches, and every key of each asks. */
const discriminators = new WeakMap<readonly SchemaNode[], string | undefined>();

function findDiscriminator(branches: readonly SchemaNode[]): string | undefined {
  const fixed = branches.map(({ properties }) =>
    Object.keys(properties ?? {}).filter((key) => properties?.[key]?.const !== undefined),
  );
  return fixed.flat().find((key) => fixed.filter((keys) => keys.includes(key)).length >= 2);
}

/** Of some branches those that the written value of the key that tells them apart belongs to. */
function chosenOf(
  nodes: readonly SchemaNode[],
  key: string,
  written: ((key: string) => unknown) | undefined,
): readonly SchemaNode[] {
  if (written === undefined) return nodes;
  const value =
    written(key) ?? writtenByOlderWord(nodes, key, written) ?? namedBy(nodes, key, written) ?? impliedBy(nodes, key);
  const chosen = nodes.filter((node) => node.properties?.[key]?.const === value);
  return value !== undefined && chosen.length > 0 ? chosen : nodes;
}

/**
 * The value of the key that tells branches apart, written by an older word for it. A branch that never had the word is not meant
 * by it, whatever its value.
 */
function writtenByOlderWord(nodes: readonly SchemaNode[], key: string, written: (key: string) => unknown): unknown {
  const meant = nodes.flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([word, { olderWordFor }]) => {
      const value = olderWordFor === key ? written(word) : undefined;
      return value === undefined ? [] : [{ value, isOwn: properties[key]?.const === value }];
    }),
  );
  const own = meant.find(({ isOwn }) => isOwn);
  return own === undefined && meant.length > 0 ? unknownBranch : own?.value;
}

/** The branch that the key of its own name tells, where it needs no other: a model with `python`. */
function namedBy(nodes: readonly SchemaNode[], key: string, written: (key: string) => unknown): unknown {
  return nodes
    .filter(({ required = [] }) => !required.includes(key))
    .map(({ properties = {} }) => properties[key]?.const)
    .find((name) => typeof name === 'string' && written(name) !== undefined);
}

/** The value of no branch. */
const unknownBranch = Symbol('unknown branch');

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
