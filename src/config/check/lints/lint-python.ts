import { pythonModels } from '../../schema/python-models';
import type { ResolvedConfig } from '../../schema/schema';
import type { AddFinding, IsWritten } from '../finding';

/** The lints of models of the user's own Python, which PyTorch alone can train and ask. */
export function lintPython(config: ResolvedConfig, add: AddFinding, isWritten: IsWritten): void {
  const { engine } = config.train;
  const varies = Object.keys(config.sweep?.over ?? {}).includes('train.engine');
  if (engine === 'torch' || varies) return;
  for (const { path, model } of pythonModels(config)) {
    const message = `${model.python} is a model of PyTorch, which \`engine: ${engine}\` does not run. Write \`engine: torch\` below train.`;
    if (!isWritten(['train', 'engine'])) {
      add('python-engine', 'error', [...path, 'python'], message);
      continue;
    }
    add('python-engine', 'error', ['train', 'engine'], message, 'torch');
  }
}
