export {
  emitObjective,
  emitTrainedObjective,
  type EmitOptions,
  type TrainedObjective,
  type TrainedOptions,
  type TrainedOutput,
} from './emit-objective';
