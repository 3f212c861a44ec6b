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
export { nodeTrainer, programFor, pythonsFor, ScriptNotAllowed, type ProgramChoice, type RunConfig } from './programs';
export { packageFolder, pythonProgram, type FindPython, type PythonCommand } from './python-program';
export { isScriptAgreed, rememberScript } from './script-consent';
export { describeCommand, hashScript, scriptCommand, type AllowScript, type ScriptCommand } from './script-program';
export { requeueOrphans } from './requeue-orphans';
export { NotStarted } from './local/submit';
