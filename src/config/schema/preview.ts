import { previewTemperatures, type TemperaturePreview } from '../../distillation';
import { dataSets } from './data-sets';
import { settingsOf } from './meaning';
import type { ResolvedConfig } from './schema';

/** Training examples of each class, as far as they are known before the data is read: as if classes were even. */
export function expectedClassCounts({ data }: ResolvedConfig): number[] {
  const { training, classes } = dataSets[data.set];
  const examples = Math.min(training - data.validation, data.train ?? Infinity);
  const ratio = data.imbalance?.ratio ?? 1;
  return Array.from({ length: classes }, (_, label) =>
    Math.floor((examples / classes) * ratio ** (-label / (classes - 1))),
  );
}

/** The temperatures that a run of this config will meet. */
export function previewOf(config: ResolvedConfig): TemperaturePreview[] {
  const classCounts = expectedClassCounts(config);
  const { epochs, batchSize } = config.train;
  const examples = classCounts.reduce((sum, count) => sum + count, 0);
  const steps = Math.max(Math.ceil(examples / batchSize), 1) * epochs;
  return previewTemperatures(settingsOf(config), { epochs, steps, classes: classCounts.length, classCounts });
}
