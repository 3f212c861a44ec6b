export { tryTeacher, type PreflightResult, type TriedTeacher } from './preflight';
export { reportPreflight } from './report';
