export { descendantsOf, processTree, type EndSignal, type ProcessTree, type RunProgram } from './process-tree';
export { supervisorArgs, supervisorEnvironment, trainerVariables, type TrainerProgram } from './trainer-program';
export { terminateRun, type TerminateOptions } from './terminate-run';
export { writeExit } from './write-exit';
