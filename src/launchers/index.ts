export { startRun, type StartOptions } from './start-run';
