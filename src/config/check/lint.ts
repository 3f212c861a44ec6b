import { countParameters } from '../../models/architecture';
import { dataSets } from '../schema/data-sets';
import type { ResolvedConfig } from '../schema/schema';
import { nodeAt, type Problem, type TreeNode } from '../text/tree';
import { rangeNear } from './issues';
import { lintTemperature } from './lint-temperature';

/** Reports a finding at a path, or at the nearest parent that is written. */
export type Add = (code: string, severity: Problem['severity'], path: readonly string[], message: string) => void;

/** What the schema cannot say: settings that are each allowed but together do nothing, cannot be, or hurt. */
export function lint(config: ResolvedConfig, root: TreeNode | undefined): Problem[] {
  const found: Problem[] = [];
  const isWritten = (path: readonly string[]): boolean => nodeAt(root, path) !== undefined;
  const add: Add = (code, severity, path, message) => {
    const node = nodeAt(root, path)?.node;
    const { start, end } = node && node.end > node.start ? node : rangeNear(path, root);
    found.push({ code, severity, message, start, end });
  };
  lintLoss(config, add, isWritten);
  lintSizes(config, add);
  lintModels(config, add);
  lintLearningRates(config, add);
  lintTemperature(config, add, isWritten);
  return found;
}

function lintLoss({ loss, teacher }: ResolvedConfig, add: Add, isWritten: (path: string[]) => boolean): void {
  const soft = ['loss', 'soft'];
  if (loss.hard === 0 && loss.soft === 0) {
    add('no-loss', 'error', soft, 'hard and soft are both 0: nothing is minimised. Raise one.');
  } else if (loss.hard === 0 && teacher === undefined) {
    const message = 'hard is 0 and there is no teacher: nothing is minimised. Raise hard or add a teacher.';
    add('no-loss', 'error', ['loss', 'hard'], message);
  } else if (teacher && loss.soft === 0) {
    const message = 'The teacher is unused while soft is 0. Raise soft or remove the teacher.';
    add('teacher-unused', 'warning', soft, message);
  } else if (!teacher && loss.soft > 0 && isWritten(soft)) {
    const message = `There is no teacher, so soft: ${loss.soft} has no effect. Add a teacher or set soft to 0.`;
    add('soft-without-teacher', 'warning', soft, message);
  }
}

function lintSizes({ data, teacher, train }: ResolvedConfig, add: Add): void {
  const left = dataSets[data.set].training - data.validation;
  const examples = Math.min(left, data.train ?? Infinity);
  if (data.train !== undefined && data.train > left) {
    const message = `After ${data.validation} for validation ${left} training examples are left, fewer than train: ${data.train}. Lower one of them.`;
    add('train-above-data', 'warning', ['data', 'train'], message);
  }
  const say = (path: string[], batchSize: number): void => {
    if (batchSize <= examples) return;
    const message = `batchSize ${batchSize} is above the ${examples} training examples. Lower it.`;
    add('batch-too-large', 'error', [...path, 'batchSize'], message);
  };
  say(['train'], train.batchSize);
  if (teacher) say(['teacher', 'train'], teacher.train.batchSize);
}

/** Above this many parameters Adam's state alone takes over a gigabyte. */
const manyParameters = 100e6;

function lintModels({ data, student, teacher }: ResolvedConfig, add: Add): void {
  const { features, classes } = dataSets[data.set];
  const own = countParameters(student.model, features, classes);
  const theirs = teacher && countParameters(teacher.model, features, classes);
  const words = (count: number): string => count.toLocaleString('en-US');
  const say = (path: string[], count: number): void => {
    if (count <= manyParameters) return;
    const gigabytes = ((count * 16) / 1e9).toFixed(1);
    const message = `${words(count)} parameters take about ${gigabytes} GB while they are trained. Lower hidden.`;
    add('huge-model', 'warning', [...path, 'hidden'], message);
  };
  say(['student', 'model'], own);
  if (theirs === undefined) return;
  say(['teacher', 'model'], theirs);
  if (own > theirs) {
    const message = `The student has ${words(own)} parameters, more than its teacher with ${words(theirs)}. Are they swapped?`;
    add('student-larger', 'warning', ['student', 'model'], message);
  }
}

function lintLearningRates({ teacher, train }: ResolvedConfig, add: Add): void {
  const say = (path: string[], { name, learningRate }: { name: string; learningRate: number }): void => {
    const highest = name === 'adam' ? 0.1 : 1;
    if (learningRate <= highest && learningRate >= 1e-7) return;
    const message = `A learningRate of ${learningRate} is unusual for ${name}: above ${highest} the loss diverges, below 1e-7 nothing is learned. Try ${name === 'adam' ? 0.001 : 0.05}.`;
    add('unusual-learning-rate', 'warning', [...path, 'optimizer', 'learningRate'], message);
  };
  say(['train'], train.optimizer);
  if (teacher) say(['teacher', 'train'], teacher.train.optimizer);
}
