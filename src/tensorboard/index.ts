export { exportRun, type EventFile } from './export-run';
export { decodeScalars, encodeScalars, type Scalar } from './scalar-events';
