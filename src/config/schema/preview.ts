import { indicesOfClasses, splitSizes, type DataFacts } from '../../data-sources';
import { previewTemperatures, type TemperaturePreview } from '../../distillation';
import { settingsOf } from './objective';
import type { ResolvedConfig } from './schema';

/** Training examples before any imbalance. */
export function trainingExamples({ data }: ResolvedConfig, facts: DataFacts): number {
  return Math.max(Math.min(splitSizes(data, facts.splits).train, data.limit ?? Infinity), 0);
}

/**
 * Expected training examples of each class, not yet whole numbers: the source's own counts in proportion, or as if classes
 * were even where labels have not been counted.
 */
export function classProfile(config: ResolvedConfig, facts: DataFacts): number[] {
  const { classes, splits } = facts;
  const { count, classCounts } = splits.train;
  const examples = trainingExamples(config, facts);
  const even = examples / classes.length;
  const own = classCounts && classes.map((_, index) => ((classCounts[index] ?? 0) * examples) / count);
  const ratio = config.data.imbalance?.ratio ?? 1;
  if (ratio === 1 && own !== undefined) return own;
  return classes.map((_, index) => Math.min(own?.[index] ?? Infinity, even * ratio ** (-index / (classes.length - 1))));
}

/** Expected training examples of each class. */
export function expectedClassCounts(config: ResolvedConfig, facts: DataFacts): number[] {
  return classProfile(config, facts).map(Math.floor);
}

/** Expected training examples of each class where labels have been counted; undefined where they would be a guess. */
export function countedClasses(config: ResolvedConfig, facts: DataFacts | undefined): number[] | undefined {
  return facts?.splits.train.classCounts === undefined ? undefined : expectedClassCounts(config, facts);
}

/** Indices of the classes that the student learns from. */
export function studentClasses({ transfer }: ResolvedConfig, { classes }: DataFacts): number[] {
  const all = classes.map((_, index) => index);
  const leftOut = indicesOfClasses(transfer?.leaveOut ?? [], classes);
  const kept = transfer?.keep === undefined ? all : indicesOfClasses(transfer.keep, classes);
  return all.filter((index) => kept.includes(index) && !leftOut.includes(index));
}

/** Expected training examples that the student sees. */
export function studentExamples(config: ResolvedConfig, facts: DataFacts): number {
  const profile = classProfile(config, facts);
  return Math.round(studentClasses(config, facts).reduce((sum, index) => sum + (profile[index] ?? 0), 0));
}

/** Expected steps of an epoch of the student. */
export function expectedStepsPerEpoch(config: ResolvedConfig, facts: DataFacts): number {
  return Math.max(Math.ceil(studentExamples(config, facts) / config.train.batchSize), 1);
}

/** A run that a preview assumes while the data is not known: a curve over epochs, or over θ, is the same for any. */
const assumed = { stepsPerEpoch: 1000, classCounts: [1, 1] };

/** The temperatures that a run of this config will meet; while its data is not known, those that neither classes nor samples decide. */
export function previewOf(config: ResolvedConfig, facts: DataFacts | undefined): TemperaturePreview[] {
  const { epochs } = config.train;
  const classCounts = facts === undefined ? assumed.classCounts : expectedClassCounts(config, facts);
  const steps = (facts === undefined ? assumed.stepsPerEpoch : expectedStepsPerEpoch(config, facts)) * epochs;
  const run = { epochs, steps, classes: classCounts.length, classCounts };
  const previews = previewTemperatures(settingsOf(config), run);
  return facts === undefined ? previews.filter(({ axis }) => axis === 'epoch' || axis === 'theta') : previews;
}
