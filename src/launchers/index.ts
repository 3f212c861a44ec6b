export { descendantsOf, processTree, type EndSignal, type ProcessTree, type RunProgram } from '../supervisor';
export { terminateRun, type TerminateOptions, type TrainerProgram } from '../supervisor';
export { cancelRun, defaultLauncher, launcherNamed, launchStateOf, submitRun, type LaunchedRun } from './catalogue';
export type {
  Cancelled,
  CancelOptions,
  Launcher,
  LaunchHandle,
  LaunchSettings,
  LaunchState,
  Submission,
} from './launcher';
export { nodeTrainer, programFor, type ProgramChoice } from './programs';
export { requeueOrphans } from './requeue-orphans';
export { NotStarted } from './local/submit';
