export { descendantsOf, processTree, type EndSignal, type ProcessTree, type RunProgram } from '../supervisor';
export { startRun, type Started, type StartOptions } from './start-run';
export { stopRun } from './stop-run';
export { terminateRun, type TerminateOptions } from '../supervisor';
export { requeueOrphans } from './requeue-orphans';
