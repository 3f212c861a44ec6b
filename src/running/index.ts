export { checkConfigText, problemsWith, type CheckedConfig, type ConfigSource } from './check-config';
export { configForData, configNameFor, type NewConfig } from './config-for-data';
export { dataNames, dataPlaceOf, hasOtherData, knownFinding } from './data-findings';
export { concernsData, dataPlacesOf } from './data-places';
export { findTrials, type EarlierTrial } from './earlier-trials';
export { readPythonNames } from './python-names';
export { presentTeacher } from './present-content';
export { resolveReferences, type ConfigPlace } from './resolve-references';
export { changeOfScript } from './changed-script';
export { Refusal } from './refusal';
export { controlToWithdraw } from './shared-control';
export { isScriptAgreed, rememberScript } from '../launchers';
export {
  ConfigRefusal,
  makeRunToDebug,
  resumeRun,
  startRun,
  type ResumeOptions,
  type RunToDebug,
  type StartedControl,
  type StartedRun,
} from './start-run';
export { describeTaken, hostOf, runsTakenWith } from './take-over';
