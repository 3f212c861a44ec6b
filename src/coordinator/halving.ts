import type { RunEvent, RunSummary } from '../runs';
import { isDropped, lastRung, type Curve, type HalvingOptions } from '../sweeps';

/** A run and its results by epoch. */
export interface CurvedRun {
  readonly run: RunSummary;
  readonly curve: Curve;
}

/** Successive halving over the runs of a sweep: those that were dropped, and the rungs at which others were judged. */
export class Halving {
  private readonly ids: Set<string>;
  /** Rung at which each run was judged last, by its id. */
  private readonly rungs = new Map<string, number | undefined>();

  /** @param events of the sweep's log, which name the runs that earlier attempts have dropped */
  constructor(events: readonly RunEvent[]) {
    this.ids = new Set(events.flatMap((event) => (event.type === 'sweep' ? (event.dropped ?? []) : [])));
  }

  /** Ids of the runs that were dropped. */
  get dropped(): ReadonlySet<string> {
    return this.ids;
  }

  /** Drops runs that are behind others at the same epoch, each judged once at each of its rungs. Gives those that were not before. */
  drop(runs: readonly CurvedRun[], options: HalvingOptions): readonly RunSummary[] {
    const behind = runs.filter(({ run, curve }) => {
      if (run.status !== 'running' || this.ids.has(run.id)) return false;
      const rung = lastRung(curve, options);
      if (rung === this.rungs.get(run.id)) return false;
      this.rungs.set(run.id, rung);
      const rivals = runs.filter((other) => other.run !== run).map((other) => other.curve);
      return isDropped(curve, rivals, options);
    });
    for (const { run } of behind) this.ids.add(run.id);
    return behind.map(({ run }) => run);
  }
}
