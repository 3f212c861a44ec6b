export { optimizerNames, optimizerSchema, type OptimizerSettings } from './optimizer';
export { earlyStopSchema, waitOn, type EarlyStop, type Wait } from './patience';
export { learningRateAt, scheduleSchema, type PlateauSchedule, type Schedule, type TrainingTime } from './schedule';
