export {
  descendantsOf,
  processTree,
  type EndSignal,
  type ProcessTree,
  type RunProgram,
} from '../supervisor/process-tree';
export { startRun, type Started, type StartOptions } from './start-run';
export { stopRun } from './stop-run';
export { terminateRun, type TerminateOptions } from '../supervisor/terminate-run';
export { wakeForsaken } from './requeue-orphans';
