import type { EvaluationEvent, RunSummary } from '../runs';
import type { Curve, SweepOptions } from '../sweeps';
import { readCurve } from './score';

/** Curves of a sweep's runs, each with the evaluation that was the last when its log was read: a log is read again after growth. */
export class CurveCache {
  private readonly curves = new Map<string, { readonly last: EvaluationEvent | undefined; readonly curve: Curve }>();

  constructor(private readonly goal: SweepOptions['goal']) {}

  /** The run's scores by epoch, as `readCurve` gives them. */
  of(run: RunSummary): Curve {
    const known = this.curves.get(run.id);
    const last = run.progress.evaluation;
    if (known !== undefined && known.last === last) return known.curve;
    const curve = readCurve(run.folder, this.goal, run.progress.epochs);
    this.curves.set(run.id, { last, curve });
    return curve;
  }
}
