export { registerDiagnostics } from './language/diagnostics';
export { registerRunPanels } from './panel/run-panel';
export { registerProviders } from './language/providers';
export { registerRunCommands } from './runs-view/commands';
export { RunsView } from './runs-view/runs-view';
export { registerRunningCommands } from './running/commands';
