// The part of the room that activation loads: words about runs, and the frame of a page. What a panel needs beside it is
// loaded with the first panel, by its file.
export type { RunActions } from './controller';
export { describeFailure, describeProgress, describeResult } from './describe-run';
export { panelHtml } from './html';
