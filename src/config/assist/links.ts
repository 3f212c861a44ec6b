import type { ParsedConfig } from '../check/parse';
import { runIdPattern } from '../schema/model';
import { nodeAt, type Range, type TreeNode } from '../text/tree';

/** A value that names something to open. */
export interface ConfigLink extends Range {
  readonly target: { readonly kind: 'file'; readonly path: string } | { readonly kind: 'run'; readonly run: string };
}

/** The files and earlier runs that the models of a config come from. */
export function linksOf({ root }: ParsedConfig): ConfigLink[] {
  const teachers = nodeAt(root, ['teachers'])?.node;
  const owners = [
    nodeAt(root, ['teacher'])?.node,
    nodeAt(root, ['student'])?.node,
    ...(teachers?.kind === 'list' ? teachers.items : []),
  ];
  return owners.flatMap((owner) => (owner ? linkOf(owner) : []));
}

function linkOf(owner: TreeNode): ConfigLink[] {
  const model = nodeAt(owner, ['model'])?.node;
  const [preset, file, run] = ['preset', 'path', 'run'].map((key) => nodeAt(model, [key])?.node);
  if (preset?.kind !== 'scalar') return [];
  if (preset.value === 'file') return linkTo(file, (path) => ({ kind: 'file', path }));
  const isRun = preset.value === 'run' && run?.kind === 'scalar' && runIdPattern.test(String(run.value));
  return isRun ? linkTo(run, (id) => ({ kind: 'run', run: id })) : [];
}

function linkTo(node: TreeNode | undefined, target: (text: string) => ConfigLink['target']): ConfigLink[] {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') return [];
  return [{ start: node.start, end: node.end, target: target(node.value) }];
}
