export {
  compareRuns,
  isComparable,
  repeatsAmong,
  type ComparableRun,
  type ComparedResult,
  type Repeats,
  type RunComparison,
} from './compare-runs';
export { formatMeasure, formatMeasureSize, type Measure } from './measures';
export { resultRows } from './result-rows';
