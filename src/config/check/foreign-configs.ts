import { errorAt, type Problem } from '../problems/problem';
import type { TreeNode } from '../text/tree';

/** Configs of other tools, by keys that only they have at the top level. */
const tools = [
  { name: 'torchdistill', keys: ['datasets', 'models'] },
  { name: 'mdistiller', keys: ['EXPERIMENT', 'DISTILLER'] },
] as const;

/** The one problem of a config of another tool, in place of one for each of its keys; undefined for a config of ours. */
export function foreignConfig(root: TreeNode | undefined): Problem | undefined {
  if (root?.kind !== 'map') return undefined;
  const keys = new Set(root.entries.map(({ key }) => key));
  const isOurs = keys.has('data') || keys.has('student');
  const tool = isOurs ? undefined : tools.find((one) => one.keys.every((key) => keys.has(key)));
  const first = root.entries[0];
  if (tool === undefined || first === undefined) return undefined;
  const message = `This is a config of ${tool.name}, which is built differently and cannot be run here. Start from New Config, and write its teacher, student, temperature, weights and epochs there.`;
  return errorAt(first.keyRange, 'foreign-config', message);
}
