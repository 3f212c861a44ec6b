/** View type of the run panel, also in package.json: `onWebviewPanel:distillery.run`. */
export const viewType = 'distillery.run';
