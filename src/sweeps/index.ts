export { isDropped, lastRung, type Curve, type HalvingOptions } from './asha';
export { directionOf, goalValue, type GoalResults } from './goal';
export { toSixDigits } from './digits';
export { hasMorePoints, learnsFromResults, nextPoint, type PointPlan } from './next-point';
export { gridSize, pointCount, type Values } from './points';
export { goalMetrics, maxPoints, sweepSchema, type GoalMetric, type SweepOptions } from './schema';
export { freshSeeds, seedsOf } from './seeds';
export { listValues, readSpace, SpaceFault, type Domain, type Parameter } from './space';
export type { Trial } from './tpe';
