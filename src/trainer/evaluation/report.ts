import type { EvaluationEvent, Phase } from '../../runs';
import type { Context } from '../context';
import type { Comparison } from './compare';
import { evaluate, type Evaluation } from './evaluate';
import { frequencyParts } from './frequency-parts';

/** Which network was measured, on what, and when. */
export interface Occasion {
  readonly phase: Phase;
  /** Which of several teachers. */
  readonly teacher?: string | undefined;
  readonly split: EvaluationEvent['split'];
  /** Steps and epochs of its training in this run; 0 for a teacher that was not trained in it. */
  readonly step: number;
  readonly epoch: number;
}

/** Beside a student's own measures. */
export type Remarks = Partial<Comparison> & Pick<EvaluationEvent, 'biasCorrection'>;

/** Measures logits [count, classes] of a split, writes that into the log and gives it. */
export function reportEvaluation(
  { data, events }: Pick<Context, 'data' | 'events'>,
  { teacher, ...occasion }: Occasion,
  logits: Float32Array,
  remarks: Remarks = {},
): Evaluation {
  const parts = frequencyParts(data.classCounts);
  const result = evaluate(logits, data[occasion.split].labels, data.classes, parts);
  const whose = teacher === undefined ? {} : { teacher };
  events.write({ type: 'evaluation', ...occasion, ...whose, ...result, ...remarks });
  return result;
}
