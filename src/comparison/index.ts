export {
  compareRuns,
  findSameRun,
  isComparable,
  repeatKey,
  repeatsAmong,
  type ComparableRun,
  type ComparedResult,
  type Repeats,
  type RunComparison,
} from './compare-runs';
export { formatMeasure, formatMeasureSize, type Measure } from './measures';
export { findPairs, hasTeacher, type Pair, type Pairs } from './pairs';
export { resultRows } from './result-rows';
export {
  formatGain,
  formatInterval,
  formatVerdict,
  judgePairs,
  judgeReadPairs,
  judgeRun,
  type JudgedPair,
  type Verdict,
} from './verdict';
export { verdictFigures, verdictRows, type ResultFigures, type ResultWords } from './verdict-rows';
export { describeVerdict, shortVerdict, type VerdictWords } from './verdict-words';
export { disagreementOf } from './disagreement';
export { judgeSweep, type JudgedPoint, type SweepVerdict } from './sweeps/judge-sweep';
export { sweepMeasures, type SweepMeasure } from './sweeps/sweep-measures';
export { sweepTable } from './sweeps/sweep-table';
export { SweepRuns } from './sweeps/sweep-runs';
export { describeSweep, verdictOfSweep, type SweepVerdictWords } from './describe-sweep';
