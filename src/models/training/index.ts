export { learningRateAt, scheduleSchema, type Schedule, type TrainingTime } from './schedule';
