import type { Written } from '../schema/lookup';
import { nodeAt, type TreeNode } from '../text/tree';

/** Gives the plain values that a document holds, for choosing among the branches of a union. */
export function writtenIn(root: TreeNode | undefined): Written {
  return (path, key) => {
    const node = nodeAt(root, [...path, key])?.node;
    return node?.kind === 'scalar' ? node.value : undefined;
  };
}
