export { readStudentFacts, writingStudentFacts } from './folder/student';
export type { StudentFacts } from './protocol/schemas/student';
export { adoptResults, adoptRun } from './history/maintenance/adopt';
export { countedRuns, isForeign } from './history/lists/counted-runs';
export { maxCounted } from './protocol/limits';
export { changeMarks, markLimits, readMarks, type MarkChange } from './folder/marks';
export type { RunMarks } from './protocol/schemas/marks';
export { addSweepChange, readSweepChanges, type SweepChanges } from './folder/sweep-changes';
export type { SweepChange } from './protocol/schemas/sweep-change';
export { describeAgainst, errorsAgainst, formatErrorsAgainst } from './history/baselines/against-baseline';
export { judgeLive, type LiveJudgement } from './history/baselines/live-judgement';
export { pinBaseline, pinnedBaseline, withoutArchived } from './history/lists/marked-runs';
export { diskBytes } from './history/maintenance/disk-usage';
export { clearCache, describeCache, measureCache, type CacheSize } from './cache/cache';
export {
  clearSpareCheckpoints,
  measureSpareCheckpoints,
  type SpareCheckpoints,
} from './history/maintenance/clear-checkpoints';
export { checkRun, type CheckedRun, type Finding } from './check';
export { AlreadyStarted, claimAttempt } from './process/attempts';
export { noteStopStep, readStopRequest, readStopStep, requestStop } from './process/requests';
export { deleteRun, deleteRuns } from './history/maintenance/delete-run';
export { flattenTree, runTree, withDependents, type RunTree } from './history/lists/run-tree';
export {
  findBaselines,
  isControl,
  sharesControlSettings,
  warnOfWeakTeacher,
  type Baselines,
} from './history/baselines/baselines';
export { doLater, doNow, type DiskWork } from './store/disk-work';
export { writeFileDurably, writingFile } from './store/durable-file';
export { allowStoreFolders } from './store/user-folders';
export { isTemporaryName, MisplacedEntry, store } from './store/store';
export { allLayoutEntries, runLayout, storeLayout, storeName, type LayoutEntry } from './store/layout';
export { evaluationIndexName, readEvaluationIndex, readStoredFile } from './folder/evaluation-index';
export type {
  EvaluationIndex,
  SplitName,
  StoredEvaluation,
  StoredFile,
  StoredSplit,
} from './protocol/schemas/evaluations';
export { readStoredLabels, readStoredLogits, readStoredPictures, type SplitPictures } from './folder/stored-arrays';
export { EvaluationWriter, type SplitContent, type StudentAnswers } from './folder/evaluation-writer';
export { writeAllBytes } from './store/all-bytes';
export { hasCode } from './store/error-code';
export { fileOperations } from './store/file-operations';
export { sha256Of } from './folder/sha256';
export { pauseBetweenLooks } from './store/network-disk';
export { EventReader, openEventWriter, readEvents, type EventWriter } from './log/event-log';
export { formatEventLine, parseEventLine } from './log/event-line';
export type { Evaluation, TeacherAgreement } from './protocol/schemas/evaluation-event';
export type * from './protocol/schemas/events';
export type { Observation, StepResult, TemperatureSpread } from './protocol/schemas/step-event';
export type { NetworkCost } from './protocol/schemas/network-cost';
export type { Phase } from './protocol/schemas/training-fields';
export type { InputChange, RunInputs } from './protocol/schemas/inputs';
export type { EngineRecord, RunKind, RunManifest } from './protocol/schemas/manifest';
export { product } from './folder/product';
export type { Product } from './protocol/product';
export { makeIndex } from './log/index-writer';
export { LogFollower, type LogPiece } from './log/log-follower';
export { seriesKey, stepColumnNames, type Series, type StepColumnName, type StepColumns } from './log/step-columns';
export {
  cacheFolder,
  configCopies,
  queueFolder,
  runFiles,
  runsFolder,
  studentFiles,
  workspaceOf,
} from './folder/folders';
export { allowedFoldersOf, assertInsideWorkspace, StoreRefusal } from './store/allowed-roots';
export {
  awaitedAttempt,
  readJob,
  lookedForMs,
  readJobState,
  removeJob,
  writeJob,
  writeJobState,
  type Submitted,
} from './process/job';
export type { Job, JobState } from './protocol/schemas/job-files';
export type { JobStanding } from './history/status/job-standing';
export { awaitOwnersEnd } from './process/owner-end';
export { beat, HeartbeatWatch, isFoundBeating } from './process/heartbeat';
export { heartbeatMs } from './protocol/timing';
export { findIntruder, refuseIntruders, type Intruder } from './store/intruders';
export { createRun, newRunId, readManifest, type NewRun, type RunHandle } from './folder/manifest';
export { decodeNpy, decodeNpyBytes, decodeNpyIntegers, encodeNpy, type NumberArray } from './folder/npy';
export {
  decodeWeights,
  encodeWeights,
  readWeightsFile,
  writeWeightsFile,
  writingTemporaryWeights,
  type WeightsFile,
} from './store/weights-file';
export {
  endMember,
  folderIdOf,
  isMemberOver,
  ownerState,
  locateMachine,
  readExit,
  readOwner,
  sharesTrainer,
  type OwnerState,
} from './process/owner';
export {
  describeMachine,
  isSameProcess,
  isSuspended,
  parseStat,
  processStartTime,
  type ReadProgram,
} from './process/process-identity';
export type { Exit, Machine, Owner, StopStep } from './protocol/schemas/process-files';
export {
  compareTickets,
  leaveQueue,
  readQueueEntries,
  readRunsAtATime,
  writeQueueEntry,
  writeRunsAtATime,
  type QueueEntry,
} from './process/queue';
export {
  changedInputs,
  describeChanges,
  describeDifferences,
  differingInputs,
  formatContents,
  inputFacts,
  inputRows,
  isSameData,
  type InputDifference,
} from './history/progress/inputs';
export { contentOf, contentsOfNow, contentsOfRun, type ContentFilter } from './history/baselines/run-content';
export { provenanceOf, relativesOf, type Provenance } from './history/progress/provenance';
export { measuredSeconds, measuredSpeed, type MeasuredSpeed } from './history/baselines/speed';
export { takeTrainingSlot, type SlotOptions } from './process/training-slot';
export { isAgreed, rememberAgreement } from './store/user-marks';
export { configFolder, isMarked, markOf } from './store/user-secret';
export { describePython } from './history/progress/python';
export { findTraceback, isOwnFile, ownFrame, type Traceback } from './history/endings/traceback';
export { canRetry, isActiveStatus, isResumableStatus, isStoppable } from './history/status/run-states';
export type { Standing } from './history/status/status';
export { findTeacherLogits, type AboutTeacher } from './cache/teacher-logits';
export { RowEntry, UnusableRows, type KeptRows } from './cache/row-entry';
export type { RowFile } from './cache/row-file';
export { readRowFindings, writeRowFindings, type NamedExamples, type RowFindings } from './cache/row-findings';
export type { SelectionHashes } from './cache/selection-hashes';
export type { RowWriter, SkippedExample } from './cache/row-writer';
export { ForeignTeacher, TeacherEntry, teacherFiles } from './cache/teacher-entry';
export { redact, type PrivateWord } from './store/redact';
export { endOfFile, plainText } from './history/endings/output-end';
export { describeProblem, type ReportOptions } from './history/summary/problem-report';
export { readProgress, RunCatalogue, summarizeRun, whyBroken, type RunSummary } from './history/summary/summary';
export {
  addToProgress,
  newProgress,
  splitOf,
  type RunProgress,
  type TeacherRecord,
  type ValidationPoint,
} from './history/progress/progress';
export { describePreflight, preflightRows } from './history/progress/preflight';
export { actingGuards, type ActingGuard } from './history/progress/guards';
