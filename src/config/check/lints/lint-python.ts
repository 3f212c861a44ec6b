import { codeOf } from '../../../data-sources';
import { pythonModels } from '../../schema/python-models';
import type { ResolvedConfig } from '../../schema/schema';
import type { AddFinding, IsWritten } from '../finding';

/** The lints of the user's own Python, whose models and data sets PyTorch alone can use. */
export function lintPython(config: ResolvedConfig, add: AddFinding, isWritten: IsWritten): void {
  const { engine } = config.train;
  const varies = Object.keys(config.sweep?.over ?? {}).includes('train.engine');
  if (engine === 'torch' || varies) return;
  const find = (path: readonly string[], message: string): void => {
    if (isWritten(['train', 'engine'])) add('python-engine', 'error', ['train', 'engine'], message, 'torch');
    else add('python-engine', 'error', [...path, 'python'], message);
  };
  for (const { path, model } of pythonModels(config)) {
    const message = `${model.python} is a model of PyTorch, which \`engine: ${engine}\` does not run. Write \`engine: torch\` below train.`;
    find(path, message);
  }
  const data = codeOf(config.data);
  if (data === undefined) return;
  const message = `${data.python} makes data sets of PyTorch, which \`engine: ${engine}\` does not read. Write \`engine: torch\` below train.`;
  find(['data'], message);
}
