import type { BatchLabels } from '../../data';
import { observed, rolesOf, type ObjectiveSettings } from '../../distillation';
import type { StepOutputs } from '../../engine';
import type { Phase, StepResult } from '../../runs';
import { formatFixed, formatNumber } from '../../wording';
import { TrainingFailure } from '../context/failure';

/** A network that trains, in words. */
export interface TrainedNetwork {
  /** Such as `the teacher 'large'`. */
  readonly title: string;
  readonly phase: Phase;
}

/** A step's objective, examples and outputs. */
interface StepDetails {
  readonly network: TrainedNetwork;
  readonly objective: ObjectiveSettings;
  readonly batch: BatchLabels;
  readonly outputs: StepOutputs;
}

/**
 * Throws a TrainingFailure that names term, epoch, temperature with its strategies, and training examples when a term of a
 * step's loss is not finite. A loss is one number for a batch: where the temperatures of samples differ, the example with
 * the lowest is named, whose quotient is the largest; else all examples of the batch are.
 */
export function assertFiniteTerms(result: StepResult, details: StepDetails): void {
  for (const term of ['hard', 'soft', 'loss'] as const) {
    if (Number.isFinite(result[term])) continue;
    const { step, epoch } = result;
    throw new TrainingFailure(
      `the ${term} term${details.network.phase === 'teacher' ? ` of ${details.network.title}` : ''} became ${result[term]} at step ${step} (epoch ${formatFixed(epoch, 2)}, ${temperatureOf(result, details)}, ${examplesOf(details)})`,
      `${hintFor(result, details.network)}; the last checkpoint before this step is kept`,
      { where: `step ${step}` },
    );
  }
}

function temperatureOf({ temperature }: StepResult, { objective }: StepDetails): string {
  const strategies = [...new Set(rolesOf(objective).map(({ parameters }) => `'${parameters.strategy}'`))];
  return strategies.length === 0 ? 'no teacher' : `T ${temperature} by ${strategies.join(', ')}`;
}

function examplesOf({ objective, batch, outputs }: StepDetails): string {
  const { indices, count } = batch;
  for (const { id } of rolesOf(objective)) {
    const values = outputs[observed.temperature(id)]?.subarray(0, count);
    if (values === undefined || values.length < 2) continue;
    const lowest = Math.min(...values);
    if (lowest < Math.max(...values)) return `T ${lowest} at training example ${indices[values.indexOf(lowest)] ?? 0}`;
  }
  const shown = [...indices.subarray(0, Math.min(count, maxShown))].join(', ');
  return `training example${count === 1 ? '' : 's'} ${shown}${count > maxShown ? ` and ${count - maxShown} more` : ''}`;
}

const maxShown = 3;

/** Dividing usual logits by less overflows float32. */
const minTemperature = 1e-30;

/** The square of more overflows float32. */
const maxTemperature = 1.8e19;

function hintFor(result: StepResult, { title, phase }: TrainedNetwork): string {
  const { soft, hard, temperature, temperatureMin = temperature, temperatureMax = temperature, learningRate } = result;
  const isSoftAlone = !Number.isFinite(soft) && Number.isFinite(hard);
  if (isSoftAlone && temperatureMin < minTemperature) return `raise the temperature (now ${temperatureMin})`;
  if (isSoftAlone && temperatureMax > maxTemperature) {
    return `lower the temperature (now ${temperatureMax}): its square is infinite in float32`;
  }
  const rate = `now ${formatNumber(learningRate, 3)}`;
  if (phase === 'teacher') return `lower the learning rate of ${title}, in its own \`train\` (${rate})`;
  return `lower the learning rate (${rate})`;
}
