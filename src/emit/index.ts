export { emitObjective, emitTrainedObjective, type EmitOptions, type TrainedObjective } from './emit-objective';
