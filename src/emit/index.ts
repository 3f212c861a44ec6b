export { emitObjective, type EmitOptions } from './emit-objective';
