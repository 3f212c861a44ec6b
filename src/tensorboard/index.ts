export { exportRun, type EventFile } from './export-run';
export { ImportFault, importRuns, type ImportedRun, type ImportOptions } from './import-runs';
export { decodeScalars, encodeScalars, type Scalar } from './scalar-events';
