import { formatCountOf, formatEpoch, formatPercent } from '../../../wording';
import type { RunProgress, ValidationPoint } from '../progress/progress';
import { isActiveStatus } from '../status/run-states';
import type { RunSummary } from '../summary/summary';

/** Judgement on a run at work, by its validations so far. */
export interface LiveJudgement {
  readonly kind: 'worse' | 'better' | 'plateau';
  /** Such as `worse than the baseline at epoch 12: 93.10 % against 94.20 %`. */
  readonly words: string;
}

/** Standard errors of a difference beyond which two accuracies are called different. */
const clearDifference = 2;
/** Epochs, and share of the training, without a better validation after which it is called a plateau. */
const plateau = { epochs: 5, share: 0.2 } as const;

/**
 * Judges a run at work: against the pinned baseline at the same epoch, where the difference is beyond two standard errors, and by
 * whether it still gets better. Undefined before there is anything to say, and for runs that have ended.
 */
export function judgeLive(run: RunSummary, baseline: RunSummary | undefined): LiveJudgement | undefined {
  const { progress, status } = run;
  const last = progress.validations?.at(-1);
  if (!isActiveStatus(status) || last === undefined) return undefined;
  const isOther = baseline !== undefined && baseline.folder !== run.folder;
  const judged = isOther ? againstBaseline(last, baseline.progress.validations ?? []) : undefined;
  return judged ?? onPlateau(progress);
}

/** The last validation of the baseline at an epoch or before it; undefined where it was never so far or not yet measured. */
function pointAt(points: readonly ValidationPoint[], epoch: number): ValidationPoint | undefined {
  const isReached = (points.at(-1)?.epoch ?? -Infinity) >= epoch - 1e-9;
  return isReached ? points.findLast((point) => point.epoch <= epoch + 1e-9) : undefined;
}

function againstBaseline(own: ValidationPoint, points: readonly ValidationPoint[]): LiveJudgement | undefined {
  const base = pointAt(points, own.epoch);
  if (base === undefined || base.count !== own.count || own.count === 0) return undefined;
  const variance = ({ accuracy, count }: ValidationPoint): number => (accuracy * (1 - accuracy)) / count;
  const difference = own.accuracy - base.accuracy;
  if (Math.abs(difference) <= clearDifference * Math.sqrt(variance(own) + variance(base))) return undefined;
  const kind = difference < 0 ? 'worse' : 'better';
  const figures = `${formatPercent(own.accuracy)} against ${formatPercent(base.accuracy)}`;
  return { kind, words: `${kind} than the baseline at epoch ${formatEpoch(own.epoch)}: ${figures}` };
}

function onPlateau({ validations = [], epochs }: RunProgress): LiveJudgement | undefined {
  const last = validations.at(-1);
  if (last === undefined) return undefined;
  const best = validations.reduce((one, other) => (other.accuracy > one.accuracy ? other : one), last);
  const first = validations.find(({ accuracy }) => accuracy === best.accuracy) ?? best;
  const since = Math.floor(last.epoch - first.epoch + 1e-9);
  if (since < Math.max(plateau.epochs, plateau.share * epochs)) return undefined;
  return { kind: 'plateau', words: `no better for ${formatCountOf(since, 'epoch')}` };
}
