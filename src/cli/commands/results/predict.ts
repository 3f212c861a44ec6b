import { Option } from 'commander';
import { predictFiles, type Prediction } from '../../../prediction';
import { formatProbability } from '../../../wording';
import type { CommandDefinition } from '../../command';
import { json, place } from '../../options';
import { onOneLine, printResult } from '../../output';
import { UsageError } from '../../usage-error';
import { findRun, findWorkspace } from '../../workspace';

export const predict: CommandDefinition = {
  name: 'predict',
  args: '<run> <files...>',
  summary: 'the classes that the student of a run gives pictures, rows of tables, or examples in .npy files',
  options: [new Option('--top <count>', 'classes to print for each example').default('3'), json, ...place],
  async perform([name, ...files], options) {
    const count = Number(options.top);
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new UsageError(`--top ${options.top ?? ''}: a whole number from 1 is needed`);
    }
    const { folder } = await findRun(findWorkspace(options), name);
    for await (const prediction of predictFiles(folder, files)) {
      printResult(options.json === true ? JSON.stringify(prediction) : formatPrediction(prediction, count));
    }
    return 0;
  },
};

function formatPrediction({ example, classes }: Prediction, count: number): string {
  const best = classes.slice(0, count).map(({ name, probability }) => `${name} ${formatProbability(probability)}`);
  return onOneLine(`${example}: ${best.join(', ')}`);
}
