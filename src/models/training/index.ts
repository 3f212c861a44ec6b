export { optimizerNames, optimizerSchema, type OptimizerSettings } from './optimizer';
export { learningRateAt, scheduleSchema, type Schedule, type TrainingTime } from './schedule';
