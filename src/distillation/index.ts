export { numbers } from './arithmetic/numbers';
export type { Arithmetic, NamedFormula, TimeArithmetic } from './arithmetic/arithmetic';
export { namedFormulas } from './arithmetic/probability';
export { float64, matrix, type Matrix } from './arithmetic/float64';
export { combinationOf, combinations, combineSchema, type CombinationName } from './combine/catalogue';
export { isScaled, losses, lossOf, lossSchema, type LossParameters } from './loss/catalogue';
export { evaluateObjective, type ObjectiveInputs, type ObjectiveTerms } from './objective/evaluate';
export { holdBetween, isOutside, observed } from './objective/observed';
export {
  learnedNumbers,
  rolesOf,
  scalarNames,
  scalarOf,
  scalarsAt,
  scalarsOf,
  sharesOf,
  teacherRole,
} from './objective/plan';
export type {
  LearnedNumber,
  ObjectiveScalars,
  ObjectiveSettings,
  PlannedTeacher,
  RoleId,
  TemperatureRole,
} from './objective/plan';
export { wordsOfExpression, type ExpressionWord } from './expression/words';
export { guardsOf, type Guard } from './objective/guards';
export { shiftSensitiveParts } from './objective/shift';
export { describeObjective } from './objective/sentence';
export { boundsOf, outOfRange, temperatureAt } from './temperature/at-time';
export { strategies, strategyOf, temperatureSchema } from './temperature/catalogue';
export type { TemperatureParameters } from './temperature/catalogue';
export { asEquation, type Moment, type TemperatureStrategy, type TimePoint } from './temperature/strategy';
export { previewTemperatures, type PreviewPoint, type PreviewRun, type TemperaturePreview } from './preview/preview';
export { previewLoss } from './preview/loss-curve';
export { summarizeSoftTargets, type SoftTargetSummary } from './preview/soft-targets';
export { sparkline } from './preview/sparkline';
