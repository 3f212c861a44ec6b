import type { Problem, Range } from '../problems/problem';

export type Language = 'yaml' | 'json';

/** A key of a map with its value. */
export interface Entry {
  readonly key: string;
  readonly keyRange: Range;
  readonly node: TreeNode;
}
/** A value with its place, the same for YAML and JSON. */
export type TreeNode = Range &
  (
    | {
        readonly kind: 'map';
        readonly entries: readonly Entry[];
        /** Entries that do not count, since their key is forbidden or was given before. */
        readonly ignored: readonly Entry[];
        readonly isFlow: boolean;
      }
    | { readonly kind: 'list'; readonly items: readonly TreeNode[] }
    | { readonly kind: 'scalar'; readonly value: unknown }
  );

/** A text that was read, as far as it could be. */
export interface Tree {
  readonly root: TreeNode | undefined;
  readonly problems: readonly Problem[];
}

/** The plain value of a tree, on objects that a `__proto__` key could not reach. */
export function valueOf(node: TreeNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(valueOf);
  return Object.fromEntries(node.entries.map(({ key, node: child }) => [key, valueOf(child)]));
}

/** The entry or item at a path. */
export function nodeAt(
  root: TreeNode | undefined,
  path: readonly PropertyKey[],
): { node: TreeNode; keyRange?: Range } | undefined {
  let found: { node: TreeNode; keyRange?: Range } | undefined = root && { node: root };
  for (const part of path) {
    const node: TreeNode | undefined = found?.node;
    if (node?.kind === 'map') found = node.entries.find(({ key }) => key === String(part));
    else if (node?.kind === 'list') found = ((item) => item && { node: item })(node.items[Number(part)]);
    else return undefined;
  }
  return found;
}
