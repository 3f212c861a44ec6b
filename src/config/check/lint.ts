import { ShapeError, type Architecture } from '../../models/architecture';
import { dataSets } from '../schema/data-sets';
import type { ResolvedConfig } from '../schema/schema';
import { nodeAt, type Problem, type TreeNode } from '../text/tree';
import { rangeNear } from './issues';
import { factsOf } from './model-facts';
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
  const own = lintModel(['student', 'model'], student.model, data.set, add);
  const theirs = teacher && lintModel(['teacher', 'model'], teacher.model, data.set, add);
  if (own === undefined || theirs === undefined || own <= theirs) return;
  const message = `The student has ${words(own)} parameters, more than its teacher with ${words(theirs)}. Are they swapped?`;
  add('student-larger', 'warning', ['student', 'model'], message);
}

const words = (count: number): string => count.toLocaleString('en-US');

/** Gives the number of parameters; undefined when the layers do not fit. */
function lintModel(
  path: readonly string[],
  model: Architecture,
  set: ResolvedConfig['data']['set'],
  add: Add,
): number | undefined {
  const facts = factsOf(model, set);
  if (facts instanceof ShapeError) {
    const place = model.preset === 'custom' ? ['layers', String(facts.index ?? 0)] : [];
    add('model-misfit', 'error', [...path, ...place], `${facts.message}.`);
    return undefined;
  }
  if (facts.parameters > manyParameters) {
    const gigabytes = ((facts.parameters * 16) / 1e9).toFixed(1);
    const message = `${words(facts.parameters)} parameters take about ${gigabytes} GB while they are trained. Make the layers narrower.`;
    add('huge-model', 'warning', [...path, ...(model.preset === 'mlp' ? ['hidden'] : [])], message);
  }
  return facts.parameters;
}

function lintLearningRates({ teacher, train }: ResolvedConfig, add: Add): void {
  const say = (path: string[], { name, learningRate }: { name: string; learningRate: number }): void => {
    const highest = isAdaptive(name) ? 0.1 : 1;
    if (learningRate <= highest && learningRate >= 1e-7) return;
    const message = `A learningRate of ${learningRate} is unusual for ${name}: above ${highest} the loss diverges, below 1e-7 nothing is learned. Try ${isAdaptive(name) ? 0.001 : 0.05}.`;
    add('unusual-learning-rate', 'warning', [...path, 'optimizer', 'learningRate'], message);
  };
  say(['train'], train.optimizer);
  if (teacher) say(['teacher', 'train'], teacher.train.optimizer);
}

function isAdaptive(name: string): boolean {
  return name === 'adam' || name === 'adamw' || name === 'rmsprop';
}
