export { clearCache, measureCache, type CacheSize } from './cache';
export { checkRun, type CheckedRun, type Finding } from './check';
export { readStopRequest, requestStop } from './control';
export { deleteRun } from './delete-run';
export { findEarlier, warnOfWeakTeacher, type Earlier } from './earlier';
export { isTemporaryName, syncFolder, writeFileDurably, writeTemporary, type TemporaryFile } from './durable-file';
export { fileOperations } from './file-operations';
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
export { EventReader, openEventWriter, readEvents, type EventWriter } from './event-log';
export { formatEventLine, parseEventLine } from './event-line';
export type * from './events';
export { makeIndex } from './index-writer';
export { LogFollower, type LogPiece } from './log-follower';
export { seriesKey, stepColumnNames, type Series, type StepColumnName, type StepColumns } from './step-columns';
export { cacheFolder, configCopies, runFiles, runsFolder } from './folders';
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
export { describeMachine, ownerState, processStartTime, readExit, readOwner, type Exit, type Owner } from './owner';
export { decodeNpy, decodeNpyBytes, decodeNpyIntegers, encodeNpy, type NumberArray } from './npy';
export {
  decodeWeights,
  readWeightsFile,
  writeTemporaryWeights,
  writeWeightsFile,
  type WeightsFile,
} from './weights-file';
export { isActiveStatus } from './status';
export { aboutTeacher, findTeacherLogits, type AboutTeacher } from './teacher-logits';
export { addToProgress, newProgress, RunCatalogue, summarizeRun, type RunProgress, type RunSummary } from './summary';
