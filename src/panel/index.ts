// The exports that activation loads: texts about runs, and the HTML of a page. All else is imported by its file with the first
// panel, so that activation stays fast.
export type { RunActions } from './controller';
export { describeFailure, describeProgress, describeResult } from './describe-run';
export { panelHtml } from './html';
