export { configSchema, type ResolvedConfig } from './schema/schema';
export { objectiveOfScript, scriptConfigOf, writtenScript, type ScriptConfig } from './schema/script';
export type { Problem, Range } from './problems/problem';
export { MAX_CONFIG_BYTES } from './text/read-tree';
export type { Language } from './text/tree';
export type { Machine } from './check/machine';
export {
  checkConfig,
  languageOf,
  parseConfig,
  type CheckContext,
  type DataLookup,
  type ParsedConfig,
} from './check/parse';
export { checkReferences, type References } from './check/references/references';
export type { ExpectedData, FileInfo, RunInfo, UnfitReason } from './check/references/facts';
export { faultOfFile } from './check/references/faults';
export { compareConfigs, type ConfigComparison, type Difference } from './check/compare';
export { decodeConfig } from './text/encoding';
export { writeFlow } from './text/write';
export { lineAndColumn } from './text/position';
export { jsonSchema } from './schema/json-schema';
export { overrideEdits } from './edit/override';
export { applyEdits, difference, setValueEdits, type TextEdit } from './edit/edits';
export { setStrategyEdits, strategyAt } from './edit/strategy';
export { fixAll, fixesFor, isFixable, type Fix, type FixAll } from './fix/fixes';
export { codeNames, explainCode, isProblemCode, type ProblemCode } from './problems/codes';
export {
  foreignTools,
  translateConfig,
  TranslationFault,
  type ForeignTool,
  type TranslatedConfig,
} from './foreign/translate';
export { starterConfig, type StarterKind } from './edit/starter';
export { controlConfig, type ControlConfig } from './control';
export { describePoint, describeValue, pointConfig, shortName, type PointConfig } from './point';
export type { PointChoice } from './point-values';
export { spaceOf } from './check/sweep-space';
export { countPoints, joinSweep, type JoinedSweep, type WrittenChange } from './joined-sweep';
export { findAddition, type FoundAddition } from './sweep-addition';
export { sweepPlanSize, sweepSeconds, sweepSize, type SweepPlanSize } from './sweep-size';
export { temperatureSweepEdits, type TemperatureSweep } from './temperature-sweep';
export type { MeasuredPace } from './assist/hover/hover-sweep';
export { starterForData } from './edit/starter-for-data';
export { semanticTokensOf, type SemanticToken } from './assist/semantic-tokens';
export { inlayHints, type InlayHint } from './assist/inlay-hints';
export { linksOf, type ConfigLink } from './check/references/links';
export { outlineOf, type OutlineItem } from './assist/outline';
export { lensAnchors, type LensAnchor } from './assist/lenses';
export { hoverConfig, type Hover } from './assist/hover/hover';
export {
  objectiveOf,
  objectiveOfRun,
  settingsOf,
  teachersOf,
  usedTeachers,
  type NamedTeacher,
} from './schema/objective';
export { readingIn, type MisreadTeacher, type TeacherReading } from './check/references/misread';
export { orderOfClasses, type ClassOrder } from './check/class-order';
export type { TeacherInput, TeacherOutput } from './schema/teacher';
export { faultOfConfig, unreadableConfig } from './schema/fault-of-config';
export { valueBelow } from './schema/value-below';
export { countedClasses, previewOf } from './schema/preview';
export {
  answerPaths,
  isDescribed,
  isPython,
  type PythonModel,
  type StudentModel,
  type TeacherModel,
} from './schema/model';
export { pythonModels } from './schema/python-models';
export { describeData, describeModel, describeSize, describeTeachers } from './check/model-facts';
export { formatJson } from './edit/format';
export { completeConfig, completionAt, type WantedNames } from './assist/completion/complete';
export type { OfferedName } from './assist/completion/complete-value';
export type { Completion } from './assist/completion/completion';
