/** View type of the runs table, also in package.json: `onWebviewPanel:distillery.runsTable`. */
export const tableViewType = 'distillery.runsTable';
