import type { StoredProgress } from './progress';

/** Length of a training, in steps and epochs. */
export interface TrainingLength {
  readonly stepsPerEpoch: number;
  readonly epochs: number;
}

/**
 * Whether the numbers of a checkpoint are those of a training of this length. Its checksum tells damage alone, and a step of
 * −10¹⁵ would be trained for ever.
 */
export function isProgressOf(value: object, { stepsPerEpoch, epochs }: TrainingLength): value is StoredProgress {
  const { step, evaluatedEpochs, bestEpoch, bestAccuracy, bestCrossEntropy, seconds, guarded, earlyStop, plateau } =
    value as Unchecked<StoredProgress>;
  return (
    isCount(step, stepsPerEpoch * epochs) &&
    isCount(evaluatedEpochs, step / stepsPerEpoch) &&
    isCount(bestEpoch, evaluatedEpochs) &&
    typeof bestAccuracy === 'number' &&
    // JSON has no infinity, which a cross-entropy may be.
    (typeof bestCrossEntropy === 'number' || bestCrossEntropy === null) &&
    typeof seconds === 'number' &&
    seconds >= 0 &&
    (guarded === undefined || areGuardedSamples(guarded)) &&
    (earlyStop === undefined || isWait(earlyStop, evaluatedEpochs)) &&
    (plateau === undefined || (isWait(plateau, evaluatedEpochs) && isCount(plateau.reductions, evaluatedEpochs)))
  );
}

type Unchecked<Value> = { readonly [Name in keyof Value]?: unknown };

function areGuardedSamples(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { samples, guards, told } = value as Unchecked<NonNullable<StoredProgress['guarded']>>;
  return (
    isCount(samples) &&
    Array.isArray(guards) &&
    guards.every((guard: unknown) => Array.isArray(guard) && typeof guard[0] === 'string' && isCount(guard[1])) &&
    Array.isArray(told) &&
    told.every((name) => typeof name === 'string')
  );
}

function isWait(value: unknown, max: number): value is { readonly reductions?: unknown } {
  if (typeof value !== 'object' || value === null) return false;
  const { best, epochs } = value as Unchecked<NonNullable<StoredProgress['earlyStop']>>;
  return isCount(epochs, max) && (best === undefined || (typeof best === 'number' && Number.isFinite(best)));
}

function isCount(value: unknown, max = Number.MAX_SAFE_INTEGER): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max;
}
