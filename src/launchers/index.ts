export { descendantsOf, processTree, type EndSignal, type ProcessTree, type RunProgram } from './process-tree';
export { startRun, type Started, type StartOptions } from './start-run';
export { stopRun } from './stop-run';
export { terminateRun, type TerminateOptions } from './terminate-run';
export { wakeForsaken } from './wake-forsaken';
