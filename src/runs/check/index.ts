export { checkRun, type CheckedRun, type Finding } from './check-run';
