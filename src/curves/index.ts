export { BlockExtremes } from './block-extremes';
export { fenceOf, type Fence } from './fence';
export { GrowingCurve, lowerBound, type FloatArray } from './growing-curve';
export {
  axes,
  bandCurves,
  curveNames,
  evaluationCurves,
  isCurveName,
  stepCurves,
  type Axis,
  type CurveName,
  type EvaluationCurve,
  type StepCurve,
} from './names';
export { Smoother } from './smooth';
export { pixelColumns, thin, thinIndices, type PixelColumns } from './thin';
export {
  linearTicks,
  logAxisTicks,
  logLabels,
  logTicks,
  percentTicks,
  tickLabels,
  ticksBetween,
  wholeTicks,
  type Ticks,
} from './ticks';
export { logRange, valueRange, type ValueRange } from './value-range';
