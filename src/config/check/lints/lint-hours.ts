import type { DataFacts } from '../../../data-sources';
import { estimateStepMs, measuredFactors, ShapeError, type Architecture } from '../../../models/architecture';
import { formatCount, formatEstimate, formatNumber } from '../../../wording';
import { isDescribed } from '../../schema/model';
import { writtenTeachers } from '../../schema/objective';
import { expectedStepsPerEpoch, trainingExamples } from '../../schema/preview';
import type { ResolvedConfig } from '../../schema/schema';
import type { AddFinding } from '../finding';

/** Seconds of a training on two cores from which a GPU, some fifty times as fast, is worth its installation. */
const maxSeconds = 3_600;

type Training = Pick<ResolvedConfig['train'], 'epochs' | 'batchSize' | 'optimizer'>;

/**
 * Reports trainings of an hour and more: their estimated hours by the sizes of their steps, and that PyTorch on a GPU is the place for
 * them. Says nothing of networks whose layers are not known.
 */
export function lintHours(config: ResolvedConfig, add: AddFinding, facts: DataFacts | undefined): void {
  if (facts === undefined || config.train.engine === 'torch') return;
  if (config.sweep?.over['train.engine'] !== undefined) return;
  const check = (path: readonly string[], architecture: Architecture, train: Training, perEpoch: number): void => {
    const stepMs = stepMsOf(architecture, train, facts);
    const steps = perEpoch * train.epochs;
    const seconds = ((stepMs ?? 0) * steps) / 1000;
    if (seconds < maxSeconds) return;
    const each = `${formatCount(steps)} steps of about ${formatNumber(stepMs ?? 0, 2)} ms`;
    const message = `About ${formatEstimate(seconds)} on two processor cores: ${each}. From an hour on PyTorch on a GPU is the better place: write \`engine: torch\` and a \`device\` below train, or make the network smaller.`;
    add('hours-of-training', 'information', path, message);
  };
  const { model } = config.student;
  if (isDescribed(model)) check(['student', 'model'], model, config.train, expectedStepsPerEpoch(config, facts));
  for (const { path, source } of writtenTeachers(config)) {
    const perEpoch = Math.max(Math.ceil(trainingExamples(config, facts) / source.train.batchSize), 1);
    if (isDescribed(source.model)) check([...path, 'model'], source.model, source.train, perEpoch);
  }
}

function stepMsOf(architecture: Architecture, train: Training, { shape, classes }: DataFacts): number | undefined {
  const step = { architecture, input: shape, classes: classes.length, batch: train.batchSize };
  try {
    return estimateStepMs({ ...step, optimizer: train.optimizer.name }, measuredFactors);
  } catch (error) {
    // Another lint names the layer that does not fit.
    if (error instanceof ShapeError) return undefined;
    throw error;
  }
}
