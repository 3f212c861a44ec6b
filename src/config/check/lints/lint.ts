import type { DataFacts } from '../../../data-sources';
import { ShapeError } from '../../../models/architecture';
import { formatBytes, formatCount } from '../../../wording';
import { writtenTeachers } from '../../schema/objective';
import { isDescribed, type StudentModel, type TeacherModel } from '../../schema/model';
import type { ResolvedConfig } from '../../schema/schema';
import type { Problem } from '../../problems/problem';
import { nodeAt, type TreeNode } from '../../text/tree';
import type { AddFinding, IsWritten } from '../finding';
import { rangeNear } from '../issues';
import type { Machine } from '../machine';
import { factsOf } from '../model-facts';
import { lintAugment } from './lint-augment';
import { lintData } from './lint-data';
import { lintHours } from './lint-hours';
import { lintModelSize } from './lint-model-size';
import { lintObjective } from './lint-objective';
import { lintPython } from './lint-python';
import { lintTeachers } from './lint-teachers';
import { lintSweep } from './lint-sweep';
import { lintTorch } from './lint-torch';
import { lintTemperature } from './lint-temperature';
import { lintWaits } from './lint-waits';

/** The machine that runs start on, and facts of the config's data as far as they are known. */
export interface LintInputs {
  readonly machine: Machine;
  readonly facts: DataFacts | undefined;
}

/** Rules beyond the schema: settings that are each allowed but together do nothing, contradict each other, or hurt. */
export function lint(config: ResolvedConfig, root: TreeNode | undefined, { machine, facts }: LintInputs): Problem[] {
  const found: Problem[] = [];
  const isWritten: IsWritten = (path) => nodeAt(root, path) !== undefined;
  const add: AddFinding = (code, severity, path, message, remedy) => {
    const node = nodeAt(root, path)?.node;
    const { start, end } = node && node.end > node.start ? node : rangeNear(path, root);
    found.push({ code, severity, message, start, end, path, ...(remedy === undefined ? {} : { remedy }) });
  };
  lintObjective(config, add, isWritten);
  lintData(config, add, isWritten, facts);
  lintModels({ config, add, machine, facts }, isWritten);
  lintTeachers(config, add, facts);
  lintPython(config, add, isWritten);
  lintTorch(config, add, isWritten);
  lintLearningRates(config, add);
  lintOptimizers(config, add);
  lintWaits(config, add, facts);
  lintAugment(config, add, facts);
  lintHours(config, add, facts);
  lintTemperature(config, add, isWritten, facts);
  lintSweep(config, root, add);
  return found;
}

/** Above this many parameters Adam's state alone takes over a gigabyte. */
const manyParameters = 100e6;
/** Weights, gradients and the optimizer's two averages, in float32. */
const bytesPerParameter = 16;

interface Check {
  readonly config: ResolvedConfig;
  readonly add: AddFinding;
  readonly machine: Machine;
  readonly facts: DataFacts | undefined;
}

function lintModels(check: Check, isWritten: IsWritten): void {
  const { config, add } = check;
  const { student } = config;
  const own = lintModel(['student', 'model'], student.model, check);
  for (const { path, source } of writtenTeachers(config)) {
    const { model } = source;
    if (!isDescribed(model) && isWritten([...path, 'train'])) {
      const message = 'This teacher is trained already: train has no effect. Remove it.';
      add('train-unused', 'warning', [...path, 'train'], message);
    }
    if (
      model.preset !== 'file' &&
      model.preset !== 'answers' &&
      model.preset !== 'python' &&
      source.output !== undefined &&
      source.output !== 'logits'
    ) {
      const message = `Only a file can give ${source.output}: a network of a run gives logits. Remove output.`;
      add('output-unused', 'error', [...path, 'output'], message);
    }
    const theirs = lintModel([...path, 'model'], model, check);
    if (own === undefined || theirs === undefined || own <= theirs) continue;
    const message = `The student has ${formatCount(own)} parameters, more than its teacher with ${formatCount(theirs)}. Are they swapped?`;
    add('student-larger', 'warning', ['student', 'model'], message);
  }
}

/** Gives the number of parameters; undefined when the layers do not fit, or while the data or a file is not known. */
function lintModel(
  path: readonly string[],
  model: StudentModel | TeacherModel,
  { config, add, machine, facts: data }: Check,
): number | undefined {
  if (!isDescribed(model) || data === undefined) return undefined;
  const facts = factsOf(model, data);
  if (facts instanceof ShapeError) {
    const place = model.preset === 'custom' ? ['layers', String(facts.index ?? 0)] : [];
    add('model-misfit', 'error', [...path, ...place], `${facts.message}.`);
    return undefined;
  }
  const bytes = facts.parameters * bytesPerParameter;
  const isTooLarge = bytes > machine.memoryBytes;
  if (facts.parameters > manyParameters || isTooLarge) {
    const has = isTooLarge ? `, and this machine has ${formatBytes(machine.memoryBytes)}` : '';
    const message = `${formatCount(facts.parameters)} parameters take about ${formatBytes(bytes)} while they are trained${has}. Make the layers narrower.`;
    const place = [...path, ...(model.preset === 'mlp' ? ['hidden'] : [])];
    add('huge-model', isTooLarge ? 'error' : 'warning', place, message);
  } else lintModelSize(path, facts.parameters, { config, facts: data, add });
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

/** The smallest normal and the largest number of float32, IEEE 754. */
const float32 = { min: 1.1754943508222875e-38, max: 3.4028234663852886e38 } as const;

function lintOptimizers(config: ResolvedConfig, add: AddFinding): void {
  const check = (path: readonly string[], optimizer: ResolvedConfig['train']['optimizer']): void => {
    for (const key of ['epsilon', 'clipNorm', 'maxNorm'] as const) {
      const value = optimizer[key];
      if (value === undefined || (value >= float32.min && value <= float32.max)) continue;
      const highest = key === 'epsilon' ? 1 : 1e38;
      const reason =
        value < float32.min
          ? `${key} is ${value}, which is 0 in the float32 of a run.`
          : `${key} is ${value}, which is infinite in the float32 of a run.`;
      const message = `${reason} Write a number from 1e-37 to ${highest}.`;
      add('beyond-float32', 'error', [...path, 'optimizer', key], message, key === 'epsilon' ? 1e-8 : undefined);
    }
  };
  check(['train'], config.train.optimizer);
  for (const { path, source } of writtenTeachers(config)) check([...path, 'train'], source.train.optimizer);
}

function isAdaptive(name: string): boolean {
  return name === 'adam' || name === 'adamw' || name === 'rmsprop';
}
