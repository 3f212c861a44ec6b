import { toolOfKeys } from '../foreign/translate';
import { errorAt, type Problem } from '../problems/problem';
import type { TreeNode } from '../text/tree';

/** The one problem of a config of another tool, in place of one for each of its keys; undefined for a config of ours. */
export function foreignConfig(root: TreeNode | undefined): Problem | undefined {
  if (root?.kind !== 'map') return undefined;
  const tool = toolOfKeys(new Set(root.entries.map(({ key }) => key)));
  const first = root.entries[0];
  if (tool === undefined || first === undefined) return undefined;
  const message = `This is a config of ${tool}, which is built differently and cannot be run here. Start from New Config, and write its teacher, student, temperature, weights and epochs there; or let the quick fix, or \`distillery import ${tool} FILE\`, translate of it what can be.`;
  return errorAt(first.keyRange, 'foreign-config', message);
}
