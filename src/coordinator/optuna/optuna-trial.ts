import type { RunSummary } from '../../runs';
import type { Curve, SweepOptions, Values } from '../../sweeps';
import type { OptunaTrial } from './optuna-lines';
import { meanOf, valueOfScore } from '../score';

/** A point of a sweep with its runs as they stand. */
export interface PointStanding {
  readonly values: Values;
  /** Ids of all its runs, made or not. */
  readonly ids: readonly string[];
  readonly runs: readonly RunSummary[];
  /** Its mean score; undefined before all runs have one. */
  readonly score: number | undefined;
  readonly hasEnded: boolean;
  /** Whether the sweep is over, so that no run goes on any more. */
  readonly isOver: boolean;
  /** Ids of runs that successive halving has dropped. */
  readonly dropped: ReadonlySet<string>;
  readonly curveOf: (run: RunSummary) => Curve;
}

/** A point as a trial of Optuna's. */
export function optunaTrial(standing: PointStanding, goal: SweepOptions['goal']): OptunaTrial {
  const { values, ids, runs, score, curveOf } = standing;
  const inGoal = (one: number | undefined): number | undefined =>
    one === undefined ? undefined : valueOfScore(one, goal);
  return {
    ...{ values, runs: ids, state: stateOf(standing), value: inGoal(score) },
    startedAt: Math.min(Date.now(), ...runs.map(({ createdAt }) => createdAt)),
    curve: () => meanCurve(runs.map(curveOf)).map(inGoal),
  };
}

/** A run that was stopped by hand may go on, as long as the sweep does. */
function stateOf({ ids, runs, score, hasEnded, isOver, dropped }: PointStanding): OptunaTrial['state'] {
  const mayGoOn = runs.some(({ status, id }) => status === 'stopped' && !dropped.has(id)) && !isOver;
  if (!hasEnded || mayGoOn) return runs.length === 0 ? 'waiting' : 'running';
  if (score !== undefined) return 'complete';
  return ids.some((id) => dropped.has(id)) ? 'pruned' : 'failed';
}

/** Means by epoch of curves, up to the end of the shortest. */
function meanCurve(curves: readonly Curve[]): (number | undefined)[] {
  const length = curves.length === 0 ? 0 : Math.min(...curves.map((curve) => curve.length));
  return Array.from({ length }, (_, at) => meanOf(curves.map((curve) => curve[at])));
}
