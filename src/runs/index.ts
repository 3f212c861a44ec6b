export { adoptRun } from './adopt';
export { clearCache, describeCache, measureCache, type CacheSize } from './cache';
export { checkRun, type CheckedRun, type Finding } from './check';
export { AlreadyStarted, claimAttempt } from './attempts';
export { noteStopStep, readStopRequest, readStopStep, requestStop, type StopStep } from './control';
export { deleteRun } from './delete-run';
export { findEarlier, warnOfWeakTeacher, type Earlier } from './earlier';
export { isTemporaryName, syncFolder, writeFileDurably, writeTemporary, type TemporaryFile } from './durable-file';
export {
  evaluationIndexName,
  largestEvaluationBytes,
  readEvaluationIndex,
  readStoredFile,
  type EvaluationIndex,
  type SplitName,
  type StoredEvaluation,
  type StoredFile,
  type StoredSplit,
} from './evaluation-index';
export { EvaluationWriter, type SplitContent, type StudentAnswers } from './evaluation-writer';
export { fileOperations } from './file-operations';
export { EventReader, openEventWriter, readEvents, type EventWriter } from './event-log';
export { formatEventLine, parseEventLine } from './event-line';
export type * from './events';
export { makeIndex } from './index-writer';
export { LogFollower, type LogPiece } from './log-follower';
export { seriesKey, stepColumnNames, type Series, type StepColumnName, type StepColumns } from './step-columns';
export { cacheFolder, configCopies, queueFolder, runFiles, runsFolder } from './folders';
export { allowedFoldersOf, isWithin, refuseOutside } from './ground';
export { beat, heartbeatMs, HeartbeatWatch } from './heartbeat';
export { findLink, refuseLinks } from './links';
export {
  createRun,
  readManifest,
  recordEngine,
  recordTeacher,
  type EngineRecord,
  type NewRun,
  type RunHandle,
  type RunManifest,
  type TeacherRecord,
} from './manifest';
export { decodeNpy, decodeNpyBytes, decodeNpyIntegers, encodeNpy, type NumberArray } from './npy';
export {
  decodeWeights,
  readWeightsFile,
  writeTemporaryWeights,
  writeWeightsFile,
  type WeightsFile,
} from './weights-file';
export { folderIdOf, ownerState, placeOf, readExit, readOwner, type Exit, type Owner, type OwnerState } from './owner';
export {
  describeMachine,
  isSameProcess,
  parseStat,
  processStartTime,
  type Machine,
  type ReadProgram,
} from './process-identity';
export { byTicket, leaveQueue, readPlaces, readRunsAtATime, writePlace, writeRunsAtATime, type Place } from './queue';
export { measuredSpeed, type MeasuredSpeed } from './speed';
export { isActiveStatus, type Standing } from './status';
export { aboutTeacher, findTeacherLogits, type AboutTeacher } from './teacher-logits';
export { redact, type PrivateWord } from './redact';
export { describeProblem, endOfFile, plainText, type ReportOptions } from './report';
export {
  addToProgress,
  newProgress,
  RunCatalogue,
  splitOf,
  summarizeRun,
  type RunProgress,
  type RunSummary,
} from './summary';
