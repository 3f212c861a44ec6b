export { processTree, type EndSignal, type ProcessTree, type RunProgram } from './process-tree';
export { startRun, type StartOptions } from './start-run';
export { terminateRun, type TerminateOptions, type TerminationStep } from './terminate-run';
