import type { ObjectiveSettings } from '../../distillation';
import type { StepOutputs } from '../../engine';
import type { StepResult } from '../../runs';
import { observe } from './observe';
import type { PreparedStep } from './prepare-step';

/** Makes the logged result of a step from its outputs; steps count from 1. Throws what `observe` throws. */
export function resultOf(
  objective: ObjectiveSettings,
  { moment, batch, scalars, learningRate }: PreparedStep,
  outputs: StepOutputs,
  imagesPerSecond: number,
): StepResult {
  const valueOf = (name: string, absent: number): number => outputs[name]?.[0] ?? absent;
  const [hard, soft] = [valueOf('hard', Number.NaN), valueOf('soft', 0)];
  return {
    step: moment.step + 1,
    epoch: (moment.step + 1) / (moment.steps / moment.epochs),
    loss: valueOf('loss', Number.NaN),
    hard,
    soft,
    weightedHard: hard * (scalars.values['hardWeight'] ?? 0),
    weightedSoft: soft * (scalars.values['softWeight'] ?? 0),
    ...observe(objective, scalars, outputs, batch, moment),
    learningRate,
    imagesPerSecond,
  };
}
