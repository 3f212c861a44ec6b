export { descendantsOf, processTree, type EndSignal, type ProcessTree, type RunProgram } from './process-tree';
export { writeExit } from './supervise';
export { terminateRun, type TerminateOptions } from './terminate-run';
