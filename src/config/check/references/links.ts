import type { ParsedConfig } from '../parse';
import { pythonPlace } from '../../../data-sources';
import { runIdPattern } from '../../schema/model';
import type { Range } from '../../problems/problem';
import { nodeAt, type TreeNode } from '../../text/tree';

/** A value that names something to open. */
export interface ConfigLink extends Range {
  /** The place of the value. */
  readonly path: readonly string[];
  readonly target:
    | { readonly kind: 'file'; readonly path: string; readonly outputName?: string; readonly key?: string }
    | { readonly kind: 'script'; readonly path: string }
    | { readonly kind: 'python'; readonly path: string; readonly callable: string }
    | { readonly kind: 'weights'; readonly path: string }
    | { readonly kind: 'run'; readonly run: string };
}

/** The files and earlier runs that the models of a config come from, the code of its data, and its script. */
export function linksOf({ root }: Pick<ParsedConfig, 'root'>): ConfigLink[] {
  const teachers = nodeAt(root, ['teachers'])?.node;
  const listed = teachers?.kind === 'list' ? teachers.items.map((_, index) => ['teachers', String(index)]) : [];
  const script = nodeAt(root, ['script', 'file'])?.node;
  return [
    ...[['teacher'], ['student'], ...listed].flatMap((owner) => linkOf(root, [...owner, 'model'])),
    ...linkToCallable(nodeAt(root, ['data', 'python'])?.node, ['data', 'python']),
    ...linkTo(script, ['script', 'file'], (file) => ({ kind: 'script', path: file })),
  ];
}

function linkOf(root: TreeNode | undefined, path: readonly string[]): ConfigLink[] {
  const model = nodeAt(root, path)?.node;
  const [preset, file, run, python] = ['preset', 'path', 'run', 'python'].map((key) => nodeAt(model, [key])?.node);
  const isPython = preset === undefined ? python !== undefined : preset.kind === 'scalar' && preset.value === 'python';
  if (isPython) return linksOfPython(model, path);
  if (preset?.kind !== 'scalar') return [];
  if (preset.value === 'file') {
    const output = nodeAt(model, ['outputName'])?.node;
    const named = output?.kind === 'scalar' && typeof output.value === 'string' ? { outputName: output.value } : {};
    return linkTo(file, [...path, 'path'], (name) => ({ kind: 'file', path: name, ...named }));
  }
  if (preset.value === 'answers') {
    const key = nodeAt(model, ['key'])?.node;
    const named = key?.kind === 'scalar' && typeof key.value === 'string' ? { key: key.value } : {};
    return linksToAnswers(file, [...path, 'path'], named);
  }
  const isRun = preset.value === 'run' && run?.kind === 'scalar' && runIdPattern.test(String(run.value));
  return isRun ? linkTo(run, [...path, 'run'], (id) => ({ kind: 'run', run: id })) : [];
}

/** The file of a callable, where it is one and no module, and a file of weights. */
function linksOfPython(model: TreeNode | undefined, path: readonly string[]): ConfigLink[] {
  const [python, weights] = ['python', 'weights'].map((key) => nodeAt(model, [key])?.node);
  return [
    ...linkToCallable(python, [...path, 'python']),
    ...linkTo(weights, [...path, 'weights'], (name) => ({ kind: 'weights', path: name })),
  ];
}

function linkToCallable(node: TreeNode | undefined, path: readonly string[]): ConfigLink[] {
  const written = node?.kind === 'scalar' && typeof node.value === 'string' ? pythonPlace(node.value) : undefined;
  const { file, callable = '' } = written ?? {};
  return file === undefined ? [] : linkTo(node, path, () => ({ kind: 'python', path: file, callable }));
}

/** One file of answers, or a list of them. */
function linksToAnswers(
  node: TreeNode | undefined,
  path: readonly string[],
  named: { readonly key?: string },
): ConfigLink[] {
  const linked = (one: TreeNode | undefined, place: readonly string[]): ConfigLink[] =>
    linkTo(one, place, (name) => ({ kind: 'file', path: name, ...named }));
  if (node?.kind !== 'list') return linked(node, path);
  return node.items.flatMap((item, index) => linked(item, [...path, String(index)]));
}

function linkTo(
  node: TreeNode | undefined,
  path: readonly string[],
  target: (text: string) => ConfigLink['target'],
): ConfigLink[] {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') return [];
  return [{ start: node.start, end: node.end, path, target: target(node.value) }];
}
