import { ShapeError } from '../../models/architecture';
import { writtenTeachers } from '../schema/objective';
import { isDescribed, type StudentModel, type TeacherModel } from '../schema/model';
import type { ResolvedConfig } from '../schema/schema';
import type { Problem } from '../problems/problem';
import { nodeAt, type TreeNode } from '../text/tree';
import type { AddFinding, IsWritten } from './finding';
import { rangeNear } from './issues';
import { factsOf } from './model-facts';
import { lintData } from './lint-data';
import { lintObjective } from './lint-objective';
import { lintTemperature } from './lint-temperature';

/** Rules beyond the schema: settings that are each allowed but together do nothing, contradict each other, or hurt. */
export function lint(config: ResolvedConfig, root: TreeNode | undefined): Problem[] {
  const found: Problem[] = [];
  const isWritten: IsWritten = (path) => nodeAt(root, path) !== undefined;
  const add: AddFinding = (code, severity, path, message, remedy) => {
    const node = nodeAt(root, path)?.node;
    const { start, end } = node && node.end > node.start ? node : rangeNear(path, root);
    found.push({ code, severity, message, start, end, path, ...(remedy === undefined ? {} : { remedy }) });
  };
  lintObjective(config, add, isWritten);
  lintData(config, add);
  lintModels(config, add, isWritten);
  lintLearningRates(config, add);
  lintTemperature(config, add, isWritten);
  return found;
}

/** Above this many parameters Adam's state alone takes over a gigabyte. */
const manyParameters = 100e6;

function lintModels(config: ResolvedConfig, add: AddFinding, isWritten: IsWritten): void {
  const { data, student } = config;
  const own = lintModel(['student', 'model'], student.model, data.set, add);
  for (const { path, source } of writtenTeachers(config)) {
    const { model } = source;
    if (!isDescribed(model) && isWritten([...path, 'train'])) {
      const message = 'This teacher is trained already: train has no effect. Remove it.';
      add('train-unused', 'warning', [...path, 'train'], message);
    }
    const theirs = lintModel([...path, 'model'], model, data.set, add);
    if (own === undefined || theirs === undefined || own <= theirs) continue;
    const message = `The student has ${words(own)} parameters, more than its teacher with ${words(theirs)}. Are they swapped?`;
    add('student-larger', 'warning', ['student', 'model'], message);
  }
}

const words = (count: number): string => count.toLocaleString('en-US');

/** Gives the number of parameters; undefined when the layers do not fit, or are known only when a file is read. */
function lintModel(
  path: readonly string[],
  model: StudentModel | TeacherModel,
  set: ResolvedConfig['data']['set'],
  add: AddFinding,
): number | undefined {
  if (!isDescribed(model)) return undefined;
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

function lintLearningRates(config: ResolvedConfig, add: AddFinding): void {
  const say = (path: string[], { name, learningRate }: { name: string; learningRate: number }): void => {
    const highest = isAdaptive(name) ? 0.1 : 1;
    const usual = isAdaptive(name) ? 0.001 : 0.05;
    if (learningRate <= highest && learningRate >= 1e-7) return;
    const message = `A learningRate of ${learningRate} is unusual for ${name}: above ${highest} the loss diverges, below 1e-7 nothing is learned. Try ${usual}.`;
    add('unusual-learning-rate', 'warning', [...path, 'optimizer', 'learningRate'], message, usual);
  };
  say(['train'], config.train.optimizer);
  for (const { path, source } of writtenTeachers(config)) say([...path, 'train'], source.train.optimizer);
}

function isAdaptive(name: string): boolean {
  return name === 'adam' || name === 'adamw' || name === 'rmsprop';
}
