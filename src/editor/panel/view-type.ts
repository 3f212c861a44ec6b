/** The type of the run panel's webview. Named in package.json too: `onWebviewPanel:distillery.run`. */
export const viewType = 'distillery.run';
