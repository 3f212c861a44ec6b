import type { EvaluationEvent, RunSummary } from '../runs';
import type { Curve, SweepOptions } from '../sweeps';
import { CurveReader } from './score';

/** Curve of a run with the evaluation that was the last when its log was read, and the reader that goes on from there. */
interface KnownCurve {
  readonly reader: CurveReader;
  readonly last: EvaluationEvent | undefined;
  readonly curve: Curve;
}

/** Curves of a sweep's runs: a log is read on when the run has a newer evaluation. */
export class CurveCache {
  private readonly curves = new Map<string, KnownCurve>();

  constructor(private readonly goal: SweepOptions['goal']) {}

  /** The run's scores by epoch, as a `CurveReader` gives them. */
  of(run: RunSummary): Curve {
    const last = run.progress.evaluation;
    const known = this.curves.get(run.id);
    if (known !== undefined && known.last === last) return known.curve;
    const reader = known?.reader ?? new CurveReader(run.folder, this.goal);
    const curve = reader.read(run.progress.epochs);
    this.curves.set(run.id, { reader, last, curve });
    return curve;
  }
}
