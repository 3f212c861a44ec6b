export { ImportFault } from './foreign-log';
export { importRuns, logFormats, type ImportedRun, type ImportOptions, type LogFormatName } from './import-runs';
