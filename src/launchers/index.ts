export { descendantsOf, processTree, type EndSignal, type ProcessTree, type RunProgram } from '../supervisor';
export { terminateRun, type TerminateOptions, type TrainerProgram } from '../supervisor';
export {
  agreeToPlace,
  cancelRun,
  defaultLauncher,
  launcherNamed,
  launchStateOf,
  placeOf,
  submitRun,
  submitRuns,
  type LaunchedRun,
} from './catalogue';
export { debugLaunch, type DebugLaunch } from './debug-launch';
export { JobWatch } from './jobs/look-at-jobs';
export { readPlace } from './jobs/place-of-sweep';
export { placed } from './jobs/place';
export { ClusterAway, SubmitFault } from './jobs/submit-fault';
export { JobNotAllowed } from './jobs/submit-job';
export { ProfileFault, profileNamed, profileNames, thisMachine, type Profile } from './profiles';
export type {
  AllowJob,
  Cancelled,
  CancelOptions,
  JobPreview,
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
export { NodeRefused, NotStarted } from './local/submit';
