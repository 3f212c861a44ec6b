import { previewTemperatures, type TemperaturePreview } from '../../distillation';
import { dataSets } from './data-sets';
import { settingsOf } from './objective';
import type { ResolvedConfig } from './schema';

/** Training examples before any imbalance. */
export function trainingExamples({ data }: ResolvedConfig): number {
  return Math.min(dataSets[data.set].training - data.validation, data.train ?? Infinity);
}

/** The share of each class in training examples, not yet whole numbers: as if classes were even before any imbalance. */
export function classProfile(config: ResolvedConfig): number[] {
  const { classes } = dataSets[config.data.set];
  const examples = trainingExamples(config);
  const ratio = config.data.imbalance?.ratio ?? 1;
  return Array.from({ length: classes }, (_, label) => (examples / classes) * ratio ** (-label / (classes - 1)));
}

/** Training examples of each class, as far as they are known before the data is read. */
export function expectedClassCounts(config: ResolvedConfig): number[] {
  return classProfile(config).map(Math.floor);
}

/** Classes that the student learns from. */
export function studentClasses({ data, transfer }: ResolvedConfig): number[] {
  const all = Array.from({ length: dataSets[data.set].classes }, (_, label) => label);
  const { leaveOut = [], keep = all } = transfer ?? {};
  return all.filter((label) => keep.includes(label) && !leaveOut.includes(label));
}

/** Training examples that the student sees, as far as they are known before the data is read. */
export function studentExamples(config: ResolvedConfig): number {
  const profile = classProfile(config);
  return Math.round(studentClasses(config).reduce((sum, label) => sum + (profile[label] ?? 0), 0));
}

/** Steps of an epoch of the student, as far as they are known before the data is read. */
export function expectedStepsPerEpoch(config: ResolvedConfig): number {
  return Math.max(Math.ceil(studentExamples(config) / config.train.batchSize), 1);
}

/** The temperatures that a run of this config will meet. */
export function previewOf(config: ResolvedConfig): TemperaturePreview[] {
  const classCounts = expectedClassCounts(config);
  const { epochs } = config.train;
  const steps = expectedStepsPerEpoch(config) * epochs;
  return previewTemperatures(settingsOf(config), { epochs, steps, classes: classCounts.length, classCounts });
}
